/** What generators make of pictures, as pixels: in rows, and as one picture of a run that goes on. */
import type { Dataset } from '@refold/core/data';
import type { Pixels } from '@refold/core/draw';
import type { Players, ShownPicture } from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';
import { outputOf } from './iteration.ts';
import { VIEW } from './view.ts';

/** Pictures side by side in rows: what was adapted, what became of it, and how that comes back where there is a way back. */
export interface Rows {
  /** [pictures][source, adapted and maybe cycled] */
  readonly rows: readonly (readonly Pixels[])[];
}

/** Translations, of pictures that are borrowed. */
interface Ways {
  readonly there: (pictures: tf.Tensor) => tf.Tensor;
  readonly back?: (pictures: tf.Tensor) => tf.Tensor;
}

/** The first pictures of a set, each in a row with its translations. */
export async function translatedRows({ there, back }: Ways, source: Dataset, count: number): Promise<Rows['rows']> {
  const indices = Uint32Array.from({ length: Math.min(count, source.size) }, (_, i) => i);
  const { images, shape } = await source.batch(indices, VIEW);
  const own = tf.tensor(images, [...shape]);
  const adapted = there(own);
  const cycled = back === undefined ? [] : [back(adapted)];
  const columns = await Promise.all([own, adapted, ...cycled].map(picturesIn));
  tf.dispose([own, adapted, ...cycled]);
  return Array.from(indices, i => columns.map(pictures => pictures[i]!));
}

/** Rows that a running game shows. */
const SHOWN = 4;

/** A picture of the first of a source's pictures, as the players translate them now. */
export async function shownPictures(
  { toTarget, toSource }: Players,
  source: Dataset,
): Promise<readonly ShownPicture[]> {
  if (toTarget === undefined) return [];
  const ways = {
    there: (pictures: tf.Tensor) => outputOf(toTarget, pictures),
    ...(toSource && { back: (pictures: tf.Tensor) => outputOf(toSource, pictures) }),
  };
  const name = toSource === undefined ? 'source, adapted' : 'source, adapted, back';
  return [{ name, ...asPixels({ rows: await translatedRows(ways, source, SHOWN) }) }];
}

/** Rows as one picture, without anything between its pictures: [rows · height, columns · width, 3]. */
export function asPixels({ rows }: Rows): Pixels {
  const [{ height, width }, columns] = [rows[0]![0]!, rows[0]!.length];
  const pixels = new Uint8Array(rows.length * height * columns * width * 3);
  for (const [r, row] of rows.entries()) {
    for (const [c, picture] of row.entries()) {
      for (let y = 0; y < height; y++) {
        const line = picture.pixels.subarray(3 * y * width, 3 * (y + 1) * width);
        pixels.set(line, 3 * (((r * height + y) * columns + c) * width));
      }
    }
  }
  return { pixels, height: rows.length * height, width: columns * width };
}

/** Pictures in −1 to 1 as bytes. */
async function picturesIn(tensor: tf.Tensor): Promise<readonly Pixels[]> {
  const [count, height, width] = tensor.shape as [number, number, number, number];
  const values = await tensor.data<'float32'>();
  const size = height * width * 3;
  return Array.from({ length: count }, (_, i) => ({
    pixels: Uint8Array.from(values.subarray(i * size, (i + 1) * size), value => Math.round(127.5 * (value + 1))),
    height,
    width,
  }));
}
