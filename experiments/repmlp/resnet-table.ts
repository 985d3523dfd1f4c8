/** Tables 2, 3, 4 and 7 are one table: RepMLP-ResNets, with what they cost and how fast they are. */
import { countFolded } from '@refold/core/fold';
import { models as shared } from '@refold/core/zoo';
import {
  benched,
  type Cell,
  type Column,
  compute,
  defineTable,
  exact,
  notRun,
  onlyAt,
  type Row,
  ratio,
  type Settings,
  score,
  type Table,
  trained,
} from '@refold/lab';
import { models as own } from 'repmlp';
import { onImageNet } from './recipes.ts';

interface ResNetSettings extends Settings {
  readonly timed: number;
  readonly rounds: number;
}

/** A model, and the side of its images where that is not its own. */
export interface ModelOf {
  readonly model: string;
  readonly side?: number;
}

export interface ResNetTable {
  readonly id: string;
  readonly title: string;
  readonly printed: string;
  /** Printed names, with the model behind each; undefined where the paper doesn't describe it. */
  readonly rows: Readonly<Record<string, ModelOf | undefined>>;
  /** The row that speeds are relative to. */
  readonly reference: string;
  /** Whether the table prints multiply-adds. */
  readonly macs?: boolean;
  readonly deviations?: readonly string[];
}

const all = { ...shared, ...own };

/** A model at its side. */
function modelAt({ model, side }: ModelOf) {
  const { build, input } = all[model]!;
  return { build, input: side === undefined ? input : [side, side, 3] };
}

const costs = new Map<string, { readonly params: number; readonly macs: number }>();
function costOf(of: ModelOf) {
  const key = JSON.stringify(of);
  const { build, input } = modelAt(of);
  const cost = costs.get(key) ?? countFolded(build(), input).total;
  costs.set(key, cost);
  return cost;
}

type Key = 'top1' | 'speed' | 'macs' | 'params';
const NO_MODEL: Cell<ResNetSettings> = notRun('the paper does not describe its architecture');

function cellsOf(of: ModelOf | undefined, macs: boolean): Row<ResNetSettings, Key>['cells'] {
  if (of === undefined) return { top1: NO_MODEL, speed: NO_MODEL, params: NO_MODEL, ...(macs && { macs: NO_MODEL }) };
  const { build, input } = modelAt(of);
  const top1: Cell<ResNetSettings> =
    input[0] === 224
      ? onlyAt(
          ['paper'],
          trained(() => onImageNet(build()), 'top1'),
          'needs ImageNet',
        )
      : notRun(`needs ImageNet, and its images at ${input[0]}×${input[0]}`);
  return {
    top1,
    speed: onlyAt<ResNetSettings>(
      ['quick', 'standard', 'paper'],
      benched(({ timed, rounds }) => ({ layer: build(), input, batchSize: timed, fold: true, rounds })),
      'too large for smoke',
    ),
    params: compute(() => costOf(of).params),
    ...(macs && { macs: compute<ResNetSettings>(() => costOf(of).macs) }),
  };
}

const at = (timed: number, rounds: number, settings: Settings = {}): ResNetSettings => ({
  ...settings,
  timed,
  rounds,
  network: `timed at its own size, batch ${timed}`,
});

export const resnetTable = ({ rows, reference, macs = false, deviations = [], ...table }: ResNetTable): Table => {
  const columns: Record<Key, Column> = {
    top1: score({ heading: 'Top-1', printed: 'Top-1 acc' }),
    speed: ratio({ heading: 'Speed, folded', printed: 'Speed', to: reference }),
    macs: exact({ heading: 'Multiply-adds', printed: 'FLOPs', unit: 'M', rounding: 'truncate' }),
    params: exact({ heading: 'Parameters', printed: 'Params', unit: 'M', rounding: 'truncate' }),
  };
  return defineTable<ResNetSettings, Key>({
    paper: 'repmlp',
    ...table,
    scales: {
      smoke: at(1, 1),
      quick: at(1, 3),
      standard: at(4, 5),
      paper: at(128, 20, { data: 'imagenet', epochs: 100, comparable: true }),
    },
    columns,
    rows: Object.entries(rows).map(([name, of]) => ({ name, cells: cellsOf(of, macs) })),
    deviations: [
      'Speeds are of folded networks in one run on this machine, with random parameters; below --scale paper of one image or four, where the paper has 128.',
      'The recipe of --scale paper has mixup (its α of 0.2 is assumed), crops and flips; the paper has AutoAugment besides.',
      ...deviations,
    ],
  });
};
