/**
 * Table 3: irregular widths against uniform ones.
 *   npx refold reproduce aofp --table table-3
 * About 3 minutes at quick, an hour at standard, on two cores, beside table 1's runs.
 * Comes out: accuracy at equal multiply-adds, and speed relative to the whole network, of the paper's own widths.
 */
import { count } from '@refold/core/cost';
import { compute, defineTable, exact, greater, type Model, ratio, type Scale, score, timingOf } from '@refold/lab';
import { HOSTS, VGG_WIDTHS, withWidths } from 'aofp';
import { narrowed } from './narrow.ts';
import { tunedRun } from './recipes.ts';
import { DEVIATIONS, type PruneSettings, SCALES } from './scales.ts';

const [BASE, AOFP, UNIFORM] = ['VGG base', 'AOFP-A3', 'Uniform'];
const macsOf = ({ build, input }: Model): number => count(build(), input).total.macs;
const MODELS: Readonly<Record<string, Model>> = {
  [BASE!]: HOSTS.vgg,
  [AOFP!]: { input: HOSTS.vgg.input, build: () => withWidths(HOSTS.vgg, VGG_WIDTHS.A3) },
  [UNIFORM!]: HOSTS['vgg-uniform'],
};
const KEEP = macsOf(MODELS[AOFP!]!) / macsOf(HOSTS.vgg);
/** A network that is narrow from the start goes through the runs of the others. */
const narrow = (scale: Scale): Partial<PruneSettings> => {
  const { host } = SCALES[scale];
  return { host: { ...host, build: () => narrowed(host, KEEP) } };
};

export default defineTable<PruneSettings>({
  title: 'Irregular widths against uniform ones',
  printed: 'table3_vgg-speed.csv',
  scales: SCALES,
  columns: {
    top1: score({ heading: 'Top-1', printed: 'top-1', metric: 'top1Pruned' }),
    macs: exact({ heading: 'Multiply-adds', printed: 'FLOPs', unit: 'M', rounding: 'truncate' }),
    speed: ratio({ heading: 'Speed', printed: 'CPU speed', to: BASE!, fold: true }),
  },
  rows: Object.entries(MODELS).map(([name, model]) => ({
    name,
    network: 'VGG',
    train: tunedRun(name === AOFP ? KEEP : 1),
    ...(name === UNIFORM && { settings: narrow }),
    bench: timingOf(model),
    cells: { macs: compute<PruneSettings>(() => macsOf(model)) },
  })),
  claims: [
    greater(AOFP!, UNIFORM!, 'top1', {
      sentence: 'At equal multiply-adds AOFP is better than narrowing every layer alike.',
      source: 'table 3',
    }),
    greater(AOFP!, UNIFORM!, 'speed', {
      sentence: 'Irregular widths are faster than uniform ones of equal multiply-adds.',
      source: 'table 3',
    }),
    greater(AOFP!, BASE!, 'speed', {
      sentence: 'The pruned network is 1.99 times as fast as the whole one on a processor.',
      source: 'table 3: 683 and 343 images a second',
      size: { times: 1.99 },
    }),
  ],
  deviations: [
    ...DEVIATIONS,
    'Speeds are of the paper’s own widths, with random parameters, folded. The paper says 69 % of every width for the uniform network, but prints the multiply-adds of 63 %.',
  ],
});
