/** Table 4: winning tickets. */
import { compute, defineTable, exact, greaterInRow, less, score, trained } from '@refold/lab';
import { activeCount, kernelsOf, sizeOfAll } from 'gsm';
import {
  baseTraining,
  DEVIATIONS,
  type MaskSource,
  type MnistNet,
  type MnistSettings,
  rowSettings,
  SCALES,
  ticketTraining,
} from './mnist.ts';
import { COUNTED } from './nets.ts';
import { RATIOS } from './table-1.ts';

const COLUMNS = {
  compression: exact({ heading: 'Compression', printed: 'compression ratio', rounding: 'truncate' }),
  magnitude: score({ heading: 'Magnitude tickets', printed: 'magnitude tickets top-1' }),
  gsm: score({ heading: 'GSM tickets', printed: 'GSM tickets top-1' }),
  whole: score({ heading: 'The whole network' }),
  zeros: score({ heading: 'Left of the GSM ticket', unit: '', digits: 0 }),
};

const ROWS = {
  'LeNet-300': RATIOS['LeNet-300 GSM'],
  'LeNet-5 125x': RATIOS['LeNet-5 GSM 125x'],
  'LeNet-5 300x': RATIOS['LeNet-5 GSM 300x'],
} as const;
type Name = keyof typeof ROWS;

/** Ten classes, one of which makes 11.35 % of the test images. */
const CHANCE = 11.35;

function rowOf(name: Name) {
  const { net, keep }: { net: MnistNet; keep: number } = ROWS[name];
  const ticket = (source: MaskSource, metric = 'top1') =>
    trained<MnistSettings>((settings, seed) => ticketTraining(net, keep, source, settings, seed), metric);
  const size = sizeOfAll(kernelsOf(COUNTED[net]));
  return {
    name,
    settings: rowSettings(net),
    cells: {
      compression: compute<MnistSettings>(() => size / activeCount(size, keep)),
      magnitude: ticket('magnitude'),
      gsm: ticket('gsm'),
      whole: trained<MnistSettings>(settings => baseTraining(net, settings), 'top1'),
      zeros: ticket('gsm', 'nonZero'),
    },
  };
}

const NAMES = Object.keys(ROWS) as readonly Name[];

export default defineTable<MnistSettings, keyof typeof COLUMNS>({
  paper: 'gsm',
  id: 'table-4',
  title: 'Winning tickets on MNIST',
  printed: 'table4_winning-tickets.csv',
  scales: SCALES,
  columns: COLUMNS,
  rows: NAMES.map(rowOf),
  claims: [
    ...NAMES.map(name =>
      greaterInRow(name, 'gsm', 'magnitude', {
        sentence: "Tickets of GSM's masks are better than those of the largest weights.",
        source: 'table 4',
      }),
    ),
    less('LeNet-5 300x', CHANCE + 1, 'magnitude', {
      sentence: 'At 300× magnitude takes every weight of a layer: its tickets stay at chance.',
      source: 'table 4',
    }),
  ],
  deviations: [
    ...DEVIATIONS,
    'A ticket of a seed has the base network, the GSM run and the fresh weights of the same seed.',
  ],
});
