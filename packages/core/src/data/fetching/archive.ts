import type { PinnedFile } from './checksum.ts';
import type { Source } from './sources.ts';

/** Files that anyone may download, such as a dataset, and where they come from, in the order to try. */
export interface Archive<File extends PinnedFile = PinnedFile> {
  readonly name: string;
  readonly title: string;
  readonly home: string;
  readonly files: readonly File[];
  readonly sources: readonly Source[];
}
