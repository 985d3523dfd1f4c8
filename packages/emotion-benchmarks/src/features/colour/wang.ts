/** Wang's fuzzy histograms of brightness, saturation and warmth, with three measures of contrast. */
import { magnitude, sobel } from '../../raster/filter.ts';
import { meanOfLargest } from '../../raster/statistics.ts';
import type { Part } from '../analysis.ts';
import { hsy, hsyMoments, labMoments } from '../parts.ts';
import { type Directions, hueDirections } from './hue.ts';
import { saturationMemberships, warmthOf } from './memberships.ts';

const BRIGHTNESS = ['very dark', 'dark', 'middle', 'light', 'very light'] as const;
const SATURATION = ['high saturation', 'medium saturation', 'low saturation'] as const;
const WARMTH = ['warm', 'cold'] as const;
const crossed = (levels: readonly string[]) => levels.flatMap(level => WARMTH.map(warmth => `${level} and ${warmth}`));

/** What the numbers of `wang` are. */
export const WANG: readonly string[] = [
  ...crossed(BRIGHTNESS),
  ...crossed(SATURATION),
  'deviation of chroma',
  'variance of brightness',
  'sharpness',
  ...BRIGHTNESS,
  ...WARMTH,
  ...SATURATION,
];

/** Centres of the five levels of brightness, by fuzzy C-means on the pixels of the Abstract and ArtPhoto sets. */
const CENTRES = [0.0539, 0.2495, 0.4591, 0.6744, 0.8997];
/** Brightness is counted in eighths of a grey level: greys are exact, and a pixel's membership is off by at most .0024. */
const STEPS = 255 * 8;
/** The share of pixels that sharpness is the mean of. */
const SHARPEST = 0.005;

/** Memberships in the levels of brightness by fuzzy C-means with m = 2: in inverse proportion to squared distances. */
function wangBrightness(brightness: number): readonly number[] {
  // The floor keeps a value at a centre finite; its membership is then 1.
  const closeness = CENTRES.map(centre => 1 / Math.max(1e-12, (brightness - centre) ** 2));
  const sum = closeness.reduce((a, b) => a + b, 0);
  return closeness.map(value => value / sum);
}

/** Memberships at each step of brightness, and at each byte of saturation, which is a difference of bytes: from high to low. */
const BRIGHTNESS_TABLE = Array.from({ length: STEPS + 1 }, (_, step) => wangBrightness(step / STEPS));
const SATURATION_TABLE = Array.from({ length: 256 }, (_, byte) => saturationMemberships(byte / 255).toReversed());

/**
 * The 29 numbers named in `WANG`. Shares are means over pixels of memberships and of their products, so a neutral hue counts in
 * neither warm nor cold. Brightness is luma in 0 to 1, chroma is (a*, b*), sharpness the mean of the largest 0.5 % of Sobel's
 * magnitudes of brightness. Source: Wang et al. (2006), after Machajdik & Hanbury (2010).
 */
export const wang: Part<readonly number[]> = analysis => {
  const [, saturation, brightness] = analysis.get(hsy);
  const directions = analysis.get(hueDirections);
  const pixels = brightness.values.length;
  const byBrightness = weighted(levelSums(brightness.values, STEPS, directions), BRIGHTNESS_TABLE);
  const bySaturation = weighted(levelSums(saturation.values, 255, directions), SATURATION_TABLE);
  const [, luma] = analysis.get(hsyMoments);
  const [, a, b] = analysis.get(labMoments);
  return [
    ...byBrightness.crossed,
    ...bySaturation.crossed,
    Math.hypot(a.deviation, b.deviation),
    luma.deviation ** 2,
    meanOfLargest(magnitude(sobel(brightness)).values, Math.max(1, Math.round(SHARPEST * pixels))),
    ...byBrightness.shares,
    ...byBrightness.warmth,
    ...bySaturation.shares,
  ];
};

/** Pixels counted by a value of 0 to 1 in equal steps, with sums of their warmth (`warmthOf`) and of its absolute values. */
interface LevelSums {
  readonly count: Float64Array;
  readonly signed: Float64Array;
  readonly absolute: Float64Array;
}

function levelSums(values: Float32Array, steps: number, { cos, sin }: Directions): LevelSums {
  const count = new Float64Array(steps + 1);
  const signed = new Float64Array(steps + 1);
  const absolute = new Float64Array(steps + 1);
  for (let i = 0; i < values.length; i++) {
    const level = (values[i]! * steps + 0.5) | 0;
    const warmth = warmthOf(cos[i]!, sin[i]!);
    count[level]!++;
    signed[level]! += warmth;
    absolute[level]! += Math.abs(warmth);
  }
  return { count, signed, absolute };
}

/** Means over pixels of memberships, of their products with warm and cold (one after the other), and of warm and cold. */
function weighted({ count, signed, absolute }: LevelSums, table: readonly (readonly number[])[]) {
  const size = table[0]!.length;
  const shares = new Array<number>(size).fill(0);
  const products = new Array<number>(2 * size).fill(0);
  const warmth = [0, 0];
  const pixels = count.reduce((a, b) => a + b, 0);
  for (let level = 0; level < count.length; level++) {
    if (count[level] === 0) continue;
    const warm = (absolute[level]! + signed[level]!) / 2 / pixels;
    const cold = (absolute[level]! - signed[level]!) / 2 / pixels;
    const memberships = table[level]!;
    for (let k = 0; k < size; k++) {
      shares[k]! += (memberships[k]! * count[level]!) / pixels;
      products[2 * k]! += memberships[k]! * warm;
      products[2 * k + 1]! += memberships[k]! * cold;
    }
    warmth[0]! += warm;
    warmth[1]! += cold;
  }
  return { shares, crossed: products, warmth };
}
