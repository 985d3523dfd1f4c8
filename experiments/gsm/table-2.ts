/** Table 2: CIFAR-10. */
import { type Cell, defineTable, equal, greater, onlyAt, type RunnableCell, score, trained } from '@refold/lab';
import { type CifarSettings, DEVIATIONS, denseSettings, gsmTraining, retraining, SCALES } from './cifar.ts';
import { COUNT_COLUMNS, COUNT_DEVIATIONS, COUNTED, countCells, RETRAINED_DEVIATION, retrainedName } from './nets.ts';

const COLUMNS = {
  base: score({ heading: 'Base top-1', printed: 'base top-1' }),
  pruned: score({ heading: 'Pruned top-1', printed: 'pruned top-1' }),
  ...COUNT_COLUMNS,
  lost: score({ heading: 'Lost by zeroing', better: 'lower' }),
  oneShot: score({ heading: 'Base zeroed as it is' }),
  below: score({ heading: 'Below 1e-4 before zeroing' }),
  ratio: score({ heading: 'Left of the trained network', digits: 2 }),
};
type Key = keyof typeof COLUMNS;

const METRICS = {
  base: 'top1Base',
  pruned: 'top1Pruned',
  lost: 'lostByPruning',
  oneShot: 'top1OneShot',
  below: 'below1e-4',
  ratio: 'ratio',
} as const;

type Net = 'ResNet-56' | 'DenseNet-40';
const ROWS: readonly (readonly [name: string, net: Net, keep: number])[] = [
  ['ResNet-56 GSM 6.6x', 'ResNet-56', 0.15],
  ['ResNet-56 GSM 10x', 'ResNet-56', 0.1],
  ['DenseNet-40 GSM 6.6x', 'DenseNet-40', 0.15],
  ['DenseNet-40 GSM 8x', 'DenseNet-40', 0.125],
  ['DenseNet-40 GSM 10x', 'DenseNet-40', 0.1],
];

/** The row that has a baseline: its largest weights, trained on. */
const [COMPARED, , COMPARED_KEEP] = ROWS[0]!;
const RETRAINED = retrainedName(COMPARED, 'magnitude');

const retrained = (metric: string) =>
  trained<CifarSettings>((settings, seed) => retraining(settings, COMPARED_KEEP, seed), metric);

const isDense = (net: Net): boolean => net === 'DenseNet-40';

const cellFor =
  (net: Net) =>
  (cell: RunnableCell<CifarSettings>): Cell<CifarSettings> =>
    isDense(net) ? onlyAt(['standard', 'paper'], cell, 'takes hours') : cell;

export default defineTable<CifarSettings, Key>({
  paper: 'gsm',
  id: 'table-2',
  title: 'ResNet-56 and DenseNet-40 on CIFAR-10',
  printed: 'table2_cifar10.csv',
  scales: SCALES,
  columns: COLUMNS,
  rows: [
    ...ROWS.map(([name, net, keep]) => ({
      name,
      ...(isDense(net) && { settings: denseSettings }),
      cells: {
        ...countCells(COUNTED[net], keep),
        ...Object.fromEntries(
          Object.entries(METRICS).map(([key, metric]) => [
            key,
            cellFor(net)(trained<CifarSettings>((settings, seed) => gsmTraining(settings, keep, seed), metric)),
          ]),
        ),
      },
    })),
    { name: RETRAINED, cells: { base: retrained('top1Base'), pruned: retrained('top1'), ratio: retrained('ratio') } },
  ],
  claims: [
    ...ROWS.map(([name]) =>
      equal(name, 0, 'lost', {
        within: 0.1,
        sentence: 'Zeroing after GSM loses nothing.',
        source: 'table 2',
      }),
    ),
    greater(COMPARED, RETRAINED, 'pruned', {
      sentence: 'GSM is better than keeping the largest weights and training on for as long.',
      source: 'our own question',
    }),
  ],
  deviations: [...DEVIATIONS, ...COUNT_DEVIATIONS, RETRAINED_DEVIATION],
});
