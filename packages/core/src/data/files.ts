/** A dataset's files: whether they are in the data folder, and how they get there. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RefoldError } from '../error.ts';
import { type DatasetDescriptor, type PlacedByHand, withDefaults } from './descriptor.ts';
import type { Archive } from './fetching/archive.ts';
import type { SizedFile } from './fetching/checksum.ts';
import { dataFolder } from './fetching/data-folder.ts';
import { damaged, missing } from './fetching/fetch.ts';
import { unpackZip } from './fetching/unpack-zip.ts';

/** Whether a dataset can be read, and if not, why. */
export type DatasetState =
  /** Every file is there, of the right size; or the folder is there. */
  | { readonly kind: 'complete' }
  /** Nothing to fetch: images are drawn from a law. */
  | { readonly kind: 'generated' }
  /** Can be fetched: so many of its files aren't there. */
  | { readonly kind: 'missing'; readonly count: number; readonly of: number }
  /** These files, relative to the data folder, are truncated or altered. */
  | { readonly kind: 'damaged'; readonly files: readonly string[] }
  /** Can't be fetched: `advice` says what to put where. */
  | { readonly kind: 'absent'; readonly advice: string };

/** What `fetchArchive` fetches for a dataset; undefined where nothing can be fetched. */
export function archiveOf({ name, title, home = '', origin }: DatasetDescriptor): Archive<SizedFile> | undefined {
  return origin.kind === 'archive' ? { name, title, home, files: origin.files, sources: origin.sources } : undefined;
}

/** The state of a dataset's files in `folder`, judged by their names and sizes. (Their checksums are checked on loading.) */
export function datasetState(descriptor: DatasetDescriptor, folder: string = dataFolder()): DatasetState {
  const { origin, defaults } = descriptor;
  if (origin.kind === 'generated') return origin;
  if (origin.kind === 'manual') {
    const spec = withDefaults(defaults, { split: 'train' } as const);
    if ((folderOf(origin, spec, folder) ?? zipOf(origin, spec, folder)) !== undefined) return { kind: 'complete' };
    return { kind: 'absent', advice: adviceOn(origin, expectedFolder(origin, spec, folder)) };
  }
  const archive = archiveOf(descriptor)!;
  const bad = damaged(archive, folder).map(({ path }) => path);
  if (bad.length > 0) return { kind: 'damaged', files: bad };
  const count = missing(archive, folder).length;
  return count > 0 ? { kind: 'missing', count, of: archive.files.length } : { kind: 'complete' };
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
  if (zip !== undefined) unpackZip(zip, zip.replace(/\.zip$/, ''));
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
    .find(path => existsSync(path) && !existsSync(path.replace(/\.zip$/, '')));

/** Where the dataset belongs. */
const expectedFolder = (origin: PlacedByHand, spec: FolderSpec, folder: string): string =>
  resolve(folder, origin.folders(spec)[0] ?? '');

const adviceOn = ({ obtain, layout }: PlacedByHand, path: string): string =>
  `${obtain} and put ${layout} into ${path}.`;
