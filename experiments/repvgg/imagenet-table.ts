/** Tables 4 and 5 are one table with different rows and another recipe. */
import { models as shared } from '@refold/core/zoo';
import {
  type Claim,
  type ClassificationSettings,
  defineTable,
  exact,
  onlyAt,
  type Row,
  ratio,
  score,
  type Table,
} from '@refold/lab';
import { models as own } from 'repvgg';
import { training } from './recipes.ts';

interface ImageNetSettings extends ClassificationSettings {
  /** Of the images on which speed is measured. */
  readonly side: number;
  readonly speedBatch: number;
}

interface ImageNetTable {
  readonly title: string;
  readonly printed: string;
  /** As the paper prints them. */
  readonly rows: readonly string[];
  readonly recipe: NonNullable<Parameters<typeof training>[2]>;
  readonly epochs: number;
  readonly claims?: readonly Claim[];
  readonly deviations: readonly string[];
}

/** The models behind the names that the paper prints; none where it doesn't describe them. */
const MODELS = new Map(Object.entries({ ...shared, ...own }).map(([name, entry]) => [name.toLowerCase(), entry]));

/** Rows that are timed at every scale. */
const SMALL = ['RepVGG-A0', 'ResNet-18', 'ResNet-50'];
/** The row that speeds are relative to, folded. */
const REFERENCE = 'ResNet-50';
/** The row whose printed Winograd multiplications contradict the rule that gives all others. */
const DISPUTED = 'ResNeXt-101';

function rowOf(name: string, recipe: ImageNetTable['recipe']): Row<ImageNetSettings> {
  const model = MODELS.get(name.toLowerCase());
  if (model === undefined) return { name, notRun: 'the paper does not describe its architecture' };
  const bench = ({ side, speedBatch }: ImageNetSettings) => ({
    layer: model.build(),
    input: [side, side, 3],
    batchSize: speedBatch,
    ...(name === REFERENCE && { fold: true }),
  });
  return {
    name,
    model,
    train: onlyAt(['paper'], settings => training(model.build(), settings, recipe), 'needs ImageNet'),
    bench: SMALL.includes(name) ? bench : onlyAt(['quick', 'standard', 'paper'], bench, 'too large for smoke'),
    ...(name === DISPUTED && { disputed: ['wino_muls'] }),
  };
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
  return defineTable<ImageNetSettings>({
    ...table,
    scales: { smoke: at(32, 1, 1), quick: at(96, 1, 3), standard: at(224, 1, 5), paper: at(224, 128, 50) },
    columns: {
      top1: score({ heading: 'Top-1', metric: 'top1' }),
      speed: ratio({ heading: 'Speed, folded', to: REFERENCE, fold: true }),
      speed_trained: ratio({ heading: 'Speed, as trained', to: REFERENCE }),
      params: exact({ heading: 'Parameters', unit: 'M', rounding: 'truncate', of: 'folded.params' }),
      theo_flops: exact({ heading: 'Multiply-adds', unit: 'G', of: 'folded.macs' }),
      wino_muls: exact({ heading: 'Winograd multiplications', unit: 'G', of: 'folded.winogradMuls' }),
    },
    rows: rows.map(name => rowOf(name, recipe)),
    deviations: [
      ...deviations,
      'Speeds are relative to folded ResNet-50 in the same run, of networks before and after folding, with random parameters.',
      'Below --scale paper speeds are of one image at a time, at quick a smaller one; the paper has 128 at 224×224.',
    ],
  });
};
