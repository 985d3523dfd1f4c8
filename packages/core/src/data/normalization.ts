/**
 * Mean and standard deviation of each channel over a training set's pixels, as fractions of 255. For
 * `Augmentation.normalize`.
 */
export interface Normalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}
