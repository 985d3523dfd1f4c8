/** Table 2: CIFAR-10. */
import { type Cell, defineTable, less, notRun, onlyAt, type RunConfig, score, trained } from '@refold/lab';
import { MODES } from './modes.ts';
import { DEVIATIONS, type PruneSettings, SCALES } from './scales.ts';

const COLUMNS = {
  base: score({ heading: 'Base top-1', printed: 'Base top-1' }),
  pruned: score({ heading: 'Pruned top-1', printed: 'Pruned top-1' }),
  drop: score({ heading: 'Drop', printed: 'Top-1 drop', better: 'lower' }),
  reduction: score({ heading: 'Multiply-adds saved', printed: 'FLOPs reduction' }),
  differing: score({ heading: 'Predictions that conversion changes', unit: '', better: 'lower', digits: 0 }),
};
type Key = keyof typeof COLUMNS;
type Cells = { readonly [key in Key]?: Cell<PruneSettings> };

const METRICS: Readonly<Record<Key, string>> = {
  base: 'top1Base',
  pruned: 'top1Pruned',
  drop: 'drop',
  reduction: 'reduction',
  differing: 'differing',
};

const ours = (config: (settings: PruneSettings) => RunConfig): Cells =>
  Object.fromEntries((Object.keys(COLUMNS) as Key[]).map(key => [key, trained(config, METRICS[key])]));

const atPaper = (config: (settings: PruneSettings) => RunConfig): Cells =>
  Object.fromEntries(
    (Object.keys(COLUMNS) as Key[]).map(key => [
      key,
      onlyAt(['paper'], trained(config, METRICS[key]), 'a schedule of its own'),
    ]),
  );

const QUOTED = Object.fromEntries(
  (['base', 'pruned', 'drop', 'reduction'] as const).map(key => [key, notRun('another method, quoted by the paper')]),
);

const MAIN = 'ResNet-56 ResRep 52.91%';

export default defineTable<PruneSettings, Key>({
  title: 'ResNet-56 and ResNet-110 on CIFAR-10',
  printed: 'table2_cifar10.csv',
  scales: SCALES,
  columns: COLUMNS,
  rows: [
    { name: MAIN, cells: ours(MODES.resrep) },
    { name: 'ResNet-56 ResRep 77.83%', cells: atPaper(settings => MODES.resrep({ ...settings, keep: 0.222 })) },
    {
      name: 'ResNet-110 ResRep',
      cells: atPaper(settings => {
        const { weights: _, ...deeper } = { ...settings, depth: 110, keep: 0.418 };
        return MODES.resrep(deeper);
      }),
    },
    ...['AMC', 'FPGM', 'SFP', 'LFPC', 'TRP'].map(name => ({ name: `ResNet-56 ${name}`, cells: QUOTED })),
    ...['Li et al.', 'GAL-0.5', 'HRank'].map(name => ({ name: `ResNet-110 ${name}`, cells: QUOTED })),
  ],
  claims: [
    less(MAIN, 0.5, 'differing', {
      sentence: 'Conversion is lossless: no prediction changes.',
      source: 'section 3.2',
    }),
    less(MAIN, 0.1, 'drop', {
      sentence: 'Half of the multiply-adds go without a loss of accuracy.',
      source: 'table 2',
    }),
  ],
  deviations: [
    ...DEVIATIONS,
    "Multiply-adds are counted as they are: the authors' counter takes the 1×1 kernels of projections for 2×2, which these networks don't have.",
  ],
});
