/** Model files, and pictures beside them, as commands name them. */
import { accessSync, constants, existsSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import { explainSystemError, RefoldError } from '@refold/core';

const EXTENSION = '.safetensors';

/** Whether a word means a model file, not a named model. */
export const isModelFile = (name: string): boolean => name.endsWith(EXTENSION);

/** Whether two paths lead to one file that is there. */
export const isSameFile = (a: string, b: string): boolean =>
  existsSync(a) && existsSync(b) && realpathSync(a) === realpathSync(b);

/**
 * Checks the file that `--out` names, and makes its folder, before any work is done for it; undefined where the option is absent.
 * @param path the option's value
 * @param model what the command reads: a file, or a name
 * @throws RefoldError for a file of another extension, for the one that is read, and for a place that can't be written
 */
export function fileToWrite(path: string | undefined, model: string): string | undefined {
  if (path === undefined) return undefined;
  if (!isModelFile(path)) throw new RefoldError(`--out is '${path}'; a model file's name ends in ${EXTENSION}`);
  if (isModelFile(model) && isSameFile(path, model))
    throw new RefoldError(`--out is '${path}', which is the file that is read: choose another`);
  return placeToWrite('out', path);
}

/**
 * The picture that `--out` names, whose folder is made; undefined where it names none.
 * @throws RefoldError for the picture that is read, and for a place that can't be written
 */
export function pictureToWrite(path: string | undefined, picture: string | undefined): string | undefined {
  if (path === undefined || extname(path).toLowerCase() !== '.png') return undefined;
  if (picture !== undefined && isSameFile(path, picture))
    throw new RefoldError(`--out is '${path}', which is the picture itself: choose another`);
  return placeToWrite('out', path);
}

/**
 * Checks a file that an option names, and makes its folder.
 * @throws RefoldError for a folder, and for a place that can't be written
 */
export function placeToWrite(option: string, path: string): string {
  try {
    mkdirSync(dirname(path), { recursive: true });
    accessSync(dirname(path), constants.W_OK);
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
  } catch (cause) {
    throw explainSystemError(cause, path, 'write') ?? cause;
  }
  throw new RefoldError(`--${option} is '${path}', which is a folder: name a file in it`);
}
