/** Metrics of distributions: how near softmax(output) is to the labels' shares. */
import { DISTRIBUTION_MEASURES, distributionMeasures } from './distribution-measures.ts';
import { type MetricAccumulator, rowsOf } from './metric.ts';

/**
 * Means over the examples of `distributionMeasures`. `kl` is of the logits themselves, so it is finite and exact however unlikely a class is.
 * @param classes how many there are
 */
export function distributionMetrics(classes: number): MetricAccumulator {
  const sums: Record<string, number> = Object.fromEntries(DISTRIBUTION_MEASURES.map(name => [name, 0]));
  let n = 0;
  return {
    async add(output, labels) {
      if (labels.kind !== 'distribution') return;
      for (const [i, logits] of (await rowsOf(output, classes)).entries()) {
        const logP = logSoftmax(logits);
        const label = labels.values.subarray(i * classes, (i + 1) * classes);
        const measures = distributionMeasures(label, logP.map(Math.exp), logP);
        for (const name of DISTRIBUTION_MEASURES) sums[name]! += measures[name];
        n++;
      }
    },
    metrics: () => Object.fromEntries(Object.entries(sums).map(([name, total]) => [name, total / n])),
  };
}

function logSoftmax(logits: Float32Array): Float64Array {
  const largest = Math.max(...logits);
  const shifted = Float64Array.from(logits, logit => logit - largest);
  const log = Math.log(shifted.reduce((total, logit) => total + Math.exp(logit), 0));
  return shifted.map(logit => logit - log);
}
