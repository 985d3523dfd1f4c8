/** What a batch's output should be, made on the host: one-hot rows, smoothed labels, mixup. */
import type { Labels } from '../data/labels.ts';
import { RefoldError } from '../error.ts';
import type { Rng } from '../rng.ts';

/** Row-major [n, width]. */
export interface Targets {
  readonly values: Float32Array;
  readonly width: number;
}

/**
 * Targets of labels. A class becomes a row with 1 − ε + ε/k at the class and ε/k elsewhere, where ε is the label smoothing
 * (Szegedy et al. 2016, section 7) and k the number of classes; label maps, distributions and dimensions are passed on as they are.
 * @throws RefoldError without labels
 */
export function targetsOf(labels: Labels, classes: number, smoothing = 0): Targets {
  if (labels.kind === 'none') throw new RefoldError('a loss needs labels, and this dataset has none.');
  if (labels.kind !== 'class') return { values: Float32Array.from(labels.values), width: labels.width };
  const values = new Float32Array(labels.values.length * classes).fill(smoothing / classes);
  labels.values.forEach((label, i) => {
    values[i * classes + label] = 1 - smoothing + smoothing / classes;
  });
  return { values, width: classes };
}

/**
 * Mixup (Zhang et al. 2018), in place: every example becomes λ·itself + (1 − λ)·its partner, images and targets alike, with one
 * λ from Beta(alpha, alpha) for the batch. Partners are taken from the batch reversed, which its random order makes as good as any.
 */
export function mixup(images: Float32Array, targets: Targets, alpha: number, rng: Rng): void {
  const lambda = rng.beta(alpha, alpha);
  const count = targets.values.length / targets.width;
  blendReversed(images, images.length / count, lambda);
  blendReversed(targets.values, targets.width, lambda);
}

/** Blends row i with row n−1−i, each with weight λ on itself. */
function blendReversed(rows: Float32Array, width: number, lambda: number): void {
  const last = rows.length - width;
  for (let start = 0; start < last - start; start += width) {
    for (let i = start, j = last - start; i < start + width; i++, j++) {
      const a = rows[i]!;
      const b = rows[j]!;
      rows[i] = lambda * a + (1 - lambda) * b;
      rows[j] = lambda * b + (1 - lambda) * a;
    }
  }
}
