/** MNIST's digits in two colours of one's choice: two such sets differ by a shift that is known. */
import type { DatasetDescriptor, Examples, FullSpec, Normalized } from '../descriptor.ts';
import { mnist } from './mnist.ts';

/** Red, green and blue, 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

export interface ColouredMnistOptions {
  /** Of the ground. Default: black, as in MNIST. */
  readonly paper: Colour;
  /** Of the digit. Default: white. */
  readonly ink: Colour;
}

/** Side of a digit's picture with its margin, which halves well. */
const SIDE = 32;
const DIGIT = 28;
const MARGIN = (SIDE - DIGIT) / 2;

/** Digits [32, 32, 3]: each pixel lies between the colours as far as its digit is white there. */
export const colouredMnist: DatasetDescriptor<'coloured-mnist', ColouredMnistOptions> & Normalized = {
  name: 'coloured-mnist',
  title: 'MNIST in two colours',
  home: mnist.home!,
  origin: mnist.origin,
  defaults: { paper: [0, 0, 0], ink: [255, 255, 255] },
  normalization: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  shape: () => [SIDE, SIDE, 3],
  labelKind: spec => mnist.labelKind(spec),
  size: spec => mnist.size(spec),
  read: async (spec, folder, picturesOf) => coloured((await mnist.read(spec, folder, picturesOf)) as Examples, spec),
};

function coloured({ images, labels }: Examples, { paper, ink }: FullSpec<ColouredMnistOptions>): Examples {
  const count = images.length / DIGIT ** 2;
  const out = new Uint8Array(count * SIDE ** 2 * 3);
  for (let i = 0; i < out.length; i++) out[i] = paper[i % 3]!;
  for (let row = 0; row < count * DIGIT; row++) {
    const [digit, y] = [Math.floor(row / DIGIT), row % DIGIT];
    const first = 3 * ((digit * SIDE + y + MARGIN) * SIDE + MARGIN);
    for (let x = 0; x < DIGIT; x++) {
      const white = images[row * DIGIT + x]! / 255;
      for (let c = 0; c < 3; c++) out[first + 3 * x + c] = Math.round(paper[c]! + white * (ink[c]! - paper[c]!));
    }
  }
  return { images: out, labels };
}
