/** Gradients by central differences. */
import type { Objective } from '../../src/learners/optimise/objective.ts';

/**
 * The largest difference between the gradient of an objective and central differences of its loss, relative to the largest entry of
 * the gradient (or to 1 if that is larger). With steps of 1e-5 both errors, of rounding and of third derivatives, are about 1e-10
 * for losses of size 1.
 */
export function gradientError(objective: Objective, x: Float64Array, step = 1e-5): number {
  const { gradient } = objective(x);
  const scale = Math.max(1, ...gradient.map(Math.abs));
  let worst = 0;
  for (let i = 0; i < x.length; i++) {
    const at = (offset: number): number => objective(x.map((value, j) => (j === i ? value + offset : value))).loss;
    worst = Math.max(worst, Math.abs((at(step) - at(-step)) / (2 * step) - gradient[i]!) / scale);
  }
  return worst;
}
