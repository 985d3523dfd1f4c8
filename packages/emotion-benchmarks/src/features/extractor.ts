/** What an extractor of features is. Add one as a file in this folder and a line in index.ts. */
import type { Analysis } from './analysis.ts';

/** Makes numbers of a picture, the same for the same picture. */
export interface PictureExtractor {
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
  /** The numbers of a picture of any size of at least 32×32: `size` of them, all finite. */
  extract(analysis: Analysis): readonly number[] | Float32Array;
}
