/** Figure 1: how one passive weight shrinks, by its momentum, and how near the approximation is. Needs no training. */
import { scatter } from '@refold/core/draw';
import { defineFigure } from '@refold/lab';
import { approximateFactor, type Decay, passiveWeights } from 'gsm';

/** The paper's example. */
const SETTINGS = { lr: 5e-3, weightDecay: 5e-4 } as const;
const MOMENTA = [0.9, 0.98, 0.99] as const;
/** Whose approximation is shown. */
const APPROXIMATED = 0.98;
const STEPS = 35_000;
const EVERY = 500;

const decayOf = (momentum: number): Decay => ({ ...SETTINGS, momentum });
const shown = (value: number): number => Number(value.toPrecision(6));

export default defineFigure({
  paper: 'gsm',
  id: 'figure-1',
  title: 'Decay of a passive weight',
  draw: () => {
    const weights = new Map(MOMENTA.map(momentum => [momentum, passiveWeights(decayOf(momentum), STEPS)]));
    const steps = Array.from({ length: STEPS / EVERY + 1 }, (_, i) => i * EVERY);
    const svg = scatter(
      MOMENTA.map(momentum => ({
        name: `momentum ${momentum}`,
        line: true,
        points: steps.map(step => ({ x: step, y: Math.log10(weights.get(momentum)![step]!) })),
      })),
      { title: 'A weight that gets no gradient, from 1', x: 'step', y: 'log10 of the weight' },
    );
    const factor = approximateFactor(decayOf(APPROXIMATED));
    const rows = steps.map(step => ({
      step,
      ...Object.fromEntries(MOMENTA.map(momentum => [`momentum ${momentum}`, shown(weights.get(momentum)![step]!)])),
      [`equation 11, momentum ${APPROXIMATED}`]: shown(factor ** step),
      difference: shown(weights.get(APPROXIMATED)![step]! - factor ** step),
    }));
    return { svg, rows };
  },
  deviations: ['The paper’s own settings: rate 5e-3, weight decay 5e-4, 35,000 steps.'],
});
