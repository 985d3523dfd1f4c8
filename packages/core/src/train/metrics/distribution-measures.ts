/** Measures of two distributions over the same classes: how near a predicted one is to a labelled one. */

/** Predicted shares below it count as it in `kl`, which would be infinite for a share of 0. */
const SMALLEST_SHARE = 1e-12;

type Measure = (label: Float64Array, predicted: Float64Array, logPredicted: Float64Array) => number;

/** 0/0 counts as 0. */
const MEASURES = {
  kl: (d, _, logP) => sum(d, (share, j) => (share > 0 ? share * (Math.log(share) - logP[j]!) : 0)),
  chebyshev: (d, p) => Math.max(...d.map((share, j) => Math.abs(share - p[j]!))),
  clark: (d, p) => Math.sqrt(sum(d, (share, j) => ratio((share - p[j]!) ** 2, (share + p[j]!) ** 2))),
  canberra: (d, p) => sum(d, (share, j) => ratio(Math.abs(share - p[j]!), share + p[j]!)),
  ssd: (d, p) => sum(d, (share, j) => (share - p[j]!) ** 2),
  cosine: (d, p) =>
    ratio(
      sum(d, (share, j) => share * p[j]!),
      Math.hypot(...d) * Math.hypot(...p),
    ),
  intersection: (d, p) => sum(d, (share, j) => Math.min(share, p[j]!)),
  bhattacharyya: (d, p) => sum(d, (share, j) => Math.sqrt(share * p[j]!)),
  top1: (d, p) => Number(d[p.indexOf(Math.max(...p))] === Math.max(...d)),
} satisfies Readonly<Record<string, Measure>>;

/** The measures by which a predicted distribution is judged, by name. */
export type DistributionMeasures = Readonly<Record<keyof typeof MEASURES, number>>;

/** The names of the measures, in the order of tables. */
export const DISTRIBUTION_MEASURES = Object.keys(MEASURES) as readonly (keyof typeof MEASURES)[];

/**
 * The measures of a labelled distribution d and a predicted one p. Six are those of label-distribution learning (Geng 2016, "Label distribution
 * learning", table 1): distances `kl` (Σ d ln d/p, in nats), `chebyshev`, `clark`, `canberra`, and similarities `cosine` and `intersection`. Beside
 * them stand `ssd` (the sum of squared differences), `bhattacharyya` (the coefficient Σ √(d p)), and `top1`: 1 where the likeliest class, the first
 * of equal ones, is one of those with the largest share. A term 0/0 counts as 0.
 * @param label shares that sum to 1
 * @param predicted shares that sum to 1, of the same classes
 * @param logPredicted the logarithms of `predicted`, where they are known more exactly than from it; default: of shares of at least 1e-12
 */
export function distributionMeasures(
  label: ArrayLike<number>,
  predicted: ArrayLike<number>,
  logPredicted: ArrayLike<number> = Float64Array.from(predicted, share => Math.log(Math.max(share, SMALLEST_SHARE))),
): DistributionMeasures {
  const [d, p, logP] = [Float64Array.from(label), Float64Array.from(predicted), Float64Array.from(logPredicted)];
  return Object.fromEntries(
    DISTRIBUTION_MEASURES.map(name => [name, (MEASURES[name] as Measure)(d, p, logP)]),
  ) as unknown as DistributionMeasures;
}

const sum = (values: Float64Array, of: (value: number, index: number) => number): number =>
  values.reduce((total, value, i) => total + of(value, i), 0);

const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b);
