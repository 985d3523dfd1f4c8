/** Generated pictures whose emotional structure is known: for smoke runs, and in place of sets that aren't there. */
import { RefoldError } from '../../error.ts';
import { Rng } from '../../rng.ts';
import type { DatasetDescriptor, FullSpec, Normalized } from '../descriptor.ts';
import { type AffectScene, affectScene } from '../emotion/affect-scene.ts';
import { MIKELS } from '../emotion/emotions.ts';
import { gathered, type LabelChoice, labelOf, wantedOf } from '../emotion/rated-labels.ts';
import type { LabelledSet } from '../emotion/ratings.ts';
import { unit } from '../emotion/scales.ts';
import { outputWidth } from '../labels.ts';
import { imagenet } from './imagenet.ts';

export interface GeneratedAffectOptions {
  /** Number of pictures. Default: 512. */
  readonly size: number;
  /** Side of the square images. Default: 64. */
  readonly side: number;
  /** Default: 'dimensions'. */
  readonly label: LabelChoice | undefined;
  /** Standard deviation of a rating, on scales of 0 to 1. Default: 0.05. */
  readonly noise: number;
  /** Default: 0. */
  readonly seed: number;
}

const SET: LabelledSet = {
  name: 'generated-affect',
  dimensions: unit('valence', 'arousal', 'dominance'),
  classes: MIKELS,
  voted: MIKELS,
};

/** Objects on clutter, rated by a law of their brightness and saturation: `affectScene` states it. */
export const generatedAffect: DatasetDescriptor<'generated-affect', GeneratedAffectOptions> & Normalized = {
  name: 'generated-affect',
  title: 'Generated pictures with a known emotional structure',
  origin: { kind: 'generated' },
  defaults: { size: 512, side: 64, label: undefined, noise: 0.05, seed: 0 },
  normalization: imagenet.normalization,
  augmentation: { flip: true },
  shape: ({ side }) => [side, side, 3],
  labelKind: ({ label }) => wantedOf(SET, label)[1],
  size: ({ size }) => size,
  sample: count => ({ size: count }),
  fit: ({ shape: [height] }) => ({ side: height }),
  read: spec => {
    const { size, side, label } = spec;
    for (const [name, value] of Object.entries({ size, side })) {
      if (!(Number.isInteger(value) && value > 0)) {
        throw new RefoldError(`generated-affect: ${name} is ${value}: it must be a whole number above 0.`);
      }
    }
    const [wanted, labelKind] = wantedOf(SET, label);
    const images = new Uint8Array(size * side * side * 3);
    const rows = Array.from({ length: size }, (_, i) => {
      const { pixels, rating } = generatedScene(spec, i);
      images.set(pixels, i * pixels.length);
      return labelOf(SET, rating, wanted)!;
    });
    return { images, labels: gathered(labelKind, rows, outputWidth(labelKind)) };
  },
};

/** The picture of that index, with the place of its object. */
export const generatedScene = (
  { split, side, noise, seed }: Pick<FullSpec<GeneratedAffectOptions>, 'split' | 'side' | 'noise' | 'seed'>,
  index: number,
): AffectScene => affectScene(side, noise, Rng.seeded(seed).fork('affect').fork(split).fork(index));
