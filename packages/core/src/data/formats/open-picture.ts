/** Picture files of all formats that are read. */
import { open } from 'node:fs/promises';
import type { Sharp } from 'sharp';
import { type Bitmap, decodeBmp, isBmp } from './bmp.ts';

/**
 * A picture file for sharp, upright as its EXIF orientation says. BMP, which sharp doesn't decode, is told by the file's first bytes,
 * whatever its name.
 * @throws Error saying what is wrong with a BMP file, for the caller to name it; sharp throws for others when it decodes them
 */
export async function openPicture(path: string): Promise<Sharp> {
  const { default: sharp } = await import('sharp');
  const bitmap = await bitmapAt(path);
  if (bitmap === undefined) return sharp(path, { failOn: 'error', autoOrient: true });
  const { pixels, ...raw } = bitmap;
  return sharp(pixels, { raw });
}

/** The picture in a BMP file; undefined for other files, and for one that isn't there. */
async function bitmapAt(path: string): Promise<Bitmap | undefined> {
  const file = await open(path).catch(() => undefined); // sharp says why
  try {
    const head = new Uint8Array(2);
    await file?.read(head, 0, head.length, 0);
    return file !== undefined && isBmp(head) ? decodeBmp(await file.readFile()) : undefined;
  } finally {
    await file?.close();
  }
}
