/**
 * Mean and standard deviation of each channel over a training set's pixels, as fractions of 255. For
 * `Augmentation.normalize`.
 */
export interface Normalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Computed over the 50,000 training images. */
export const CIFAR10_NORMALIZATION: Normalization = { mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] };

/** The values in common use, e.g. in Zagoruyko's Wide ResNet code (129.3, 124.1, 112.4 and 68.2, 65.4, 70.4 of 255). */
export const CIFAR100_NORMALIZATION: Normalization = { mean: [0.5071, 0.4867, 0.4408], std: [0.2675, 0.2565, 0.2761] };

/** Computed over the 60,000 training images. */
export const MNIST_NORMALIZATION: Normalization = { mean: [0.1307], std: [0.3081] };

/** The values of torchvision's reference training, which the papers' ImageNet recipes follow. */
export const IMAGENET_NORMALIZATION: Normalization = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
