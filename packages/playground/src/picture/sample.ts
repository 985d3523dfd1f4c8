/** A picture as what a block reads. */
import { type NdArray, ndarray, Rng } from '@refold/core';
import type { Shape } from '@refold/core/layers';
import { noise } from '../study/outputs.ts';
import { contextOf } from './built-in.ts';

/** Colours from 0 to 1 are shifted and scaled about as data sets are. */
const [MEAN, STD] = [0.5, 0.25];

/** A sample of a shape: a map whose channel i is the picture's colour i mod 3; noise for what takes no map. */
export function sampleOf(picture: HTMLCanvasElement, shape: Shape): NdArray {
  const [height, width, channels] = shape;
  if (channels === undefined || height === undefined || width === undefined || shape.length !== 3)
    return noise(shape, Rng.seeded('sample'));
  const small = document.createElement('canvas');
  [small.width, small.height] = [width, height];
  const ink = contextOf(small);
  ink.drawImage(picture, 0, 0, width, height);
  const { data } = ink.getImageData(0, 0, width, height);
  let at = 0;
  return ndarray(shape, () => {
    const [place, channel] = [Math.floor(at / channels), at % channels];
    at++;
    return (data[4 * place + (channel % 3)]! / 255 - MEAN) / STD;
  });
}

/**
 * Draws a file on the canvas, its middle square.
 * @throws Error for a file that the browser can't decode
 */
export async function drawFile(canvas: HTMLCanvasElement, file: Blob): Promise<void> {
  const image = await createImageBitmap(file).catch(() => {
    throw new Error('this file is no picture that the browser can read: choose a PNG, JPEG or WebP');
  });
  const side = Math.min(image.width, image.height);
  const [left, top] = [(image.width - side) / 2, (image.height - side) / 2];
  const ink = contextOf(canvas);
  ink.clearRect(0, 0, canvas.width, canvas.height);
  ink.drawImage(image, left, top, side, side, 0, 0, canvas.width, canvas.height);
  image.close();
}
