/** The picture that a network is applied to, and the picture of where the network looks. */
import { statSync } from 'node:fs';
import { parse } from 'node:path';
import { explainSystemError, type NdArray, RefoldError } from '@refold/core';
import { augmenter, type ImageShape, readScaled, readWithin, writePng } from '@refold/core/data';
import { overlayStrip } from '@refold/core/draw';
import type { Model } from '@refold/core/io';
import { ATTENTION, infer, type Layer, type Shape, show } from '@refold/core/layers';
import { isSameFile, placeToWrite } from '../../models/model-file.ts';

/**
 * The shape of pictures that a network maps to one vector, or to pictures of that shape.
 * @throws RefoldError for other networks
 */
export function pictureShape(name: string, layer: Layer, input: Shape): ImageShape {
  const [height, width, channels] = input;
  if (input.length !== 3 || channels !== 3) {
    throw new RefoldError(
      `${name} takes ${show(input)}, not pictures in colour, [height, width, 3]: name another model`,
    );
  }
  const output = infer(layer, input);
  if (output.length === 1 || show(output) === show(input)) return [height!, width!, channels];
  throw new RefoldError(
    `${name} makes ${show(output)} of a picture, not one vector or another picture: name another model`,
  );
}

/**
 * A picture file as a network takes it: [1, height, width, 3], scaled to its input whatever its proportions, and normalized as its own images
 * were, if that is known.
 * @throws RefoldError for a file that isn't there or can't be decoded
 */
export async function pictureFor(
  { normalization }: Pick<Model, 'normalization'>,
  path: string,
  shape: ImageShape,
): Promise<NdArray> {
  requireFile(path);
  const pixels = await readScaled(path, [shape[0], shape[1]]);
  const data = new Float32Array(pixels.length);
  augmenter(normalization === undefined ? {} : { normalize: normalization }, shape, undefined)(pixels, data, 0);
  return { shape: [1, ...shape], data };
}

function requireFile(path: string): void {
  try {
    if (statSync(path).isFile()) return;
  } catch (cause) {
    throw explainSystemError(cause, path, 'read the picture') ?? cause;
  }
  throw new RefoldError(`--image is '${path}', which isn't a file: name a picture`);
}

/** Weights of places. */
export interface Attention {
  /** Row-major, of `size`. */
  readonly weights: ArrayLike<number>;
  readonly size: readonly [height: number, width: number];
}

/** How far the sum of the weights may be from 1: they are of single precision. */
const TOLERANCE = 1e-3;

/**
 * What the tap `attention` of a network let out for one picture; undefined where it has none, or one that isn't weights of places that
 * sum to 1.
 */
export function attentionIn(taps: ReadonlyMap<string, NdArray>): Attention | undefined {
  const { shape: [, height = 0, width = 0, channels] = [], data: weights = [] } = taps.get(ATTENTION) ?? {};
  if (channels !== 1) return undefined;
  const sum = Array.from(weights).reduce((total, weight) => total + weight, 0);
  const isDistribution = Math.abs(sum - 1) < TOLERANCE && Array.from(weights).every(weight => weight >= 0);
  return isDistribution ? { weights, size: [height, width] } : undefined;
}

/** The file for a picture's map where `--map` doesn't say: in the working directory. */
export const usualMap = (picture: string): string => `${parse(picture).name}-attention.png`;

/**
 * Checks the file for a map, and makes its folder.
 * @throws RefoldError for a name that doesn't end in .png, for the picture itself, and for a place that can't be written
 */
export function mapToWrite(path: string, picture: string): string {
  if (!/\.png$/i.test(path)) throw new RefoldError(`--map is '${path}'; the picture's name must end in .png`);
  if (isSameFile(path, picture))
    throw new RefoldError(`--map is '${path}', which is the picture itself: choose another`);
  return placeToWrite('map', path);
}

/** Longer side of a drawn picture, in pixels. */
const SIDE = 448;

/** Writes a strip of a picture, where the network looks, and a blend of both. @throws RefoldError when the file can't be written */
export async function writeMap(path: string, picture: string, { weights, size }: Attention): Promise<void> {
  const { pixels, height, width } = overlayStrip(await readWithin(picture, SIDE), weights, size);
  await writePng(path, pixels, [height, width]);
}
