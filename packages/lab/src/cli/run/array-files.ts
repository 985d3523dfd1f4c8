/** The NumPy files that `refold run` reads and writes. */
import { RefoldError } from '@refold/core';
import { isSameFile, placeToWrite } from '../../models/model-file.ts';

/** The order of a map's axes in the files: [height, width, channels], which networks here have, or [channels, height, width]. */
export const LAYOUTS = ['nhwc', 'nchw'] as const;
export type ArrayLayout = (typeof LAYOUTS)[number];

/** What is read and written. */
export interface ArrayFiles {
  readonly input: string;
  /** Undefined where the output is only shown. */
  readonly output: string | undefined;
  readonly layout: ArrayLayout;
}

/**
 * The file that `--output` names, whose folder is made; undefined where the option is absent.
 * @throws RefoldError for another extension, for the file that is read, and for a place that can't be written
 */
export function arrayToWrite(path: string | undefined, input: string): string | undefined {
  if (path === undefined) return undefined;
  if (!path.endsWith('.npy')) throw new RefoldError(`--output is '${path}'; an array's file ends in .npy`);
  if (isSameFile(path, input))
    throw new RefoldError(`--output is '${path}', which is the file that is read: choose another`);
  return placeToWrite('output', path);
}
