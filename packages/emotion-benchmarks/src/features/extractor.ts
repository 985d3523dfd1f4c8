/** What an extractor of features is. Add one as a file in this folder and a line in index.ts. */
import type { Analysis } from './analysis.ts';

/** What every extractor says of itself. */
interface About {
  /** As the command line knows it: 'glcm'. */
  readonly name: string;
  /** As tables show it: 'Grey-level co-occurrence'. */
  readonly title: string;
  /** Where its definition stands. */
  readonly source: string;
  /** How many numbers. */
  readonly size: number;
  /** To be raised when the numbers change, so that none of the kept ones is taken for new. */
  readonly version: number;
}

/** Makes numbers of a picture, the same for the same picture. */
export interface PictureExtractor extends About {
  /** The numbers of a picture of any size of at least 32×32: `size` of them, all finite. */
  extract(analysis: Analysis): readonly number[] | Float32Array;
}

/** What a stage of a network lets out of one picture. */
export interface FeatureMap {
  readonly shape: readonly [height: number, width: number, channels: number];
  /** [height, width, channels] */
  readonly values: Float32Array;
}

/** Reads numbers off the maps of a network with published weights. */
export interface NetworkExtractor extends About {
  /** Name of the weights, of a classifier that has a backbone. */
  readonly weights: string;
  /** Side of the square pictures that it looks at. */
  readonly side: number;
  /** Paths of the children of the backbone whose maps are read. */
  readonly stages: readonly string[];
  /** The numbers of a picture, of its maps in the order of `stages`. */
  of(maps: readonly FeatureMap[]): readonly number[];
}

/** Numbers that a set's owners, or others, published beside its pictures. */
export interface ReleasedExtractor extends About {
  /** The set that they belong to. */
  readonly dataset: string;
  /**
   * The numbers, [pictures, size], in the order in which the set's own table lists its pictures.
   * @throws RefoldError when they aren't in the data folder
   */
  read(): Promise<Float32Array>;
}

/** Anything that makes numbers of a picture. */
export type Extractor = PictureExtractor | NetworkExtractor | ReleasedExtractor;
