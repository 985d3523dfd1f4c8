/** How a weight shrinks that gets no gradient (equation 11). */

/** Constant settings of SGD: learning rate a, momentum b, weight decay h. */
export interface Decay {
  readonly lr: number;
  readonly momentum: number;
  readonly weightDecay: number;
}

/** A passive weight w after 0, 1, ..., `steps` steps of z ← b·z + h·w, w ← w − a·z, from w = 1 and z = 0: [steps + 1]. */
export function passiveWeights({ lr, momentum, weightDecay }: Decay, steps: number): Float64Array {
  const weights = new Float64Array(steps + 1);
  let [w, z] = [1, 0];
  weights[0] = w;
  for (let step = 1; step <= steps; step++) {
    z = momentum * z + weightDecay * w;
    w -= lr * z;
    weights[step] = w;
  }
  return weights;
}

/**
 * The factor by which a step multiplies a passive weight in the long run: the magnitude of the larger root of λ² − (1 + b − a·h)·λ + b = 0.
 * If a·h > (1 − √b)², the roots are complex, the weight oscillates about zero, and the magnitude is √b.
 */
export function passiveFactor({ lr, momentum, weightDecay }: Decay): number {
  const u = 1 + momentum - lr * weightDecay;
  const discriminant = u ** 2 - 4 * momentum;
  return discriminant < 0 ? Math.sqrt(momentum) : (u + Math.sqrt(discriminant)) / 2;
}

/** The paper's approximation of `passiveFactor` for small a·h: 1 − a·h/(1 − b) (equation 11). */
export const approximateFactor = ({ lr, momentum, weightDecay }: Decay): number =>
  1 - (lr * weightDecay) / (1 - momentum);

/** A schedule of SGD whose learning rate is multiplied by `factor` at some epochs. */
export interface Plateaus extends Decay {
  readonly epochs: number;
  /** Epochs at which the rate is multiplied by `factor`. */
  readonly at: readonly number[];
  readonly factor: number;
  readonly stepsPerEpoch: number;
}

/**
 * The number of powers of e by which passive weights shrink in a whole schedule. At 9.2 or more, less than 1e-4 of them is left, and pruning
 * them changes no accuracy (the paper's rule of thumb).
 */
export function shrinkage({ lr, at, factor, epochs, stepsPerEpoch, ...rest }: Plateaus): number {
  const ends = [...at.filter(epoch => epoch < epochs), epochs];
  return ends.reduce((sum, end, plateau) => {
    const steps = (end - (ends[plateau - 1] ?? 0)) * stepsPerEpoch;
    return sum - steps * Math.log(passiveFactor({ ...rest, lr: lr * factor ** plateau }));
  }, 0);
}
