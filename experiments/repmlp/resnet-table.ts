/** Tables 2, 3, 4 and 7 are one table: RepMLP-ResNets, with what they cost and how fast they are. */
import { models as shared } from '@refold/core/zoo';
import {
  aboveSmoke,
  defineTable,
  exact,
  type Model,
  needsImageNet,
  notRun,
  ratio,
  type Settings,
  score,
  type TableSpec,
  timedAt,
  timingOf,
} from '@refold/lab';
import { models as own } from 'repmlp';
import { onImageNet } from './recipes.ts';

interface ResNetTable extends Pick<TableSpec<never>, 'title' | 'printed' | 'deviations'> {
  /** Printed names, with the model behind each, and the side of its images after an @ where it is not its own; undefined where the paper doesn't describe it. */
  readonly models: Readonly<Record<string, string | undefined>>;
  /** The row that speeds are relative to. */
  readonly reference: string;
  /** Whether the table prints multiply-adds. */
  readonly macs?: boolean;
}

function modelAt(text: string): Model {
  const [name = '', side] = text.split('@');
  const model = { ...shared, ...own }[name]!;
  return side === undefined ? model : { ...model, input: [Number(side), Number(side), 3] };
}

export const resnetTable = ({ models, reference, macs = false, deviations = [], ...table }: ResNetTable) =>
  defineTable<Settings>({
    ...table,
    scales: {
      smoke: timedAt(1, 1),
      quick: timedAt(1, 3),
      standard: timedAt(4, 5),
      paper: { ...timedAt(128, 20), data: 'imagenet', epochs: 100, comparable: true },
    },
    columns: {
      top1: score({ heading: 'Top-1', printed: 'Top-1 acc', metric: 'top1' }),
      speed: ratio({ heading: 'Speed, folded', printed: 'Speed', to: reference, fold: true }),
      ...(macs && {
        macs: exact({ heading: 'Multiply-adds', printed: 'FLOPs', unit: 'M', rounding: 'truncate', of: 'folded.macs' }),
      }),
      params: exact({ heading: 'Parameters', printed: 'Params', unit: 'M', rounding: 'truncate', of: 'folded.params' }),
    },
    rows: Object.entries(models).map(([name, text]) => {
      if (text === undefined) return { name, notRun: 'the paper does not describe its architecture' };
      const model = modelAt(text);
      const [side] = model.input;
      const train =
        side === 224
          ? needsImageNet(() => onImageNet(model.build()))
          : notRun(`needs ImageNet, and its images at ${side}×${side}`);
      return { name, model, train, bench: aboveSmoke(timingOf(model)) };
    }),
    deviations: [
      'Speeds are of folded networks in one run on this machine, with random parameters; below --scale paper of one image or four, where the paper has 128.',
      'The recipe of --scale paper has mixup (its α of 0.2 is assumed), crops and flips; the paper has AutoAugment besides.',
      ...deviations,
    ],
  });
