/**
 * Table 1: VGG on CIFAR-10.
 *   npx refold reproduce aofp --table table-1
 * About 12 minutes at quick, which prunes a narrow VGG; 8 hours at standard; on two cores.
 * Comes out: the paper's counts, accuracy before and after, and whether AOFP is better than narrowing every layer alike.
 */
import { count } from '@refold/core/cost';
import { compute, defineTable, exact, greater, less, type Model, onlyAt, score } from '@refold/lab';
import { HOSTS, VGG_WIDTHS, withWidths } from 'aofp';
import { pruningRun, tunedRun } from './recipes.ts';
import { DEVIATIONS, type PruneSettings, SCALES } from './scales.ts';

const HOST = HOSTS.vgg;
const macsOf = ({ build, input }: Model): number => count(build(), input).total.macs;
const WHOLE = macsOf(HOST);
const pruned = (name: keyof typeof VGG_WIDTHS): Model => ({
  input: HOST.input,
  build: () => withWidths(HOST, VGG_WIDTHS[name]),
});
const nameOf = (name: string): string => `VGG CIFAR-10 AOFP-${name}`;
/** Rows that are trained below --scale paper too. */
const TRAINED: readonly string[] = ['A1', 'A3'];
const MASKED = 'A3, masked against cut';
const [SLIGHT, MAIN] = [nameOf('A1'), nameOf('A3')];

const row = (name: keyof typeof VGG_WIDTHS) => {
  const macs = macsOf(pruned(name));
  const train = tunedRun(macs / WHOLE);
  return {
    name: nameOf(name),
    network: 'VGG',
    train: TRAINED.includes(name) ? train : onlyAt(['paper'], train, 'takes hours'),
    cells: {
      macs: compute<PruneSettings>(() => macs),
      saved: compute<PruneSettings>(() => 1 - macs / WHOLE),
    },
  };
};

export default defineTable<PruneSettings>({
  title: 'VGG on CIFAR-10',
  printed: 'table1_vgg-cifar10.csv',
  scales: SCALES,
  columns: {
    top1: score({ heading: 'Top-1', printed: 'top-1', metric: 'top1Pruned' }),
    macs: exact({ heading: 'Multiply-adds', printed: 'FLOPs', unit: 'M', rounding: 'truncate' }),
    saved: exact({ heading: 'Saved', printed: 'FLOPs reduction', unit: '%', rounding: 'truncate' }),
    cut: score({ heading: 'Top-1 before fine-tuning', metric: 'top1Cut' }),
    reduction: score({ heading: 'Saved here', metric: 'reduction' }),
    differing: score({ heading: 'Predictions that the cut changes', unit: '', digits: 0 }),
  },
  rows: [
    {
      name: 'VGG CIFAR-10 base',
      network: 'VGG',
      train: tunedRun(1),
      cells: { macs: compute<PruneSettings>(() => WHOLE) },
    },
    ...(['A1', 'A2', 'A3', 'A4', 'A5'] as const).map(row),
    {
      name: MASKED,
      printed: false as const,
      network: 'VGG',
      train: pruningRun(macsOf(pruned('A3')) / WHOLE),
      metrics: { reduction: 'reduction', top1: 'top1Pruned', differing: 'differing' },
    },
  ],
  quotedRows: true,
  claims: [
    less(MASKED, 0.5, 'differing', {
      sentence: 'Cutting what is masked changes no prediction.',
      source: 'section 3.5',
    }),
    greater(SLIGHT, 'VGG CIFAR-10 base', 'top1', {
      sentence: 'A slight cut raises accuracy: A1 is better than the base network.',
      source: 'table 1',
    }),
    greater(MAIN, 'VGG CIFAR-10 base', 'top1', {
      sentence: 'So does a large one: A3 is better than the base network.',
      source: 'table 1',
    }),
  ],
  deviations: [
    ...DEVIATIONS,
    'Multiply-adds are those of the paper’s own widths, read from its figure 4; those saved here are of the widths that our runs end with.',
  ],
});
