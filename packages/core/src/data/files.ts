/** A dataset's files: whether they are in the data folder, and how they get there. */
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { RefoldError } from '../error.ts';
import { type DatasetDescriptor, type PlacedByHand, withDefaults } from './descriptor.ts';
import type { Archive } from './fetching/archive.ts';
import type { SizedFile } from './fetching/checksum.ts';
import { dataFolder } from './fetching/data-folder.ts';
import { damaged, missing } from './fetching/fetch.ts';
import { checkZip, unpackZip } from './fetching/unpack-zip.ts';

/** Whether a dataset can be read, and if not, why. */
export type DatasetState =
  /** Every file is there, of the right size; or the folder, or the archive that is unpacked into it, and a check of it finds no fault. */
  | { readonly kind: 'complete' }
  /** Nothing to fetch: images are drawn from a law. */
  | { readonly kind: 'generated' }
  /** Can be fetched: so many of its files aren't there. */
  | { readonly kind: 'missing'; readonly count: number; readonly of: number }
  /** These files, relative to the data folder, are truncated or altered. */
  | { readonly kind: 'damaged'; readonly files: readonly string[] }
  /** Put there by hand, but something is missing or damaged in `path`, which is relative to the data folder: `fault` says what, and what to do. */
  | { readonly kind: 'faulty'; readonly path: string; readonly fault: string }
  /** Can't be fetched: `advice` says what to put where. */
  | { readonly kind: 'absent'; readonly advice: string };

/** What `fetchArchive` fetches for a dataset; undefined where nothing can be fetched. */
export function archiveOf({ name, title, home = '', origin }: DatasetDescriptor): Archive<SizedFile> | undefined {
  return origin.kind === 'archive' ? { name, title, home, files: origin.files, sources: origin.sources } : undefined;
}

/**
 * The state of a dataset's files in `folder`, found out in little time: by names and sizes, by the descriptor's `check`, and by the list of entries
 * in an archive. (Checksums and pictures are checked on loading.)
 */
export function datasetState(descriptor: DatasetDescriptor, folder: string = dataFolder()): DatasetState {
  const { origin, defaults } = descriptor;
  if (origin.kind === 'generated') return origin;
  if (origin.kind === 'manual') {
    const spec = withDefaults(defaults, { split: 'train' } as const);
    const root = folderOf(origin, spec, folder);
    if (root !== undefined) return stateOf(root, folder, () => checkFolder(descriptor, origin, root));
    const zip = zipOf(origin, spec, folder);
    if (zip !== undefined) return stateOf(zip, folder, () => checkZip(zip, folderFor(zip)));
    return { kind: 'absent', advice: adviceOn(origin, expectedFolder(origin, spec, folder)) };
  }
  const archive = archiveOf(descriptor)!;
  const bad = damaged(archive, folder);
  if (bad.length > 0) return { kind: 'damaged', files: bad };
  const count = missing(archive, folder).length;
  return count > 0 ? { kind: 'missing', count, of: archive.files.length } : { kind: 'complete' };
}

/** The state of what is put at `path` by hand. */
function stateOf(path: string, folder: string, check: () => void): DatasetState {
  try {
    check();
    return { kind: 'complete' };
  } catch (error) {
    if (!(error instanceof RefoldError)) throw error;
    return { kind: 'faulty', path: relative(folder, path), fault: error.message };
  }
}

/** @throws RefoldError for what is wrong in the folder, with where to get what should be there */
function checkFolder({ check }: DatasetDescriptor, origin: PlacedByHand, root: string): void {
  try {
    check?.(root);
  } catch (cause) {
    if (!(cause instanceof RefoldError)) throw cause;
    throw new RefoldError(`${cause.message}\n${adviceOn(origin, root)}`, { cause });
  }
}

/** Whether a dataset can be read without fetching anything. */
export const isAvailable = (descriptor: DatasetDescriptor, folder?: string): boolean =>
  ['complete', 'generated'].includes(datasetState(descriptor, folder).kind);

type FolderSpec = Parameters<PlacedByHand['folders']>[0];

/**
 * The folder of a dataset that is put there by hand. A zip archive of its name is unpacked first, beside it.
 * @throws RefoldError when it isn't there, with where to get the files and what to put where; for an archive that can't be unpacked
 */
export function requireFolder(
  { title }: DatasetDescriptor,
  origin: PlacedByHand,
  spec: FolderSpec,
  folder: string,
): string {
  const found = folderOf(origin, spec, folder);
  if (found !== undefined) return found;
  const zip = zipOf(origin, spec, folder);
  if (zip !== undefined) unpackZip(zip, folderFor(zip));
  const unpacked = folderOf(origin, spec, folder);
  if (unpacked !== undefined) return unpacked;
  const expected = expectedFolder(origin, spec, folder);
  const absent = origin.contains === undefined ? expected : join(expected, origin.contains);
  throw new RefoldError(`${title}: there is no ${absent}. ${adviceOn(origin, expected)}`);
}

const folderOf = (origin: PlacedByHand, spec: FolderSpec, folder: string): string | undefined =>
  origin
    .folders(spec)
    .map(name => resolve(folder, name))
    .find(path => existsSync(join(path, origin.contains ?? '')));

/** An archive by the name of one of the dataset's folders. */
const zipOf = (origin: PlacedByHand, spec: FolderSpec, folder: string): string | undefined =>
  origin
    .folders(spec)
    .map(name => `${resolve(folder, name)}.zip`)
    .find(path => existsSync(path) && !existsSync(folderFor(path)));

/** The folder into which an archive is unpacked. */
const folderFor = (zip: string): string => zip.replace(/\.zip$/, '');

/** Where the dataset belongs. */
const expectedFolder = (origin: PlacedByHand, spec: FolderSpec, folder: string): string =>
  resolve(folder, origin.folders(spec)[0] ?? '');

const adviceOn = ({ obtain, layout }: PlacedByHand, path: string): string =>
  `${obtain} and put ${layout} into ${path}.`;
