/** The folders of the repository, found from this file and never from the working directory. */
import { join, resolve } from 'node:path';

/** The repository's root; tests may put another in its place. */
export interface Folders {
  readonly root: string;
  readonly experiments: string;
  readonly results: string;
  readonly runs: string;
}

export const ROOT = resolve(import.meta.dirname, '../../../..');

export const foldersOf = (root: string): Folders => ({
  root,
  experiments: join(root, 'experiments'),
  results: join(root, 'results'),
  runs: join(root, 'runs'),
});
