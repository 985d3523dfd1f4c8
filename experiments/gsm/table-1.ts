/** Table 1: MNIST. */
import { defineTable, equal, greater, measured, onlyAt, type Row, score, trained } from '@refold/lab';
import type { TicketSettings } from 'gsm';
import {
  DEVIATIONS,
  gsmTraining,
  type MnistNet,
  type MnistSettings,
  retraining,
  rowSettings,
  SCALES,
} from './mnist.ts';
import {
  COUNT_COLUMNS,
  COUNT_DEVIATIONS,
  COUNTED,
  countCells,
  quotedRow,
  RETRAINED_DEVIATION,
  retrainedName,
} from './nets.ts';

const COLUMNS = {
  base: score({ heading: 'Base top-1', printed: 'base top-1' }),
  pruned: score({ heading: 'Pruned top-1', printed: 'pruned top-1' }),
  ...COUNT_COLUMNS,
  lost: score({ heading: 'Lost by zeroing', better: 'lower' }),
  oneShot: score({ heading: 'Base zeroed as it is' }),
  below: score({ heading: 'Below 1e-4 before zeroing' }),
  bytes: measured({ heading: 'Bytes of its file', unit: 'K', digits: 1 }),
};
type Key = keyof typeof COLUMNS;

/** The compression ratios of the paper, with what share they keep. */
export const RATIOS = {
  'LeNet-300 GSM': { net: 'LeNet-300', keep: 1 / 60 },
  'LeNet-5 GSM 125x': { net: 'LeNet-5', keep: 0.008 },
  'LeNet-5 GSM 300x': { net: 'LeNet-5', keep: 1 / 300 },
} as const satisfies Record<string, { readonly net: MnistNet; readonly keep: number }>;
type Name = keyof typeof RATIOS;
const NAMES = Object.keys(RATIOS) as readonly Name[];

const METRICS = {
  base: 'top1Base',
  pruned: 'top1Pruned',
  lost: 'lostByPruning',
  oneShot: 'top1OneShot',
  below: 'below1e-4',
} as const;

function ours(name: Name): Row<MnistSettings, Key> {
  const { net, keep } = RATIOS[name];
  const by = (metric: string) =>
    trained<MnistSettings>((settings, seed) => gsmTraining(net, keep, settings, seed), metric);
  return {
    name,
    settings: rowSettings(net),
    cells: {
      ...countCells(COUNTED[net], keep),
      ...Object.fromEntries(Object.entries(METRICS).map(([key, metric]) => [key, by(metric)])),
      bytes: by('sparseBytes'),
    },
  };
}

/** Pruned first and trained on: a baseline. */
function retrained(name: Name, by: NonNullable<TicketSettings['by']>): Row<MnistSettings, Key> {
  const { net, keep } = RATIOS[name];
  const result = (metric: string) => {
    const cell = trained((settings: MnistSettings, seed) => retraining(net, keep, by, settings, seed), metric);
    return net === 'LeNet-5' ? onlyAt(['quick', 'smoke'], cell, 'takes as long as GSM does') : cell;
  };
  return {
    name: retrainedName(name, by),
    settings: rowSettings(net),
    cells: { base: result('top1Base'), pruned: result('top1') },
  };
}

const RETRAINED: readonly Name[] = ['LeNet-300 GSM', 'LeNet-5 GSM 125x'];

const QUOTED = {
  'LeNet-300': ['Han et al.', 'L-OBS', 'Zhang et al.', 'DNS'],
  'LeNet-5': ['Han et al.', 'L-OBS', 'Srinivas et al.', 'Zhang et al.', 'DNS'],
} as const;
const QUOTED_KEYS = ['base', 'pruned', 'origin', 'remain', 'compression', 'nonZero'] as const;

export default defineTable<MnistSettings, Key>({
  paper: 'gsm',
  id: 'table-1',
  title: 'LeNet-300-100 and LeNet-5 on MNIST',
  printed: 'table1_mnist.csv',
  scales: SCALES,
  columns: COLUMNS,
  rows: [
    ...NAMES.map(ours),
    ...RETRAINED.map(name => retrained(name, 'magnitude')),
    retrained('LeNet-300 GSM', 'random'),
    ...Object.entries(QUOTED).flatMap(([net, methods]) => methods.map(one => quotedRow(`${net} ${one}`, QUOTED_KEYS))),
  ],
  claims: [
    ...NAMES.map(name =>
      equal(name, 0, 'lost', {
        within: 0.1,
        sentence: 'Zeroing after GSM loses nothing.',
        source: 'table 1',
      }),
    ),
    ...RETRAINED.map(name =>
      greater(name, retrainedName(name, 'magnitude'), 'pruned', {
        sentence: 'GSM is better than keeping the largest weights and training on for as long.',
        source: 'our own question',
      }),
    ),
  ],
  deviations: [
    ...DEVIATIONS,
    ...COUNT_DEVIATIONS,
    RETRAINED_DEVIATION,
    'L-OBS’s 3.0K of LeNet-5 contradicts its own ratio and share: a misprint in the source.',
  ],
});
