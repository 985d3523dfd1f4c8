/**
 * Figure 1: how one passive weight shrinks, by its momentum, and how near the approximation is.
 *   npx refold reproduce gsm --table figure-1
 * Trains nothing; takes seconds. Comes out: a picture, and in the CSV the paper's approximation and its error too.
 */
import { scatter } from '@refold/core/draw';
import { defineFigure, significant } from '@refold/lab';
import { approximateFactor, passiveWeights } from 'gsm';

/** The paper's example. */
const decayOf = (momentum: number) => ({ lr: 5e-3, weightDecay: 5e-4, momentum });
const STEPS = 35_000;
const EVERY = 500;

export default defineFigure({
  title: 'Decay of a passive weight',
  draw: () => {
    const steps = Array.from({ length: STEPS / EVERY + 1 }, (_, i) => i * EVERY);
    const curves = [0.9, 0.98, 0.99].map(momentum => ({
      name: `momentum ${momentum}`,
      weights: passiveWeights(decayOf(momentum), STEPS),
    }));
    const points = (weights: Float64Array) => steps.map(x => ({ x, y: Math.log10(weights[x]!) }));
    const svg = scatter(
      curves.map(({ name, weights }) => ({ name, line: true, points: points(weights) })),
      { title: 'A weight that gets no gradient, from 1', x: 'step', y: 'log10 of the weight' },
    );
    const factor = approximateFactor(decayOf(0.98));
    const rows = steps.map(step => ({
      step,
      ...Object.fromEntries(curves.map(({ name, weights }) => [name, significant(weights[step]!, 6)])),
      'equation 11, momentum 0.98': significant(factor ** step, 6),
      difference: significant(curves[1]!.weights[step]! - factor ** step, 6),
    }));
    return { svg, rows };
  },
  deviations: ['The paper’s own settings: rate 5e-3, weight decay 5e-4, 35,000 steps.'],
});
