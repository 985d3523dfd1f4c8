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
  [height, width]: readonly [height: number, width: number],
): Promise<void> {
  const { default: sharp } = await import('sharp');
  const file = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  sweepTemporaryFiles(dirname(path));
  writeFileAtomic(path, file);
}
