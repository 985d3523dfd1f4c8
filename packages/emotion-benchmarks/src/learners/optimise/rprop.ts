/** Resilient backpropagation (Rprop). */
import { checkStart, type Minimum, type Objective } from './objective.ts';

export interface RpropOptions {
  readonly iterations: number;
  /** Every parameter's first step. Default: 0.01. */
  readonly firstStep?: number;
}

/** Factors of a parameter's step while its derivative keeps its sign, and when the sign changes. */
const INCREASE = 1.2;
const DECREASE = 0.5;
const MIN_STEP = 1e-6;
const MAX_STEP = 50;

/**
 * Minimises a loss from `start`, which it leaves as it is, by steps that depend on the signs of its gradient only. Each parameter
 * has a step of its own. It returns the parameters with the lowest loss that it met, as single steps may increase it.
 *
 * Source: Riedmiller and Braun, "A direct adaptive method for faster backpropagation learning: the RPROP algorithm" (1993); after a
 * change of sign the parameter rests for one iteration (iRprop-, Igel and Hüsken, 2000).
 * @throws RefoldError if the loss or its gradient isn't finite at `start`
 */
export function rprop(start: Float64Array, lossAndGradient: Objective, options: RpropOptions): Minimum {
  const { iterations, firstStep = 0.01 } = options;
  const x = start.slice();
  const steps = new Float64Array(x.length).fill(firstStep);
  const lastSigns = new Int8Array(x.length);
  let current = lossAndGradient(x.slice());
  checkStart(current);
  let best = { x: x.slice(), loss: current.loss };
  for (let iteration = 0; iteration < iterations; iteration++) {
    for (let i = 0; i < x.length; i++) {
      let sign = Math.sign(current.gradient[i]!);
      const agreement = sign * lastSigns[i]!;
      if (agreement > 0) steps[i] = Math.min(MAX_STEP, steps[i]! * INCREASE);
      if (agreement < 0) {
        steps[i] = Math.max(MIN_STEP, steps[i]! * DECREASE);
        sign = 0;
      }
      x[i]! -= sign * steps[i]!;
      lastSigns[i] = sign;
    }
    current = lossAndGradient(x.slice());
    if (current.loss < best.loss) best = { x: x.slice(), loss: current.loss };
  }
  return { ...best, iterations };
}
