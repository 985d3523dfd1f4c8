import { existsSync, renameSync } from 'node:fs';
import { explainWrite } from './atomic.ts';

/**
 * Gives a damaged file or folder another name beside it, `<path>.damaged`, so that a whole one can take its place and nothing is lost.
 * @returns the new path
 * @throws RefoldError when the folder can't be written
 */
export function setAside(path: string): string {
  let aside = `${path}.damaged`;
  for (let n = 2; existsSync(aside); n++) aside = `${path}.damaged-${n}`;
  try {
    renameSync(path, aside);
  } catch (cause) {
    throw explainWrite(path, cause);
  }
  return aside;
}
