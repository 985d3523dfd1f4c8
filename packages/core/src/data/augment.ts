import { RefoldError } from '../error.ts';
import type { Rng } from '../rng.ts';
import type { ImageShape } from './image-shape.ts';
import { IGNORE_LABEL } from './labels.ts';

/**
 * What is done to an image, as plain data, so that a run's configuration can be hashed. The steps come in the order of
 * the fields; `{}` only scales pixels from 0..255 to [0, 1].
 */
export interface Augmentation {
  /**
   * A random part of the picture, scaled to the dataset's shape (Szegedy et al. 2015, "Going deeper with convolutions",
   * section 6): its share of the area is uniform in `area`, its width to height log-uniform in `ratio`. For image
   * folders only.
   */
  readonly resizedCrop?: { readonly area: readonly [number, number]; readonly ratio: readonly [number, number] };
  /** Pads by `pad` black pixels on every side, then cuts the original size at a random place. */
  readonly crop?: { readonly pad: number };
  /** Mirrors left and right half of the time. */
  readonly flip?: boolean;
  /** (pixel / 255 - mean) / std, with a mean and a std per channel. */
  readonly normalize?: { readonly mean: readonly number[]; readonly std: readonly number[] };
  /**
   * Sets a square of this side to 0, the mean of normalized images (DeVries and Taylor 2017, arXiv:1708.04552): its
   * centre is uniform over the image, so that part of it may lie outside.
   */
  readonly cutout?: { readonly size: number };
}

/**
 * Writes one augmented image: `pixels` uint8 [h, w, c] to `out` float32 [h, w, c]. `index` names the image to the
 * random stream. A label map [h, w] is moved along, in place.
 */
export type Augmenter = (pixels: Uint8Array, out: Float32Array, index: number, map?: Uint8Array) => void;

/** Whether an augmentation draws random numbers. */
export const isRandom = (augment: Augmentation): boolean =>
  Boolean(augment.resizedCrop || augment.crop || augment.flip || augment.cutout);

/**
 * Compiles the steps that work on pixels in memory (all but `resizedCrop`).
 * @throws RefoldError when the description doesn't fit the shape, or is random and `rng` is missing
 */
export function augmenter(augment: Augmentation, shape: ImageShape, rng: Rng | undefined): Augmenter {
  check(augment, shape, rng);
  const levels = channelLevels(augment, shape[2]);
  const pad = augment.crop?.pad ?? 0;
  return (pixels, out, index, map) => {
    const stream = rng?.fork(index);
    const down = pad === 0 ? 0 : stream!.int(2 * pad + 1) - pad;
    const right = pad === 0 ? 0 : stream!.int(2 * pad + 1) - pad;
    const mirrored = augment.flip === true && stream!.uniform() < 0.5;
    place(pixels, out, shape, levels, down, right, mirrored);
    if (map) moveMap(map, shape, down, right, mirrored);
    if (augment.cutout) cutOut(out, shape, augment.cutout.size, stream!);
  };
}

/** For each channel, the float that each of the 256 byte values becomes: [c, 256]. */
function channelLevels({ normalize }: Augmentation, channels: number): Float32Array {
  return Float32Array.from({ length: channels * 256 }, (_, i) => {
    const channel = i >> 8;
    return ((i & 255) / 255 - (normalize?.mean[channel] ?? 0)) / (normalize?.std[channel] ?? 1);
  });
}

/** Copies an image moved by (down, right) pixels, black where it left; then mirrors it. */
function place(
  pixels: Uint8Array,
  out: Float32Array,
  [height, width, channels]: ImageShape,
  levels: Float32Array,
  down: number,
  right: number,
  mirrored: boolean,
): void {
  const step = mirrored ? -channels : channels;
  for (let y = 0; y < height; y++) {
    const fromY = y - down;
    const isInside = fromY >= 0 && fromY < height;
    let at = (y * width + (mirrored ? width - 1 : 0)) * channels;
    for (let x = 0; x < width; x++, at += step) {
      const fromX = x - right;
      if (isInside && fromX >= 0 && fromX < width) {
        const from = (fromY * width + fromX) * channels;
        for (let c = 0; c < channels; c++) out[at + c] = levels[(c << 8) + pixels[from + c]!]!;
      } else {
        for (let c = 0; c < channels; c++) out[at + c] = levels[c << 8]!;
      }
    }
  }
}

/** Moves a label map as `place` moves its image: IGNORE_LABEL where the image is black. */
function moveMap(map: Uint8Array, [height, width]: ImageShape, down: number, right: number, mirrored: boolean): void {
  if (down === 0 && right === 0 && !mirrored) return;
  const from = map.slice();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [fromY, fromX] = [y - down, x - right];
      const isInside = fromY >= 0 && fromY < height && fromX >= 0 && fromX < width;
      map[y * width + (mirrored ? width - 1 - x : x)] = isInside ? from[fromY * width + fromX]! : IGNORE_LABEL;
    }
  }
}

function cutOut(out: Float32Array, [height, width, channels]: ImageShape, size: number, rng: Rng): void {
  const top = rng.int(height) - (size >> 1);
  const left = rng.int(width) - (size >> 1);
  const from = Math.max(left, 0);
  const to = Math.min(left + size, width);
  for (let y = Math.max(top, 0); y < Math.min(top + size, height); y++) {
    out.fill(0, (y * width + from) * channels, (y * width + to) * channels);
  }
}

function check(augment: Augmentation, shape: ImageShape, rng: Rng | undefined): void {
  const fail = (what: string): never => {
    throw new RefoldError(`augmentation of ${shape.join('×')} images: ${what}`);
  };
  const { resizedCrop, crop, cutout, normalize } = augment;
  if (resizedCrop) fail('resizedCrop needs whole pictures, so it works on image folders only; use crop.');
  if (crop && !(Number.isInteger(crop.pad) && crop.pad >= 0)) fail(`crop.pad is ${crop.pad}, not a number of pixels.`);
  if (cutout && !(Number.isInteger(cutout.size) && cutout.size > 0)) {
    fail(`cutout.size is ${cutout.size}, not a number of pixels.`);
  }
  for (const key of ['mean', 'std'] as const) {
    const count = normalize?.[key].length;
    if (count !== undefined && count !== shape[2])
      fail(`normalize.${key} has ${count} values for ${shape[2]} channels.`);
  }
  if (normalize?.std.some(std => !(std > 0)))
    fail(`normalize.std is ${normalize.std.join(', ')}: each must be above 0.`);
  if (isRandom(augment) && !rng) fail('it is random, so it needs a random stream (rng).');
}
