/**
 * Figure 2 as a table: whether layers that suffer more when pruned alone are left more by GSM.
 *   npx refold reproduce gsm --table figure-2
 * quick takes about 25 minutes on two cores: 6 runs (2 rows, 3 seeds), all of them of tables 1 and 2;
 * standard 8 hours: 3 of ResNet-20 (12 epochs) beside theirs.
 * Comes out: the rank correlation of each network, and whether it is more than chance.
 */
import { defineTable, greater, type Scale, score } from '@refold/lab';
import { DEVIATIONS as CIFAR_DEVIATIONS, DENSENET_SCALES, DENSENETS, onDenseNet, STUDIED } from './cifar.ts';
import { DEVIATIONS, LENETS } from './mnist.ts';
import { firstSeed, gsmRun } from './runs.ts';

/** The networks, pruned as in the tables. */
const NETS = [
  { name: 'LeNet-5 125x', by: LENETS['LeNet-5'], keep: 0.008 },
  { name: 'ResNet 6.6x', by: STUDIED, keep: 0.15 },
  { name: 'DenseNet-40 6.6x', by: DENSENETS, keep: 0.15 },
];

/** What the rank correlation of a row must exceed: chance, 1.645 / √(layers − 1), where seeds begin with the same weights. */
const BOUNDS = { 'LeNet-5 125x': 0, 'ResNet 6.6x': 0.38, 'DenseNet-40 6.6x': 0.26 };

/** The networks that are trained at a scale: their names, and the runs of their first seeds. */
export const firstSeeds = (scale: Scale) =>
  NETS.filter(({ by }) => by !== DENSENETS || DENSENET_SCALES.includes(scale)).map(({ name, by, keep }) => ({
    name: `${by[scale].network}, ${name.split(' ').at(-1)}`,
    config: firstSeed(gsmRun(keep), by[scale]),
  }));

export default defineTable({
  title: 'Figure 2: rank correlation of layers’ sensitivity and of what GSM leaves of them',
  scales: LENETS['LeNet-5'],
  columns: { agreement: score({ heading: 'Rank correlation', unit: '', metric: 'rankCorrelation' }) },
  rows: NETS.map(({ name, by, keep }) => ({
    name,
    network: by.paper.network!,
    settings: scale => by[scale],
    train: by === DENSENETS ? onDenseNet(gsmRun(keep)) : gsmRun(keep),
  })),
  claims: Object.entries(BOUNDS).map(([name, bound]) =>
    greater(name, bound, 'agreement', {
      sentence: 'GSM leaves more of the layers that suffer more when they are pruned alone.',
      source: 'section 4.2, figure 2',
    }),
  ),
  deviations: [
    ...DEVIATIONS,
    ...CIFAR_DEVIATIONS,
    'Spearman’s coefficient between a layer’s mean loss of accuracy over the four shares that are pruned, in the base network, and the share of its weights that GSM leaves. The paper draws LeNet-5 and DenseNet-40. Chance exceeds a coefficient of 0.38 once in twenty over the 20 layers of ResNet-20, and 0.26 over DenseNet-40’s 40: seeds begin with the same weights there, so theirs must exceed that.',
  ],
});
