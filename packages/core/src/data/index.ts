export { ARCHIVES, type Archive, CIFAR10, CIFAR100, MNIST } from './archives.ts';
export { type Augmentation, augmenter, isRandom } from './augment.ts';
export { type BatchOptions, batchCount, batches } from './batches.ts';
export {
  type Batch,
  type Dataset,
  inMemoryDataset,
  type Split,
  type View,
} from './dataset.ts';
export { camvidFolder, readCamvid, type SceneFolderOptions } from './datasets/camvid.ts';
export { readCifar10, readCifar100 } from './datasets/cifar.ts';
export { type FacesOptions, facesFolder, readFaces } from './datasets/faces.ts';
export { type GeneratedOptions, generatedDataset } from './datasets/generated.ts';
export { type GeneratedScenesOptions, generatedScenes } from './datasets/generated-scenes.ts';
export { type ImageFolderOptions, imageFolder } from './datasets/image-folder.ts';
export { readMnist } from './datasets/mnist.ts';
export type { Digest, PinnedFile, SizedFile } from './fetching/checksum.ts';
export { dataFolder } from './fetching/data-folder.ts';
export { damaged, type FetchOptions, fetchArchive, missing, verifyArchive } from './fetching/fetch.ts';
export type { OnProgress, Progress } from './fetching/progress.ts';
export type { ImageShape } from './image-shape.ts';
export { type Dimension, gatherLabels, IGNORE_LABEL, type LabelKind, type Labels, outputWidth } from './labels.ts';
export {
  CIFAR10_NORMALIZATION,
  CIFAR100_NORMALIZATION,
  IMAGENET_NORMALIZATION,
  MNIST_NORMALIZATION,
  type Normalization,
} from './normalization.ts';
export { DATASET_NAMES, type DatasetSpec, loadDataset } from './registry.ts';
export { type SubsetOptions, subset } from './subset.ts';
