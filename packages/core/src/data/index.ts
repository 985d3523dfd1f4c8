export type { Normalization } from '../normalization.ts';
export { type Augmentation, augmenter, isRandom } from './augment.ts';
export { type BatchOptions, batchCount, batches } from './batches.ts';
export { type Batch, type Dataset, inMemoryDataset, type PixelSource, type Split, type View } from './dataset.ts';
export { generatedDataset } from './datasets/generated.ts';
export { generatedScene } from './datasets/generated-affect.ts';
export * from './datasets/index.ts';
export type {
  DatasetDescriptor,
  Examples,
  FullSpec,
  Normalized,
  Origin,
  PlacedByHand,
  Selection,
  Spec,
  SpecOf,
  UnnamedClasses,
  Wanted,
} from './descriptor.ts';
export { EKMAN, EKMAN_AND_NEUTRAL, MIKELS, POLARITIES, polarityOf } from './emotion/emotions.ts';
export { type OwnTable, ratedTable } from './emotion/own-table.ts';
export { columnsFor, Faults, readRatings } from './emotion/rating-table.ts';
export { areMikels, MIKELS_RING, ringPosition, wheelDistance, wheelSteps } from './emotion/wheel.ts';
export type { Archive } from './fetching/archive.ts';
export type { Digest, PinnedFile, SizedFile } from './fetching/checksum.ts';
export { dataFolder } from './fetching/data-folder.ts';
export { type FetchOptions, fetchArchive, repairFiles, verifyArchive } from './fetching/fetch.ts';
export type { OnProgress, Progress } from './fetching/progress.ts';
export { gzips, npmPackage, plainFile, type Source, tarball } from './fetching/sources.ts';
export { archiveOf, type DatasetState, datasetState, isAvailable } from './files.ts';
export { encodeJpeg, encodePng, writePng } from './formats/encoding.ts';
export { type MatArray, readMat } from './formats/mat.ts';
export { readScaled, readWithin } from './formats/scaling.ts';
export type { ImageShape } from './image-shape.ts';
export { type Dimension, gatherLabels, IGNORE_LABEL, type LabelKind, type Labels, outputWidth } from './labels.ts';
export {
  DATASET_NAMES,
  DATASETS,
  type DatasetFacts,
  type DatasetName,
  type DatasetSpec,
  datasetFacts,
  datasetNamed,
  inspectDataset,
  type LoadOptions,
  loadDataset,
  picturesIn,
  sampleSpec,
} from './registry.ts';
export { type SubsetOptions, subset } from './subset.ts';
