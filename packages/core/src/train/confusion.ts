/** How often pixels of each class are taken for which. */
import { IGNORE_LABEL } from '../data/labels.ts';
import type { Metrics } from './records.ts';

export class Confusion {
  readonly #classes: number;
  /** [label, predicted] */
  readonly #counts: Float64Array;

  constructor(classes: number) {
    this.#classes = classes;
    this.#counts = new Float64Array(classes * classes);
  }

  /** Counts pixels; those that are VOID are passed over. */
  add(labels: Uint8Array, predicted: Int32Array): void {
    labels.forEach((label, i) => {
      if (label !== IGNORE_LABEL) this.#counts[label * this.#classes + predicted[i]!]!++;
    });
  }

  /**
   * `miou`: intersection over union, averaged over the classes that occur, as labels or as predictions; `pixelAccuracy`: the share of
   * labelled pixels that are right.
   */
  metrics(): Metrics {
    const all = Array.from({ length: this.#classes }, (_, k) => k);
    const at = (label: number, predicted: number) => this.#counts[label * this.#classes + predicted]!;
    const total = this.#counts.reduce((sum, count) => sum + count, 0);
    const right = all.reduce((sum, k) => sum + at(k, k), 0);
    const overlaps = all.flatMap(k => {
      const union = all.reduce((sum, other) => sum + at(k, other) + at(other, k), 0) - at(k, k);
      return union === 0 ? [] : [at(k, k) / union];
    });
    return { miou: overlaps.reduce((sum, iou) => sum + iou, 0) / overlaps.length, pixelAccuracy: right / total };
  }
}
