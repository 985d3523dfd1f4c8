import type { PinnedFile } from './checksum.ts';
import type { Source } from './sources.ts';

/** Files that anyone may download, such as a dataset, and where they come from, in the order to try. */
export interface Archive<File extends PinnedFile = PinnedFile> {
  readonly name: string;
  readonly title: string;
  readonly home: string;
  readonly files: readonly File[];
  /** None where the files can't be downloaded. */
  readonly sources: readonly Source[];
  /** Where the files can't be downloaded: what they are made of, and how. */
  readonly obtain?: string;
}
