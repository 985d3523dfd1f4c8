/** Pixels as PNG files. */
import { dirname } from 'node:path';
import { sweepTemporaryFiles, writeFileAtomic } from '../../io/atomic.ts';

/**
 * Writes uint8 [height, width, 3] as a PNG file, atomically.
 * @throws RefoldError when the file can't be written
 */
export async function writePng(
  path: string,
  pixels: Uint8Array,
  size: readonly [height: number, width: number],
): Promise<void> {
  const file = await encodePng(pixels, size);
  sweepTemporaryFiles(dirname(path));
  writeFileAtomic(path, file);
}

/** The bytes of that file. */
export async function encodePng(
  pixels: Uint8Array,
  [height, width]: readonly [height: number, width: number],
): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  return await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}
