/** Pictures made of pictures: `refold run` of a generator. */
import { RefoldError } from '@refold/core';
import { evaluateWithTaps } from '@refold/core/apply';
import { type Normalization, readWithin, writePng } from '@refold/core/data';
import type { Model } from '@refold/core/io';
import { infer, type Layer, type Shape, ShapeError, show } from '@refold/core/layers';
import { pictureFor } from './picture.ts';

/** Whether a network makes pictures of the shape of its own. */
export const makesPictures = ({ layer, input }: Pick<Model, 'layer' | 'input'>): boolean =>
  show(infer(layer, input)) === show(input);

/** A picture to translate. */
export interface Translation {
  readonly image: string;
  /** The PNG file to write. */
  readonly out: string | undefined;
  /** The shorter side at which the picture is translated, in pixels; default: that of the network's input. */
  readonly side: number | undefined;
}

/**
 * Writes what a network makes of a picture, in the picture's proportions.
 * @returns what is to be told
 * @throws RefoldError where no file is named, and for a network that can't take the picture's size
 */
export async function translate(name: string, model: Model, { image, out, side }: Translation): Promise<string> {
  if (out === undefined) throw new RefoldError(`${name} makes pictures: name the one to write, -o adapted.png`);
  const { layer, input, normalization } = model;
  const { height, width } = await readWithin(image, LARGEST);
  const shorter = side ?? Math.min(input[0]!, input[1]!);
  const factor = shorter / Math.min(height, width);
  const [rows, columns] = [height, width].map(one => fittingSide(layer, one * factor, name)) as [number, number];
  const shape = [rows, columns, 3] as const;
  const { output } = await evaluateWithTaps({ ...model, input: shape }, await pictureFor(model, image, shape));
  await writePng(out, bytesOf(output.data, normalization), [rows, columns]);
  const trained = `it learnt from ${input[0]}x${input[1]}`;
  return `${image}: scaled to ${rows}x${columns} (${trained}), translated, written to ${out}\n`;
}

/** More pixels than the sides of pictures have: they are read as they are. */
const LARGEST = 100_000;

/** How far the wanted side may be from one that the network gives back. */
const NEAR = 64;

/** The side next to the wanted one of which a network makes pictures of the same size. */
function fittingSide(layer: Layer, wanted: number, name: string): number {
  const nearest = Math.round(wanted);
  for (let distance = 0; distance <= NEAR; distance++) {
    for (const side of [nearest - distance, nearest + distance]) {
      if (side > 0 && givesBack(layer, [side, side, 3])) return side;
    }
  }
  throw new RefoldError(`${name} can't translate pictures of ${nearest} pixels; choose another --side`);
}

function givesBack(layer: Layer, shape: Shape): boolean {
  try {
    return show(infer(layer, shape)) === show(shape);
  } catch (error) {
    if (error instanceof ShapeError) return false;
    throw error;
  }
}

/** Normalized pixels as bytes. */
function bytesOf(
  values: ArrayLike<number>,
  { mean, std }: Normalization = { mean: [0, 0, 0], std: [1, 1, 1] },
): Uint8Array {
  const bytes = Uint8ClampedArray.from(values, (value, i) => 255 * (value * std[i % 3]! + mean[i % 3]!));
  return new Uint8Array(bytes.buffer);
}
