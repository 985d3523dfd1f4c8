/** A line search for the strong Wolfe conditions. */
import type { LossAndGradient, Objective } from './objective.ts';
import { addScaled, dot } from './vectors.ts';

/** Parameters with the loss and gradient there. */
export interface Point extends LossAndGradient {
  readonly x: Float64Array;
}

interface Trial extends Point {
  readonly step: number;
  /** Derivative of the loss with respect to the step. */
  readonly slope: number;
}

/** Part of the first slope by which the loss must fall at least. */
const SUFFICIENT_DECREASE = 1e-4;
/** Part of the first slope that the new slope must not exceed. */
const CURVATURE = 0.9;
const MAX_EVALUATIONS = 30;

/**
 * Returns a point along `direction` whose loss is lower by sufficient decrease and, unless the evaluations ran out, whose slope
 * is flat enough (strong Wolfe conditions, constants 1e-4 and 0.9). It returns undefined if it found no lower loss, as happens
 * at a minimum because of rounding. Losses that aren't finite count as too high.
 *
 * Source: Nocedal and Wright, "Numerical Optimization" (2nd edition), algorithms 3.5 and 3.6, with cubic interpolation (3.59).
 */
export function wolfeStep(
  start: Point,
  direction: Float64Array,
  firstStep: number,
  objective: Objective,
): Point | undefined {
  const startSlope = dot(start.gradient, direction);
  // The lowest loss so far, and the other end of an interval that contains a step that fits, once one is known.
  let low: Trial = { ...start, step: 0, slope: startSlope };
  let high: Trial | undefined;
  let step = firstStep;
  for (let evaluation = 0; evaluation < MAX_EVALUATIONS; evaluation++) {
    const trial = tryStep(start.x, direction, step, objective);
    const isTooHigh = !(trial.loss <= start.loss + SUFFICIENT_DECREASE * step * startSlope && trial.loss < low.loss);
    if (isTooHigh) {
      high = trial;
    } else {
      if (Math.abs(trial.slope) <= -CURVATURE * startSlope) return trial;
      if (trial.slope * ((high?.step ?? Number.POSITIVE_INFINITY) - low.step) >= 0) high = low;
      low = trial;
    }
    step = high === undefined ? 2 * step : interpolate(low, high);
  }
  return low.step > 0 ? low : undefined;
}

function tryStep(x: Float64Array, direction: Float64Array, step: number, objective: Objective): Trial {
  const moved = x.slice();
  addScaled(moved, step, direction);
  const { loss, gradient } = objective(moved);
  return { x: moved, loss, gradient, step, slope: dot(gradient, direction) };
}

/** Where the cubic through both losses and slopes is lowest, kept away from both ends; the middle if that is undefined. */
function interpolate(low: Trial, high: Trial): number {
  const width = high.step - low.step;
  const d1 = low.slope + high.slope - (3 * (low.loss - high.loss)) / (low.step - high.step);
  const d2 = Math.sign(width) * Math.sqrt(d1 * d1 - low.slope * high.slope);
  const part = 1 - (high.slope + d2 - d1) / (high.slope - low.slope + 2 * d2);
  return low.step + width * (Number.isFinite(part) ? Math.min(0.9, Math.max(0.1, part)) : 0.5);
}
