/**
 * Mean and standard deviation of each channel over a training set's pixels, as fractions of 255: a network that was trained on
 * (pixel / 255 − mean) / std needs its images so ever after. For `Augmentation.normalize`.
 */
export interface Normalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}
