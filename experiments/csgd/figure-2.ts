/**
 * Figure 2: where two weights go on a loss that wants them apart.
 *   npx refold reproduce csgd --table figure-2
 * Trains nothing; takes seconds. Comes out: their ways under weight decay, under a pull to their mean alone, and under C-SGD.
 */
import { curves, defineFigure, significant } from '@refold/lab';

type Pair = readonly [number, number];

/** ½·a·(x − 3)² + ½·b·(y − 1)², whose minimum is off the line x = y. */
const gradientAt = ([x, y]: Pair): Pair => [0.6 * (x - 3), 1.4 * (y - 1)];
const START: Pair = [0.5, 3.5];
const [STEPS, RATE, DECAY, STRENGTH] = [120, 0.05, 0.05, 1];

const mean = ([x, y]: Pair): number => (x + y) / 2;
const step = (w: Pair, descent: (own: number, i: 0 | 1) => number): Pair => [
  w[0] + RATE * descent(w[0], 0),
  w[1] + RATE * descent(w[1], 1),
];

/** Equation 4, and what it is made of. */
const RULES: Readonly<Record<string, (w: Pair) => Pair>> = {
  'weight decay': w => step(w, (own, i) => -gradientAt(w)[i] - DECAY * own),
  'with a pull to the mean': w => step(w, (own, i) => -gradientAt(w)[i] - DECAY * own + STRENGTH * (mean(w) - own)),
  'C-SGD, gradients averaged too': w => step(w, own => -mean(gradientAt(w)) - DECAY * own + STRENGTH * (mean(w) - own)),
};

export default defineFigure({
  title: 'Two weights on a loss that wants them apart',
  draw: () => {
    const rows = Object.entries(RULES).flatMap(([rule, next]) => {
      let w = START;
      return Array.from({ length: STEPS + 1 }, (_, i) => {
        const row = {
          rule,
          step: i,
          x: significant(w[0], 6),
          y: significant(w[1], 6),
          apart: significant(w[0] - w[1], 6),
        };
        w = next(w);
        return row;
      });
    });
    return { rows };
  },
  plot: ({ rows }) =>
    curves(
      rows.map(({ rule, step, x, y }) => ({ series: rule!, x: Number(x), y: Number(y), order: Number(step) })),
      {
        title: 'Two weights on a loss that wants them apart',
        subtitle: `Their way in ${STEPS} steps, from ${START.join(' and ')}; dotted: where both are alike`,
        guide: [0.5, 3.5].map(both => ({ x: both, y: both })),
        x: { title: 'first weight' },
        y: { title: 'second weight' },
        width: 520,
        height: 420,
      },
    ),
  deviations: [
    'A quadratic loss of our own, as the paper’s is drawn by hand. The pull alone comes to rest off the line: the loss pushes the weights apart as strongly as the pull draws them together. That is why gradients are averaged.',
  ],
});
