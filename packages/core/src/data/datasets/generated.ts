import { RefoldError } from '../../error.ts';
import { Rng } from '../../rng.ts';
import type { Dataset } from '../dataset.ts';
import {
  assembled,
  type DatasetDescriptor,
  type Examples,
  type FullSpec,
  type Normalized,
  type SpecOf,
  withDefaults,
} from '../descriptor.ts';
import type { ImageShape } from '../image-shape.ts';
import { cifar10 } from './cifar10.ts';

export interface GeneratedOptions {
  /** Number of images. Default: 512. */
  readonly size: number;
  /** Number of classes. Default: 10. */
  readonly classes: number;
  /** Default: [32, 32, 3]. */
  readonly shape: ImageShape;
  /** Standard deviation of the noise, in grey levels. Default: 40. */
  readonly noise: number;
  /** Default: 0. */
  readonly seed: number;
}

const DEFAULTS: GeneratedOptions = { size: 512, classes: 10, shape: [32, 32, 3], noise: 40, seed: 0 };

/** They stand in for CIFAR-10, and are normalized and augmented like it. */
export const generated: DatasetDescriptor<'generated', GeneratedOptions> & Normalized = {
  name: 'generated',
  title: 'Generated images with something to learn',
  origin: { kind: 'generated' },
  defaults: DEFAULTS,
  normalization: cifar10.normalization,
  augmentation: { crop: { pad: 4 }, flip: true },
  shape: ({ shape }) => shape,
  labelKind: ({ classes }) => ({
    kind: 'class',
    classes: Array.from({ length: classes }, (_, k) => `pattern-${k}`),
  }),
  size: ({ size }) => size,
  sample: count => ({ size: count }),
  fit: ({ shape, classes }) => ({ shape, classes }),
  read: generatedExamples,
};

/** Waves of each class's pattern and channel, and their highest frequency in periods an image. */
const WAVES = 4;
const HIGHEST = 3;
/** A pattern's standard deviation, in grey levels. */
const CONTRAST = 40;

/**
 * Images with something to learn, for tests and smoke runs. The law: image i is of class k = i mod classes and has the
 * pixels
 *
 *     128 + g · P_k(y, x, c) + noise · ε        rounded, held to 0..255
 *
 * where the gain g is uniform in [0.5, 1.5), ε is standard normal for every pixel, and P_k is a sum of four cosines for
 * each channel with frequencies uniform in 0..3 periods an image and uniform phases, scaled to a standard deviation of
 * 40. Patterns depend on the seed and the class alone, so that `test` is drawn from the same law as `train`; gains and
 * noise depend on the split too.
 * @throws RefoldError for a size that isn't a whole number above 0
 */
export function generatedDataset(options: Omit<SpecOf<typeof generated>, 'name' | 'perClass' | 'first'>): Dataset {
  const spec = withDefaults(DEFAULTS, options);
  return assembled(generated, spec, generatedExamples(spec));
}

function generatedExamples({ split, size, classes, shape, noise, seed }: FullSpec<GeneratedOptions>): Examples {
  for (const [name, value] of Object.entries({
    size,
    classes,
    height: shape[0],
    width: shape[1],
    channels: shape[2],
  })) {
    if (!(Number.isInteger(value) && value > 0))
      throw new RefoldError(`generated images: ${name} is ${value}: it must be a whole number above 0.`);
  }
  const rng = Rng.seeded(seed).fork('generated');
  const patterns = Array.from({ length: classes }, (_, k) => pattern(shape, rng.fork('pattern').fork(k)));
  const draw = rng.fork(split);
  const pixels = shape[0] * shape[1] * shape[2];
  const images = new Uint8ClampedArray(size * pixels);
  for (let i = 0; i < size; i++) {
    const gain = draw.uniform(0.5, 1.5);
    const centre = patterns[i % classes]!;
    for (let p = 0; p < pixels; p++) images[i * pixels + p] = 128 + gain * centre[p]! + noise * draw.normal();
  }
  return {
    images: new Uint8Array(images.buffer),
    labels: { kind: 'class', values: Int32Array.from({ length: size }, (_, i) => i % classes) },
  };
}

/** [h, w, c] */
function pattern([height, width, channels]: ImageShape, rng: Rng): Float32Array {
  const out = new Float32Array(height * width * channels);
  const amplitude = CONTRAST * Math.sqrt(2 / WAVES); // a cosine's variance is a half
  for (let c = 0; c < channels; c++) {
    for (let wave = 0; wave < WAVES; wave++) {
      const alongY = (2 * Math.PI * rng.uniform(0, HIGHEST)) / height;
      const alongX = (2 * Math.PI * rng.uniform(0, HIGHEST)) / width;
      const phase = rng.uniform(0, 2 * Math.PI);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const at = (y * width + x) * channels + c;
          out[at] = out[at]! + amplitude * Math.cos(alongY * y + alongX * x + phase);
        }
      }
    }
  }
  return out;
}
