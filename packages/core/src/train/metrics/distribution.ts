/** Metrics of distributions: how near softmax(output) is to the labels' shares. */
import { type MetricAccumulator, rowsOf } from './metric.ts';

/** The measures by name, each of a labelled distribution and the predicted one, with its logarithms; 0/0 counts as 0. */
const MEASURES: Readonly<Record<string, (y: Float64Array, p: Float64Array, logP: Float64Array) => number>> = {
  kl: (y, _, logP) => sum(y, (share, k) => (share > 0 ? share * (Math.log(share) - logP[k]!) : 0)),
  chebyshev: (y, p) => Math.max(...y.map((share, k) => Math.abs(share - p[k]!))),
  clark: (y, p) => Math.sqrt(sum(y, (share, k) => ratio((share - p[k]!) ** 2, (share + p[k]!) ** 2))),
  canberra: (y, p) => sum(y, (share, k) => ratio(Math.abs(share - p[k]!), share + p[k]!)),
  cosine: (y, p) =>
    ratio(
      sum(y, (share, k) => share * p[k]!),
      Math.hypot(...y) * Math.hypot(...p),
    ),
  intersection: (y, p) => sum(y, (share, k) => Math.min(share, p[k]!)),
  top1: (y, p) => Number(y[p.indexOf(Math.max(...p))] === Math.max(...y)),
};

/**
 * Means over the examples of the six measures that label-distribution learning is judged by (Geng 2016, "Label distribution learning",
 * table 1): distances `kl` (of the prediction from the label), `chebyshev`, `clark`, `canberra`, and similarities `cosine` and
 * `intersection`; and `top1`, the share of examples whose likeliest class is one of those with the largest share.
 * @param classes how many there are
 */
export function distributionMetrics(classes: number): MetricAccumulator {
  const sums: Record<string, number> = Object.fromEntries(Object.keys(MEASURES).map(name => [name, 0]));
  let n = 0;
  return {
    async add(output, labels) {
      if (labels.kind !== 'distribution') return;
      for (const [i, logits] of (await rowsOf(output, classes)).entries()) {
        const y = Float64Array.from(labels.values.subarray(i * classes, (i + 1) * classes));
        const logP = logSoftmax(logits);
        const p = logP.map(Math.exp);
        for (const [name, measure] of Object.entries(MEASURES)) sums[name]! += measure(y, p, logP);
        n++;
      }
    },
    metrics: () => Object.fromEntries(Object.entries(sums).map(([name, total]) => [name, total / n])),
  };
}

function logSoftmax(logits: Float32Array): Float64Array {
  const largest = Math.max(...logits);
  const shifted = Float64Array.from(logits, logit => logit - largest);
  const log = Math.log(sum(shifted, Math.exp));
  return shifted.map(logit => logit - log);
}

const sum = (values: Float64Array, of: (value: number, index: number) => number): number =>
  values.reduce((total, value, i) => total + of(value, i), 0);

const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b);
