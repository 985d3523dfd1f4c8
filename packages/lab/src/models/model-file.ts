/** Model files as commands name them. */
import { existsSync, realpathSync } from 'node:fs';
import { RefoldError } from '@refold/core';

const EXTENSION = '.safetensors';

/** Whether a word means a model file, not a named model. */
export const isModelFile = (name: string): boolean => name.endsWith(EXTENSION);

/**
 * Checks the file that `--out` names; undefined where the option is absent.
 * @param path the option's value
 * @param model what the command reads: a file, or a name
 * @throws RefoldError for a file of another extension, and for the one that is read
 */
export function fileToWrite(path: string | undefined, model: string): string | undefined {
  if (path === undefined) return undefined;
  if (!isModelFile(path)) throw new RefoldError(`--out is '${path}'; a model file's name ends in ${EXTENSION}`);
  const isSame =
    isModelFile(model) && existsSync(path) && existsSync(model) && realpathSync(path) === realpathSync(model);
  if (isSame) throw new RefoldError(`--out is '${path}', which is the file that is read: choose another`);
  return path;
}
