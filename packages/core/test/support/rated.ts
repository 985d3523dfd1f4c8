/** Folders of rated pictures in the layouts of their owners, tiny. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

/** A JPEG of one colour. */
export const jpeg = (red: number, green = 0, blue = 0): Promise<Buffer> =>
  sharp({ create: { width: 12, height: 8, channels: 3, background: { r: red, g: green, b: blue } } })
    .jpeg()
    .toBuffer();

/** Writes files below a folder: text as it is; a name without text is a picture, whose red level is 10 times its place. */
export async function layOut(root: string, texts: Readonly<Record<string, string>>, pictures: readonly string[]) {
  for (const [name, text] of Object.entries(texts)) write(join(root, name), text);
  for (const [i, name] of pictures.entries()) write(join(root, name), await jpeg(10 * i));
}

export function write(path: string, bytes: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}
