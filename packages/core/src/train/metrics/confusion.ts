/** How often examples, or pixels, of each class are taken for which. */
import { IGNORE_LABEL } from '../../data/labels.ts';

/** Counts of [label, predicted], and the shares that follow from them, in [0, 1]. */
export class ConfusionMatrix {
  readonly #classes: number;
  /** [label, predicted] */
  readonly #counts: Float64Array;

  constructor(classes: number) {
    this.#classes = classes;
    this.#counts = new Float64Array(classes * classes);
  }

  /** Counts labels against predictions; IGNORE_LABEL is passed over. */
  add(labels: ArrayLike<number>, predicted: ArrayLike<number>): void {
    for (let i = 0; i < labels.length; i++) {
      if (labels[i] !== IGNORE_LABEL) this.#counts[labels[i]! * this.#classes + predicted[i]!]!++;
    }
  }

  /** How often `label` was taken for `predicted`. */
  at(label: number, predicted: number): number {
    return this.#counts[label * this.#classes + predicted]!;
  }

  /** The share of all that is right; NaN of nothing. */
  accuracy(): number {
    const total = this.#counts.reduce((sum, count) => sum + count, 0);
    return this.#all().reduce((sum, k) => sum + this.at(k, k), 0) / total;
  }

  /** The share of each class that is right (its recall); NaN for a class that doesn't occur. */
  accuracyPerClass(): readonly number[] {
    return this.#all().map(k => this.at(k, k) / this.#all().reduce((sum, other) => sum + this.at(k, other), 0));
  }

  /** Intersection over union of each class; NaN for one that occurs neither as a label nor as a prediction. */
  intersectionOverUnion(): readonly number[] {
    return this.#all().map(k => {
      const union = this.#all().reduce((sum, other) => sum + this.at(k, other) + this.at(other, k), 0) - this.at(k, k);
      return this.at(k, k) / union;
    });
  }

  #all(): readonly number[] {
    return Array.from({ length: this.#classes }, (_, k) => k);
  }
}
