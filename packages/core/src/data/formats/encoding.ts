/** Pixels as files that pictures come in: uint8 [height, width, 3] as PNG, which keeps them, or JPEG, which is small. */
import { dirname } from 'node:path';
import { sweepTemporaryFiles, writeFileAtomic } from '../../io/atomic.ts';

type Size = readonly [height: number, width: number];

/**
 * Writes pixels as a PNG file, atomically.
 * @throws RefoldError when the file can't be written
 */
export async function writePng(path: string, pixels: Uint8Array, size: Size): Promise<void> {
  const file = await encodePng(pixels, size);
  sweepTemporaryFiles(dirname(path));
  writeFileAtomic(path, file);
}

/** Pixels as the bytes of a PNG file. */
export const encodePng = async (pixels: Uint8Array, size: Size): Promise<Uint8Array> =>
  await (await picture(pixels, size)).png().toBuffer();

/** Pixels as the bytes of a JPEG file of quality 85, of 100. */
export const encodeJpeg = async (pixels: Uint8Array, size: Size): Promise<Uint8Array> =>
  await (await picture(pixels, size)).jpeg({ quality: 85 }).toBuffer();

async function picture(pixels: Uint8Array, [height, width]: Size) {
  const { default: sharp } = await import('sharp');
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}
