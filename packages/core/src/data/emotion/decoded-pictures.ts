/** Pictures scaled to squares, decoded once: their pixels lie in a file on disk. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RefoldError } from '../../error.ts';
import { explainWrite, sweepTemporaryFiles, temporaryName } from '../../io/atomic.ts';
import type { PixelSource } from '../dataset.ts';
import { dataFolder } from '../fetching/data-folder.ts';
import { readScaled } from '../formats/scaling.ts';

/** Pictures decoded at a time, on sharp's own threads. */
const AT_ONCE = 32;

/**
 * Decodes pictures into a file of the data folder, or takes the one that is there. It is named by the set, the side, and the names, sizes and dates of
 * the pictures; a file of the same set and side for other pictures is removed.
 * @param set a name that no other pictures have
 * @returns the pixels of pictures by their place in `files`
 * @throws RefoldError naming a picture that isn't there or can't be decoded, or when the file can't be written
 */
export async function decodedPictures(
  set: string,
  files: readonly string[],
  side: number,
  folder: string = join(dataFolder(), 'decoded'),
): Promise<PixelSource> {
  const prefix = `${set}-${side}-`;
  const path = join(folder, `${prefix}${digestOf(files)}.rgb`);
  const bytes = side * side * 3;
  if (statSync(path, { throwIfNoEntry: false })?.size !== bytes * files.length) {
    await decodeInto(path, files, side);
    removeOthers(path, prefix);
  }
  return indices => readFrom(path, indices, bytes);
}

function digestOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file}\n${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 12);
}

async function decodeInto(path: string, files: readonly string[], side: number): Promise<void> {
  const bytes = side * side * 3;
  const folder = dirname(path);
  const temporary = temporaryName(path);
  try {
    mkdirSync(folder, { recursive: true });
    sweepTemporaryFiles(folder);
    const file = await open(temporary, 'w');
    try {
      for (let i = 0; i < files.length; i += AT_ONCE) {
        const some = files.slice(i, i + AT_ONCE);
        await Promise.all(some.map(async (picture, k) => place(file, await readScaled(picture, [side, side]), i + k)));
      }
    } finally {
      await file.close();
    }
    renameSync(temporary, path);
  } catch (cause) {
    throw explainWrite(path, cause);
  } finally {
    rmSync(temporary, { force: true });
  }

  async function place(file: FileHandle, pixels: Uint8Array, index: number): Promise<void> {
    for (let done = 0; done < bytes; ) {
      done += (await file.write(pixels, done, bytes - done, index * bytes + done)).bytesWritten;
    }
  }
}

/** Removes the files of the same set and side that are for other pictures. */
function removeOthers(path: string, prefix: string): void {
  const folder = dirname(path);
  for (const name of readdirSync(folder)) {
    const other = join(folder, name);
    if (name.startsWith(prefix) && name.endsWith('.rgb') && other !== path) rmSync(other, { force: true });
  }
}

async function readFrom(path: string, indices: Uint32Array, bytes: number): Promise<readonly Uint8Array[]> {
  const file = await open(path, 'r');
  try {
    return await Promise.all(
      Array.from(indices, async index => {
        const pixels = new Uint8Array(bytes);
        const { bytesRead } = await file.read(pixels, 0, bytes, index * bytes);
        if (bytesRead !== bytes) throw new RefoldError(`${path} is truncated. Delete it: it is made anew.`);
        return pixels;
      }),
    );
  } finally {
    await file.close();
  }
}
