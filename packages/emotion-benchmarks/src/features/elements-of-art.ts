/** The extractor of the elements of art: 97 numbers on colour and texture. */
import { COLOUR_NAMES, colourNames } from './colour/colour-names.ts';
import { colourfulness } from './colour/colourfulness.ts';
import { hueDirections, meanDirection, meanHue } from './colour/hue.ts';
import { ITTEN_MEASURES, ittenMeasures } from './colour/itten.ts';
import { regionColours } from './colour/region-colours.ts';
import { WANG, wang } from './colour/wang.ts';
import type { PictureExtractor } from './extractor.ts';
import { hsy, hsyMoments } from './parts.ts';
import { hsyCooccurrence } from './texture/glcm.ts';
import { haarEnergies } from './texture/haar.ts';
import { tamura } from './texture/tamura.ts';

const CHANNELS = ['hue', 'saturation', 'brightness'] as const;

/** What the numbers of `elementsOfArt` are. */
export const ELEMENTS: readonly string[] = [
  'mean saturation',
  'mean brightness',
  'pleasure',
  'arousal',
  'dominance',
  'mean hue',
  'dispersion of hue',
  'mean hue weighted by saturation',
  'dispersion of hue weighted by saturation',
  'colourfulness',
  ...COLOUR_NAMES.map(name => `share of ${name}`),
  ...ITTEN_MEASURES,
  ...WANG,
  'coarseness',
  'contrast',
  'directionality',
  ...[1, 2, 3].flatMap(level => CHANNELS.map(channel => `wavelet detail ${level} of ${channel}`)),
  ...[1, 2, 3].map(level => `wavelet detail ${level}`),
  ...['contrast', 'correlation', 'energy', 'homogeneity'].flatMap(measure =>
    CHANNELS.map(channel => `co-occurrence ${measure} of ${channel}`),
  ),
];

/** Pleasure, arousal and dominance of a mean saturation and brightness. */
export interface Pad {
  readonly pleasure: number;
  readonly arousal: number;
  readonly dominance: number;
}

/**
 * Returns what people feel at a colour of this saturation and brightness (0 to 1), by the regressions of Valdez & Mehrabian (1994).
 * Dominance falls with brightness, −.76, as they published it; code in use for the elements of art has +.76.
 */
export const padOf = (saturation: number, brightness: number): Pad => ({
  pleasure: 0.69 * brightness + 0.22 * saturation,
  arousal: -0.31 * brightness + 0.6 * saturation,
  dominance: -0.76 * brightness + 0.32 * saturation,
});

/** The numbers named in `ELEMENTS`: saturation, brightness (luma) and hue of `hsyOf`, mean hues in −π to π. */
export const elementsOfArt: PictureExtractor = {
  name: 'elements-of-art',
  title: 'Elements of art',
  source: 'Machajdik & Hanbury (2010)',
  size: ELEMENTS.length,
  version: 1,
  extract(analysis) {
    const [, saturations] = analysis.get(hsy);
    const [saturation, brightness] = analysis.get(hsyMoments).map(({ mean }) => mean) as [number, number];
    const { pleasure, arousal, dominance } = padOf(saturation, brightness);
    const hue = analysis.get(meanHue);
    const vivid = meanDirection(analysis.get(hueDirections), saturations.values);
    return [
      ...[saturation, brightness, pleasure, arousal, dominance],
      ...[hue.angle, hue.dispersion, vivid.angle, vivid.dispersion],
      analysis.get(colourfulness),
      ...analysis.get(colourNames),
      ...ittenMeasures(analysis.get(regionColours)),
      ...analysis.get(wang),
      ...analysis.get(tamura),
      ...analysis.get(haarEnergies),
      ...analysis.get(hsyCooccurrence),
    ];
  },
};
