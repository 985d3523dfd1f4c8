/** L-BFGS. */
import { type Point, wolfeStep } from './line-search.ts';
import { checkStart, type Minimum, type Objective } from './objective.ts';
import { addScaled, dot, maxAbs } from './vectors.ts';

export interface LbfgsOptions {
  /** At most so many steps. */
  readonly iterations: number;
  /** It stops when no entry of the gradient is larger than this. */
  readonly tolerance: number;
  /** How many of the last steps shape the next direction. Default: 10. */
  readonly memory?: number;
}

/** A step and the change of the gradient along it. */
interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  /** 1 / (step · change). */
  readonly rho: number;
}

/** Rounding of a loss that sums thousands of terms, as a share of it. */
const ROUNDING = 8 * Number.EPSILON;

/**
 * Minimises a smooth loss from `start`, which it leaves as it is. The loss never increases from one step to the next. It stops at
 * the tolerance, after the iterations, or when steps lower the loss by no more than its rounding.
 *
 * Source: Nocedal and Wright, "Numerical Optimization" (2nd edition), algorithms 7.4 (two-loop recursion) and 7.5.
 * @throws RefoldError if the loss or its gradient isn't finite at `start`
 */
export function lbfgs(start: Float64Array, lossAndGradient: Objective, options: LbfgsOptions): Minimum {
  const { iterations, tolerance, memory = 10 } = options;
  const pairs: Pair[] = [];
  let point: Point = { x: start.slice(), ...lossAndGradient(start) };
  checkStart(point);
  let iteration = 0;
  while (iteration < iterations && maxAbs(point.gradient) > tolerance) {
    const next = descend(point, pairs, lossAndGradient);
    if (next === undefined) {
      if (pairs.length === 0) break;
      // The remembered curvature misleads; the gradient alone may not.
      pairs.length = 0;
      continue;
    }
    remember(pairs, point, next, memory);
    const gain = point.loss - next.loss;
    point = next;
    iteration++;
    // What is left to gain drowns in the loss's rounding: line searches would go on in it.
    if (gain <= ROUNDING * Math.abs(point.loss)) break;
  }
  return { x: point.x, loss: point.loss, iterations: iteration };
}

function descend(point: Point, pairs: readonly Pair[], objective: Objective): Point | undefined {
  const direction = descentDirection(point.gradient, pairs);
  // Without curvature the gradient's length says nothing of a good step: begin with a move of length 1 at most.
  const firstStep = pairs.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(direction, direction))) : 1;
  return wolfeStep(point, direction, firstStep, objective);
}

/** Minus the approximate inverse Hessian times the gradient: the two-loop recursion. */
function descentDirection(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map(value => -value);
  const last = pairs.at(-1);
  if (last === undefined) return direction;
  const alphas = new Float64Array(pairs.length);
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { step, change, rho } = pairs[i]!;
    alphas[i] = rho * dot(step, direction);
    addScaled(direction, -alphas[i]!, change);
  }
  const scale = 1 / (last.rho * dot(last.change, last.change));
  for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  pairs.forEach(({ step, change, rho }, i) => {
    addScaled(direction, alphas[i]! - rho * dot(change, direction), step);
  });
  return direction;
}

/** Adds the pair of two points to `pairs`, the oldest first, and drops those beyond `memory`. */
function remember(pairs: Pair[], from: Point, to: Point, memory: number): void {
  const step = to.x.map((value, i) => value - from.x[i]!);
  const change = to.gradient.map((value, i) => value - from.gradient[i]!);
  const curvature = dot(step, change);
  // Without positive curvature the direction might not descend. The Wolfe conditions give it, but for rounding.
  if (curvature > Number.EPSILON * dot(change, change)) pairs.push({ step, change, rho: 1 / curvature });
  if (pairs.length > memory) pairs.shift();
}
