/** Activations of single numbers, in float64 and without a tensor library. */
import type { Activation, ActivationName } from './activation-names.ts';

type Elementwise = Exclude<ActivationName, 'softmax'>;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const hardSigmoid = (x: number): number => Math.min(Math.max(x + 3, 0), 6) / 6;

const VALUES: Readonly<Record<Elementwise, (x: number, slope: number) => number>> = {
  relu: x => Math.max(0, x),
  relu6: x => Math.min(Math.max(0, x), 6),
  leakyRelu: (x, slope) => (x > 0 ? x : slope * x),
  sigmoid,
  tanh: Math.tanh,
  silu: x => x * sigmoid(x),
  gelu: x => x * normalDistribution(x),
  hardSigmoid,
  hardSwish: x => x * hardSigmoid(x),
};

/** What an activation makes of one number; undefined for softmax, which looks at all channels. */
export const activationValue = ({ fn, slope = 0.01 }: Activation, x: number): number | undefined =>
  fn === 'softmax' ? undefined : VALUES[fn](x, slope);

/** Φ(x) by Abramowitz and Stegun's 7.1.26, as the layer computes it (|error| < 1.5e-7). */
function normalDistribution(x: number): number {
  const z = Math.abs(x) * Math.SQRT1_2;
  const t = 1 / (1 + 0.3275911 * z);
  const polynomial = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592].reduce(
    (sum, coefficient) => (sum + coefficient) * t,
    0,
  );
  const upper = (polynomial * Math.exp(-z * z)) / 2;
  return x > 0 ? 1 - upper : upper;
}
