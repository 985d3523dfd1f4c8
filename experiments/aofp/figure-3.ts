/**
 * Figure 3: filters of one layer removed one by one, without fine-tuning, in the orders of eight measures. As a table.
 *   npx refold reproduce aofp --table figure-3
 * About 6 minutes at quick, 2 hours at standard, on two cores.
 * Comes out: accuracy with a quarter, a half and five eighths of the filters removed, and which measures come near the oracle.
 */
import { defineTable, equal, greater, score } from '@refold/lab';
import type { Order } from 'aofp';
import { curveOf, ORDER_NAMES, RANKED_SCALES, type RankedSettings, rankedRun } from './ranked.ts';

const nameOf = (of: Order): string => `AlexNet conv1 ${ORDER_NAMES[of]}`;
const better = (a: Order, b: Order, sentence: string) =>
  greater(nameOf(a), nameOf(b), 'half', { sentence, source: 'figure 3' });
const near = (a: Order, b: Order, within: number, sentence: string) => ({
  ...equal(nameOf(a), 0, 'half', { within, sentence, source: 'figure 3' }),
  b: nameOf(b),
});

export default defineTable<RankedSettings>({
  title: 'Filters removed one by one, in the orders of eight measures',
  printed: 'figure3_alexnet-metric-comparison.csv',
  scales: RANKED_SCALES,
  columns: {
    quarter: score({ heading: 'A quarter removed', printed: 'top-1 after removing 16 filters', metric: 'quarter' }),
    half: score({ heading: 'A half', printed: 'top-1 after removing 32 filters', metric: 'half' }),
    most: score({ heading: 'Five eighths', printed: 'top-1 after removing 40 filters', metric: 'most' }),
  },
  rows: (Object.keys(ORDER_NAMES) as Order[]).map(by => ({
    name: nameOf(by),
    heading: ORDER_NAMES[by],
    network: 'AlexNet, its first layer',
    train: rankedRun,
    measure: async (settings: RankedSettings, { run, seed }) => {
      const curve = await curveOf(await run(), by, settings, seed ?? 0);
      const at = (share: number): number => curve[Math.round(share * curve.length)]!;
      return { quarter: at(1 / 4), half: at(1 / 2), most: at(5 / 8) };
    },
  })),
  claims: [
    near('aofp', 'oracle', 5, 'With half of the filters removed AOFP comes within 5 points of the oracle.'),
    better('oracle', 'degraded', 'Fresh scores matter: the oracle is better than one that scores once.'),
    near('oracle10', 'oracle', 5, 'Ten times the images change the oracle by less than 5 points.'),
    better('aofp', 'magnitude', 'AOFP is better than magnitude.'),
    better('aofp', 'taylor', 'AOFP is better than Taylor.'),
    better('aofp', 'apoz', 'AOFP is better than APoZ.'),
    better('aofp', 'index', 'AOFP is better than the order of the index.'),
  ],
  deviations: [
    'The paper looks at the 64 filters of AlexNet’s first layer, on ImageNet; here at the second layer of a small plain network, on CIFAR-10, and at the same shares of its filters.',
    'The oracle assesses 100 training images at quick and 1,000 at standard, where the paper’s has 10,000.',
    'As in the paper AOFP has as many images in all as the oracle, and its damage is that of the loss, since a single layer is pruned; it removes filters one by one.',
  ],
});
