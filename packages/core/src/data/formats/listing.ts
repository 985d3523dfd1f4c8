/** What a folder holds, apart from what systems and tools leave behind. */
import { type Dirent, readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { RefoldError } from '../../error.ts';

/** Names of a folder's entries by what they are, links followed; each list is sorted. */
export interface Entries {
  readonly folders: readonly string[];
  readonly files: readonly string[];
  /** Hidden, or left behind by a system: `.ipynb_checkpoints`, `._a.png`, `Thumbs.db`. */
  readonly hidden: readonly string[];
  /** Links that lead nowhere, and what is neither a folder nor a file. */
  readonly broken: readonly string[];
}

/** Not hidden by a dot, but nobody's data either. */
const LEFT_BEHIND = /^(__MACOSX|@eaDir|Thumbs\.db|desktop\.ini|lost\+found|\$RECYCLE\.BIN|System Volume Information)$/i;

/**
 * Lists a folder.
 * @throws RefoldError when it isn't there or can't be read
 */
export function entriesOf(folder: string): Entries {
  const entries = { folders: [] as string[], files: [] as string[], hidden: [] as string[], broken: [] as string[] };
  for (const entry of read(folder)) entries[kindOf(folder, entry)].push(entry.name);
  for (const names of Object.values(entries)) names.sort();
  return entries;
}

function read(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = code === undefined ? message : (REASONS[code] ?? message);
    throw new RefoldError(`can't read the folder ${folder}: ${reason}.`, { cause });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'it is a file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
};

function kindOf(folder: string, entry: Dirent): keyof Entries {
  if (entry.name.startsWith('.') || LEFT_BEHIND.test(entry.name)) return 'hidden';
  const target = entry.isSymbolicLink() ? targetOf(join(folder, entry.name)) : entry;
  if (target?.isDirectory()) return 'folders';
  return target?.isFile() ? 'files' : 'broken';
}

function targetOf(link: string): Stats | undefined {
  try {
    return statSync(link);
  } catch {
    return undefined; // it leads nowhere, in a circle, or to where we may not look
  }
}

/** Pictures that are read, by their names. */
export const isPicture = (file: string): boolean => /\.(jpe?g|jpe|jfif|png|webp|gif|tiff?|avif|bmp|dib)$/i.test(file);

/** Pictures that aren't. */
export const isOtherPicture = (file: string): boolean =>
  /\.(heic|heif|jp2|j2k|jxl|p[bgnp]m|tga|psd|ico|svgz?|exr|hdr|dng|cr[23]|nef|arw|raf|rw2|raw)$/i.test(file);

/** `names` in a sentence: some of them, and how many more there are. */
export function someOf(names: readonly string[], most = 5): string {
  const more = names.length - most;
  return names.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
