import { RefoldError } from '../../error.ts';
import { Rng } from '../../rng.ts';
import type { DatasetDescriptor, Examples, FullSpec } from '../descriptor.ts';
import type { ImageShape } from '../image-shape.ts';

export interface GeneratedScenesOptions {
  /** Number of images. Default: 64. */
  readonly size: number;
  /** Number of classes, 0 among them, the ground. Default: 5. */
  readonly classes: number;
  /** Default: [32, 32, 3]. */
  readonly shape: ImageShape;
  /** Default: 0. */
  readonly seed: number;
}

const DEFAULTS: GeneratedScenesOptions = { size: 64, classes: 5, shape: [32, 32, 3], seed: 0 };

/** Scenes drawn from a seed, with a class for each pixel: nothing to fetch. */
export const generatedScenes: DatasetDescriptor<'generated-scenes', GeneratedScenesOptions> = {
  name: 'generated-scenes',
  title: 'Generated scenes with a class for each pixel',
  origin: { kind: 'generated' },
  defaults: DEFAULTS,
  shape: ({ shape }) => shape,
  labelKind: ({ classes }) => ({
    kind: 'map',
    classes: Array.from({ length: classes }, (_, k) => (k === 0 ? 'ground' : `object-${k}`)),
  }),
  size: ({ size }) => size,
  sample: count => ({ size: count }),
  fit: ({ shape, classes }) => ({ shape, classes }),
  read: draw,
};

/** Objects in a scene, and their half sides as a share of the image's. */
const OBJECTS = 4;
const HALF = [0.08, 0.25] as const;
/** Standard deviation of the noise, in grey levels. */
const NOISE = 30;

/**
 * Scenes with a class for each pixel, for tests and where no real ones are. The law: class k has a colour, uniform in
 * [40, 215) for each channel, drawn from the seed alone. A scene is ground (class 0) with four rectangles, one after the
 * other, of classes uniform in 1..classes−1, centres uniform over the image and half sides uniform in 8 to 25 % of it; every
 * pixel has its class's colour and standard normal noise times 30, rounded, held to 0..255. `train` and `test` differ in
 * their scenes, not in colours.
 * @throws RefoldError for a size that isn't a whole number above 0
 */
function draw({ split, size, classes, shape, seed }: FullSpec<GeneratedScenesOptions>): Examples {
  const [height, width, channels] = shape;
  for (const [name, value] of Object.entries({ size, classes, height, width, channels })) {
    if (!(Number.isInteger(value) && value > 0))
      throw new RefoldError(`generated scenes: ${name} is ${value}: it must be a whole number above 0.`);
  }
  const rng = Rng.seeded(seed).fork('generated-scenes');
  const palette = rng.fork('colours');
  const colours = Array.from({ length: classes }, () =>
    Array.from({ length: channels }, () => palette.uniform(40, 215)),
  );
  const stream = rng.fork(split);
  const pixels = height * width;
  const values = new Uint8Array(size * pixels);
  const images = new Uint8ClampedArray(size * pixels * channels);
  for (let i = 0; i < size; i++) {
    const map = values.subarray(i * pixels, (i + 1) * pixels);
    for (let object = 0; object < OBJECTS && classes > 1; object++)
      paint(map, shape, 1 + stream.int(classes - 1), stream);
    map.forEach((label, p) => {
      const at = (i * pixels + p) * channels;
      for (let c = 0; c < channels; c++) images[at + c] = colours[label]![c]! + NOISE * stream.normal();
    });
  }
  return { images: new Uint8Array(images.buffer), labels: { kind: 'map', values, width: pixels } };
}

/** A rectangle of that class. */
function paint(map: Uint8Array, [height, width]: ImageShape, label: number, draw: Rng): void {
  const span = (side: number): [number, number] => {
    const [centre, half] = [draw.uniform(0, side), side * draw.uniform(HALF[0], HALF[1])];
    return [Math.max(0, Math.round(centre - half)), Math.min(side, Math.round(centre + half))];
  };
  const [[top, bottom], [left, right]] = [span(height), span(width)];
  for (let y = top; y < bottom; y++) map.fill(label, y * width + left, y * width + Math.max(left, right));
}
