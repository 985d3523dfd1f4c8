/** Model files as commands are told of them. */
import { existsSync, realpathSync } from 'node:fs';
import { RefoldError } from '@refold/core';
import type { Arguments } from '../cli/command.ts';

const EXTENSION = '.safetensors';

/** Whether a word means a model file, not a named model. */
export const isModelFile = (name: string): boolean => name.endsWith(EXTENSION);

/**
 * The file that --out names, if it is there.
 * @param model what the command reads: a file, or a name
 * @throws RefoldError for a file of another extension, and for the one that is read
 */
export function fileToWrite(call: Arguments, model: string): string | undefined {
  const path = call.text('out');
  if (path === undefined) return undefined;
  if (!isModelFile(path)) throw new RefoldError(`--out is '${path}'; a model file's name ends in ${EXTENSION}`);
  const isSame =
    isModelFile(model) && existsSync(path) && existsSync(model) && realpathSync(path) === realpathSync(model);
  if (isSame) throw new RefoldError(`--out is '${path}', the file that is read; name another`);
  return path;
}
