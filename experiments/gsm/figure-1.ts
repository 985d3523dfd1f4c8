/**
 * Figure 1: how one passive weight shrinks, by its momentum, and how near the approximation is.
 *   npx refold reproduce gsm --table figure-1
 * Trains nothing; takes seconds. Comes out: a picture, and in the CSV the paper's approximation and its error too.
 */
import { curves, defineFigure, significant } from '@refold/lab';
import { approximateFactor, passiveWeights } from 'gsm';

/** The paper's example. */
const decayOf = (momentum: number) => ({ lr: 5e-3, weightDecay: 5e-4, momentum });
const STEPS = 35_000;
const EVERY = 500;
const MOMENTA = [0.9, 0.98, 0.99];
/** A column of the CSV. */
const nameOf = (momentum: number): string => `momentum ${momentum}`;
const EQUATION = 'equation 11, momentum 0.98';

export default defineFigure({
  title: 'Decay of a passive weight',
  draw: () => {
    const steps = Array.from({ length: STEPS / EVERY + 1 }, (_, i) => i * EVERY);
    const weights = MOMENTA.map(momentum => ({
      name: nameOf(momentum),
      weights: passiveWeights(decayOf(momentum), STEPS),
    }));
    const factor = approximateFactor(decayOf(0.98));
    const rows = steps.map(step => ({
      step,
      ...Object.fromEntries(weights.map(({ name, weights }) => [name, significant(weights[step]!, 6)])),
      [EQUATION]: significant(factor ** step, 6),
      difference: significant(weights[1]!.weights[step]! - factor ** step, 6),
    }));
    return { rows };
  },
  plot: ({ rows }) =>
    curves(
      rows.flatMap(row => [
        ...MOMENTA.map(momentum => ({
          series: nameOf(momentum),
          x: Number(row.step),
          y: Number(row[nameOf(momentum)]),
        })),
        { series: nameOf(0.98), origin: 'paper' as const, x: Number(row.step), y: Number(row[EQUATION]) },
      ]),
      {
        title: 'A weight that gets no gradient, from 1',
        subtitle: 'Dashed: the paper’s approximation for momentum 0.98, which hides the line below it',
        x: { title: 'step' },
        y: { title: 'the weight', log: true },
      },
    ),
  deviations: ['The paper’s own settings: rate 5e-3, weight decay 5e-4, 35,000 steps.'],
});
