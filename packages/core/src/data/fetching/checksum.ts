import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { RefoldError } from '../../error.ts';
import { setAside } from '../../io/aside.ts';
import { InvalidFile, withFile } from '../../io/bytes.ts';
import { refuseStandIn } from '../../io/stand-in.ts';
import { isOverLimit, unpackLimit } from '../../io/unpack-limit.ts';

/** A checksum with its algorithm, as in `sha256:8e2e...`. */
export type Digest = `${'md5' | 'sha1' | 'sha256'}:${string}`;

/** A file whose content is known in advance. `path` is relative to the data folder, with `/`. */
export interface PinnedFile {
  readonly path: string;
  /** Where it isn't known, the checksum alone decides. */
  readonly bytes?: number;
  readonly digest: Digest;
}

/** A pinned file whose size is known too. */
export interface SizedFile extends PinnedFile {
  readonly bytes: number;
}

const algorithm = (digest: Digest): string => digest.slice(0, digest.indexOf(':'));

const ADVICE = 'Delete it and run the same command again: it will be fetched anew.';

/** The digest of `content` by the algorithm of `like`. */
export function digestOf(content: Uint8Array, like: Digest): Digest {
  return `${algorithm(like)}:${createHash(algorithm(like)).update(content).digest('hex')}` as Digest;
}

/** As `digestOf`, reading the file in pieces. */
export async function digestOfFile(path: string, like: Digest): Promise<Digest> {
  const hash = createHash(algorithm(like));
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return `${algorithm(like)}:${hash.digest('hex')}` as Digest;
}

/**
 * Checks that `content`, read from `path`, is what `file` pins.
 * @throws RefoldError naming the file: truncated, too long, altered, or a page or a Git LFS pointer in its place
 */
export function verifyContent(path: string, content: Uint8Array, file: PinnedFile): void {
  if (file.bytes !== undefined && content.length !== file.bytes) {
    refuseStandIn(path, content);
    const fault = content.length < file.bytes ? 'truncated' : 'too long';
    throw new InvalidFile(`${path} is ${fault}: ${content.length} bytes where there should be ${file.bytes}.`, ADVICE);
  }
  const found = digestOf(content, file.digest);
  if (found !== file.digest) {
    refuseStandIn(path, content);
    const fault = file.bytes === undefined ? 'is truncated or was altered' : 'was altered';
    throw new InvalidFile(`${path} ${fault}: its checksum is ${found} where it should be ${file.digest}.`, ADVICE);
  }
}

/**
 * A pinned file's content, checked in full. A gzipped copy beside it (`path.gz`) serves as well.
 * @throws RefoldError naming the file and what is wrong with it
 */
export function readPinned(folder: string, file: PinnedFile): Uint8Array {
  const path = placeOf(folder, file);
  const content = path === join(folder, file.path) ? contentOf(path) : gunzip(path, file);
  verifyContent(path, content, file);
  return content;
}

/** Where a pinned file is, gzipped if need be. */
function placeOf(folder: string, file: PinnedFile): string {
  const plain = join(folder, file.path);
  return existsSync(plain) ? plain : `${plain}.gz`;
}

/**
 * Gives a pinned file that is truncated or altered another name, so that it is fetched again.
 * @returns what was wrong, and the new name, in two sentences; undefined for a file that is whole or absent
 * @throws RefoldError for a file that can't be read or renamed
 */
export function setAsideDamaged(folder: string, file: PinnedFile): string | undefined {
  const path = placeOf(folder, file);
  if (!existsSync(path)) return undefined;
  try {
    readPinned(folder, file);
    return undefined;
  } catch (cause) {
    // An error with a cause is the system's: the file itself may be whole.
    if (!(cause instanceof RefoldError) || cause.cause !== undefined) throw cause;
    const fault = cause instanceof InvalidFile ? cause.fault : cause.message;
    return `${fault} It is now ${setAside(path)}.`;
  }
}

/** What the end of a gzipped file says of its size unpacked, modulo 2^32; undefined for a file that isn't gzipped. */
export const gunzippedSize = (path: string): number | undefined =>
  withFile(path, ({ size, slice }) => {
    const isGzip = size >= GZIP_LEAST_BYTES && Buffer.from(slice(0, 2)).equals(GZIP);
    return isGzip ? Buffer.from(slice(size - 4, size)).readUInt32LE() : undefined;
  });

/** What gzipped files begin with, and the size of the smallest (RFC 1952). */
const GZIP = Buffer.from([0x1f, 0x8b]);
const GZIP_LEAST_BYTES = 20;

const contentOf = (path: string): Uint8Array => withFile(path, file => file.slice(0, file.size));

function gunzip(path: string, { bytes }: PinnedFile): Uint8Array {
  const zipped = contentOf(path);
  const most = bytes ?? unpackLimit(zipped.length);
  try {
    return gunzipSync(zipped, { maxOutputLength: most });
  } catch (cause) {
    if (isOverLimit(cause)) {
      const where = bytes === undefined ? 'far more than any dataset' : 'where there should be no more';
      throw new InvalidFile(`${path} is too long: it unpacks to more than ${most} bytes, ${where}.`, ADVICE);
    }
    throw new InvalidFile(`${path} can't be unzipped (${(cause as Error).message}).`, ADVICE);
  }
}
