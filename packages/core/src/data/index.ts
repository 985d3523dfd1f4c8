export { ARCHIVES, type Archive, CIFAR10, CIFAR100, MNIST } from './archives.ts';
export { type Augmentation, augmenter, isRandom } from './augment.ts';
export { type BatchOptions, batchCount, batches } from './batches.ts';
export { camvidFolder, readCamvid, type SceneFolderOptions } from './camvid.ts';
export type { Digest, PinnedFile, SizedFile } from './checksum.ts';
export { readCifar10, readCifar100 } from './cifar.ts';
export { dataFolder } from './data-folder.ts';
export {
  type Batch,
  type Dataset,
  inMemoryDataset,
  type Split,
  type View,
} from './dataset.ts';
export { type FacesOptions, facesFolder, readFaces } from './faces.ts';
export { damaged, type FetchOptions, fetchArchive, missing, verifyArchive } from './fetch.ts';
export { type GeneratedOptions, generatedDataset } from './generated.ts';
export { type GeneratedScenesOptions, generatedScenes } from './generated-scenes.ts';
export { type ImageFolderOptions, imageFolder } from './image-folder.ts';
export type { ImageShape } from './image-shape.ts';
export { type Dimension, gatherLabels, IGNORE_LABEL, type LabelKind, type Labels, outputWidth } from './labels.ts';
export { readMnist } from './mnist.ts';
export {
  CIFAR10_NORMALIZATION,
  CIFAR100_NORMALIZATION,
  IMAGENET_NORMALIZATION,
  MNIST_NORMALIZATION,
  type Normalization,
} from './normalization.ts';
export type { OnProgress, Progress } from './progress.ts';
export { DATASET_NAMES, type DatasetSpec, loadDataset } from './registry.ts';
export { type SubsetOptions, subset } from './subset.ts';
