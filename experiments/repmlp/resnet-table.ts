/** Tables 2, 3, 4 and 7 are one table: RepMLP-ResNets, with what they cost and how fast they are. */
import { models as shared } from '@refold/core/zoo';
import {
  defineTable,
  exact,
  type Model,
  notRun,
  onlyAt,
  type Row,
  ratio,
  type Settings,
  score,
  type Table,
} from '@refold/lab';
import { models as own } from 'repmlp';
import { onImageNet } from './recipes.ts';

interface ResNetSettings extends Settings {
  /** Images of a batch that is timed. */
  readonly timed: number;
}

interface ResNetTable {
  readonly title: string;
  readonly printed: string;
  /** Printed names, with the model behind each, and the side of its images after an @ where it is not its own; undefined where the paper doesn't describe it. */
  readonly rows: Readonly<Record<string, string | undefined>>;
  /** The row that speeds are relative to. */
  readonly reference: string;
  /** Whether the table prints multiply-adds. */
  readonly macs?: boolean;
  readonly deviations?: readonly string[];
}

const known = new Map<string, Model>();

/** A model at its side: one object per text, so that its costs are counted once for all tables. */
function modelAt(text: string): Model {
  const [name = '', side] = text.split('@');
  const { build, input } = { ...shared, ...own }[name]!;
  const model = known.get(text) ?? { build, input: side === undefined ? input : [Number(side), Number(side), 3] };
  known.set(text, model);
  return model;
}

function rowOf(name: string, text: string | undefined): Row<ResNetSettings> {
  if (text === undefined) return { name, notRun: 'the paper does not describe its architecture' };
  const model = modelAt(text);
  const { build, input } = model;
  return {
    name,
    model,
    train:
      input[0] === 224
        ? onlyAt(['paper'], () => onImageNet(build()), 'needs ImageNet')
        : notRun(`needs ImageNet, and its images at ${input[0]}×${input[0]}`),
    bench: onlyAt(
      ['quick', 'standard', 'paper'],
      ({ timed }) => ({ layer: build(), input, batchSize: timed }),
      'too large for smoke',
    ),
  };
}

const at = (timed: number, rounds: number, settings: Settings = {}): ResNetSettings => ({
  ...settings,
  timed,
  rounds,
  network: `timed at its own size, batch ${timed}`,
});

export const resnetTable = ({ rows, reference, macs = false, deviations = [], ...table }: ResNetTable): Table =>
  defineTable<ResNetSettings>({
    ...table,
    scales: {
      smoke: at(1, 1),
      quick: at(1, 3),
      standard: at(4, 5),
      paper: at(128, 20, { data: 'imagenet', epochs: 100, comparable: true }),
    },
    columns: {
      top1: score({ heading: 'Top-1', printed: 'Top-1 acc', metric: 'top1' }),
      speed: ratio({ heading: 'Speed, folded', printed: 'Speed', to: reference, fold: true }),
      ...(macs && {
        macs: exact({ heading: 'Multiply-adds', printed: 'FLOPs', unit: 'M', rounding: 'truncate', of: 'folded.macs' }),
      }),
      params: exact({ heading: 'Parameters', printed: 'Params', unit: 'M', rounding: 'truncate', of: 'folded.params' }),
    },
    rows: Object.entries(rows).map(([name, model]) => rowOf(name, model)),
    deviations: [
      'Speeds are of folded networks in one run on this machine, with random parameters; below --scale paper of one image or four, where the paper has 128.',
      'The recipe of --scale paper has mixup (its α of 0.2 is assumed), crops and flips; the paper has AutoAugment besides.',
      ...deviations,
    ],
  });
