/** Metrics of classes. */
import type { MetricAccumulator } from './metric.ts';
import { rowsOf } from './metric.ts';

/**
 * Accuracy: `top1` and, of more than five classes, `top5`. Of equal logits the first ranks first; NaN ranks last.
 * @param classes how many there are
 */
export function classMetrics(classes: number): MetricAccumulator {
  let [top1, top5, n] = [0, 0, 0];
  return {
    async add(output, labels) {
      if (labels.kind !== 'class') return;
      const rows = await rowsOf(output, classes);
      n += rows.length;
      labels.values.forEach((label, i) => {
        const rank = rankOf(label, rows[i]!);
        if (rank < 1) top1++;
        if (rank < 5) top5++;
      });
    },
    metrics: () => ({ top1: top1 / n, ...(classes > 5 ? { top5: top5 / n } : {}) }),
  };
}

/** How many classes are ranked before `label`: those with a larger logit, and, of equal ones, those that come first. NaN ranks last. */
function rankOf(label: number, logits: Float32Array): number {
  const own = logits[label]!;
  let rank = 0;
  logits.forEach((logit, k) => {
    if (k !== label && !(logit < own) && !(logit === own && k > label)) rank++;
  });
  return rank;
}
