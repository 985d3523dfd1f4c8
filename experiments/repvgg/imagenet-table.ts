/** Tables 4 and 5 are one table with different rows and another recipe. */
import {
  benched,
  type Cell,
  type Claim,
  type ClassificationSettings,
  compute,
  defineTable,
  exact,
  notRun,
  onlyAt,
  type Row,
  ratio,
  score,
  type Table,
  trained,
} from '@refold/lab';
import { foldedCost, modelOf } from './models.ts';
import { training } from './recipes.ts';

export interface ImageNetSettings extends ClassificationSettings {
  /** Of the images on which speed is measured. */
  readonly side: number;
  readonly speedBatch: number;
  readonly rounds: number;
}

const COLUMNS = {
  top1: score({ heading: 'Top-1' }),
  speed: ratio({ heading: 'Speed, folded', to: 'ResNet-50' }),
  speed_trained: ratio({ heading: 'Speed, as trained', to: 'ResNet-50' }),
  params: exact({ heading: 'Parameters', unit: 'M', rounding: 'truncate' }),
  theo_flops: exact({ heading: 'Multiply-adds', unit: 'G' }),
  wino_muls: exact({ heading: 'Winograd multiplications', unit: 'G' }),
} as const;

type Cells = Row<ImageNetSettings, keyof typeof COLUMNS>['cells'];

export interface ImageNetTable {
  readonly id: string;
  readonly title: string;
  readonly printed: string;
  /** As the paper prints them. */
  readonly rows: readonly string[];
  readonly recipe: NonNullable<Parameters<typeof training>[2]>;
  readonly epochs: number;
  readonly claims?: readonly Claim[];
  readonly deviations: readonly string[];
}

/** At all scales the costs are the paper's; the speeds are those of reduced images, so that a CPU answers. */
export const imagenetTable = ({ rows, recipe, epochs, deviations, ...table }: ImageNetTable): Table => {
  const at = (side: number, speedBatch: number, rounds: number): ImageNetSettings => ({
    data: 'imagenet',
    epochs,
    batchSize: 256,
    lr: 0.1,
    comparable: true,
    side,
    speedBatch,
    rounds,
    network: `timed at ${side}×${side}, batch ${speedBatch}`,
  });
  return defineTable<ImageNetSettings, keyof typeof COLUMNS>({
    paper: 'repvgg',
    ...table,
    scales: { smoke: at(32, 1, 1), quick: at(96, 1, 3), standard: at(224, 1, 5), paper: at(224, 128, 50) },
    columns: COLUMNS,
    rows: rows.map(name => ({ name, cells: cellsOf(name, recipe) })),
    deviations: [
      ...deviations,
      'Speeds are relative to folded ResNet-50 in the same run, of networks before and after folding, with random parameters.',
      'Below --scale paper speeds are of one image at a time, at quick a smaller one; the paper has 128 at 224×224.',
    ],
  });
};

/** Rows that are timed at every scale. */
const SMALL = ['RepVGG-A0', 'ResNet-18', 'ResNet-50'];

/** Rows whose printed Winograd multiplications go against the rule that gives all others. */
const DISPUTED = new Set(['ResNeXt-101']);

const NO_TABLE: Cell<ImageNetSettings> = notRun('the paper does not describe its architecture');
function cellsOf(name: string, recipe: ImageNetTable['recipe']): Cells {
  const model = modelOf(name);
  if (model === undefined) {
    return { top1: NO_TABLE, speed: NO_TABLE, params: NO_TABLE, theo_flops: NO_TABLE, wino_muls: NO_TABLE };
  }
  const timed = (fold: boolean): Cell<ImageNetSettings> => {
    const cell = benched<ImageNetSettings>(({ side, speedBatch, rounds }) => ({
      layer: model.build(),
      input: [side, side, 3],
      batchSize: speedBatch,
      fold: fold || name === 'ResNet-50',
      rounds,
    }));
    return SMALL.includes(name) ? cell : onlyAt(['quick', 'standard', 'paper'], cell, 'too large for smoke');
  };
  return {
    top1: onlyAt<ImageNetSettings>(
      ['paper'],
      trained(settings => training(model.build(), settings, recipe), 'top1'),
      'needs ImageNet',
    ),
    speed: timed(true),
    speed_trained: timed(false),
    params: compute(() => foldedCost(model).params),
    theo_flops: compute(() => foldedCost(model).macs),
    wino_muls: compute(() => foldedCost(model).winogradMuls, DISPUTED.has(name) ? { disputed: true } : {}),
  };
}
