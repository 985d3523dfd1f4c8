/** Pictures scaled to squares, decoded once: their pixels lie in a file on disk. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { RefoldError } from '../../error.ts';
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
 * @throws RefoldError naming a picture that isn't there or can't be decoded, or when there is no room for the file
 */
export async function decodedPictures(
  set: string,
  files: readonly string[],
  side: number,
  folder: string = join(dataFolder(), 'decoded'),
): Promise<PixelSource> {
  const path = join(folder, `${set}-${side}-${digestOf(files)}.rgb`);
  const bytes = side * side * 3;
  if (sizeOf(path) !== bytes * files.length) await decodeInto(path, files, side, folder, `${set}-${side}-`);
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

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}

async function decodeInto(path: string, files: readonly string[], side: number, folder: string, prefix: string) {
  const bytes = side * side * 3;
  const temporary = `${path}.${process.pid}.tmp`;
  let file: FileHandle | undefined;
  try {
    mkdirSync(folder, { recursive: true });
    file = await open(temporary, 'w');
    const target = file;
    for (let i = 0; i < files.length; i += AT_ONCE) {
      const some = files.slice(i, i + AT_ONCE);
      await Promise.all(
        some.map(async (picture, k) => {
          await target.write(await readScaled(picture, [side, side]), 0, bytes, (i + k) * bytes);
        }),
      );
    }
    await file.close();
    file = undefined;
    for (const name of readdirSync(folder)) {
      if (name.startsWith(prefix) && name.endsWith('.rgb')) rmSync(join(folder, name), { force: true });
    }
    renameSync(temporary, path);
  } catch (cause) {
    if (cause instanceof RefoldError) throw cause;
    throw new RefoldError(
      `can't write decoded pictures to ${path}: ${(cause as Error).message}. They take ${Math.ceil((bytes * files.length) / 1e6)} MB.`,
      { cause },
    );
  } finally {
    await file?.close();
    rmSync(temporary, { force: true });
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
