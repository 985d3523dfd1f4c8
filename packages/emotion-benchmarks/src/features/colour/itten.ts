/** Itten's contrasts of colours, measured on the colours of a picture's regions. */
import { angleOf } from '../../raster/colour.ts';
import { brightnessMemberships, saturationMemberships, warmthMemberships } from './memberships.ts';

/** A region's share of the picture and its mean colour. */
export interface RegionColour {
  /** Above 0; the shares of a picture's regions sum to 1. */
  readonly share: number;
  /** Radians, 0 to 2π; 0 of greys. */
  readonly hue: number;
  /** 0 to 1 */
  readonly saturation: number;
  /** 0 to 1 */
  readonly brightness: number;
}

const MEASURES = [
  'contrast of brightness',
  'contrast of saturation',
  'contrast of hue',
  'contrast of complements',
  'contrast of warmth',
  'harmony',
  'hue count',
  'hue spread',
  'warm area',
  'cold area',
] as const;

/** What the numbers of `ittenMeasures` are. */
export const ITTEN_MEASURES: readonly string[] = [
  ...MEASURES.map(name => `mean ${name}`),
  ...MEASURES.map(name => `largest ${name}`),
];

/** Hues are counted in so many equal parts of the circle. */
const HUES = 12;
/** What sums of shares may be off by. */
const ROUNDING = 1e-9;
/** The least share of a hue that counts for harmony. */
const LEAST_HUE = 0.05 - ROUNDING;

/**
 * Returns the means of ten measures, then their maxima (`ITTEN_MEASURES`): over the levels of brightness and of saturation, over pairs
 * of regions (0 of one region), over the corners of the polygon of hues (harmony), over regions (spread). The mean of an area is the
 * whole area, its maximum the largest region's; the hue count is one number, which stands in both places.
 * Source: Machajdik & Hanbury (2010).
 */
export function ittenMeasures(regions: readonly RegionColour[]): readonly number[] {
  const shares = regions.map(({ share }) => share);
  const histogram = hueHistogram(regions);
  const squares = squaredHueDeviations(regions);
  const areas = (level: number) => regions.map(({ hue, share }) => share * warmthMemberships(hue)[level]!);
  const [cold, warm] = [areas(0), areas(2)];
  const count = histogram.filter(share => share >= LEAST_HUE).length;
  const both = [
    meanAndMax(brightnessContrasts(regions)),
    meanAndMax(saturationContrasts(regions)),
    overPairs(regions, (one, other) => 2 * Math.sin(hueDistance(one.hue, other.hue) / 2)),
    overPairs(regions, (one, other) => hueDistance(one.hue, other.hue)),
    warmthSimilarity(regions),
    meanAndMax(harmonyDeviations(histogram)),
    { mean: count, max: count },
    { mean: weightedSum(squares, shares), max: Math.max(...squares) },
    { mean: sum(warm), max: Math.max(...warm) },
    { mean: sum(cold), max: Math.max(...cold) },
  ];
  return [...both.map(({ mean }) => mean), ...both.map(({ max }) => max)];
}

/**
 * Returns PAEF's fifteen contrasts: of hue; of the three levels of saturation; of the five of brightness; of warm and cold; of
 * complements (how many opposite pairs of hues there are, the mean and the deviation of the ratios of their areas); whether there is
 * no such pair (simultaneous contrast); and the deviation of the shares of `colourNames` (extension).
 * Source: Zhao et al. (2014), emphasis.
 */
export function emphasisContrasts(regions: readonly RegionColour[], colourNames: readonly number[]): readonly number[] {
  const histogram = hueHistogram(regions);
  const ratios = histogram.slice(0, HUES / 2).flatMap((share, k) => {
    const opposite = histogram[k + HUES / 2]!;
    return share > 0 && opposite > 0 ? [Math.min(share, opposite) / Math.max(share, opposite)] : [];
  });
  return [
    overPairs(regions, (one, other) => hueDistance(one.hue, other.hue)).mean / (2 * Math.PI),
    ...saturationContrasts(regions),
    ...brightnessContrasts(regions),
    warmthSimilarity(regions).mean,
    ratios.length,
    meanOf(ratios),
    deviation(ratios),
    ratios.length === 0 ? 1 : 0,
    deviation(colourNames),
  ];
}

const brightnessContrasts = (regions: readonly RegionColour[]): readonly number[] =>
  contrasts(
    regions,
    regions.map(({ brightness }) => brightnessMemberships(brightness)),
  );

const saturationContrasts = (regions: readonly RegionColour[]): readonly number[] =>
  contrasts(
    regions,
    regions.map(({ saturation }) => saturationMemberships(saturation)),
  );

/** The deviation of each membership between regions, weighted by their shares. */
function contrasts(regions: readonly RegionColour[], memberships: readonly (readonly number[])[]): readonly number[] {
  const shares = regions.map(({ share }) => share);
  return Array.from(memberships[0] ?? [], (_, level) =>
    deviation(
      memberships.map(all => all[level]!),
      shares,
    ),
  );
}

/** The angle between two hues, 0 to π. */
function hueDistance(one: number, other: number): number {
  const distance = Math.abs(one - other);
  return Math.min(distance, 2 * Math.PI - distance);
}

/** The cosine between the memberships in cold, neutral and warm of pairs of regions. */
function warmthSimilarity(regions: readonly RegionColour[]): MeanAndMax {
  const units = regions.map(({ hue }) => {
    const memberships = warmthMemberships(hue);
    const length = Math.hypot(...memberships);
    return memberships.map(value => value / length) as [number, number, number];
  });
  return overPairs(units, (one, other) => one[0] * other[0] + one[1] * other[1] + one[2] * other[2]);
}

interface MeanAndMax {
  readonly mean: number;
  readonly max: number;
}

/** Of what is never negative, over all pairs; zeros if there is no pair. */
function overPairs<T>(items: readonly T[], of: (one: T, other: T) => number): MeanAndMax {
  let total = 0;
  let max = 0;
  for (let i = 0; i < items.length; i++) {
    for (let j = i + 1; j < items.length; j++) {
      const value = of(items[i]!, items[j]!);
      total += value;
      if (value > max) max = value;
    }
  }
  return { mean: total / Math.max(1, (items.length * (items.length - 1)) / 2), max };
}

/** The share of each twelfth of the circle of hues, the first from 0° to 30°. */
function hueHistogram(regions: readonly RegionColour[]): readonly number[] {
  const shares = new Array<number>(HUES).fill(0);
  for (const { hue, share } of regions) shares[Math.floor((hue / (2 * Math.PI)) * HUES) % HUES]! += share;
  return shares;
}

/**
 * How far each corner's angle is from that of a regular polygon, for the polygon whose corners are the frequent hues on the circle.
 * With n of one or two hues there is none: the regular angle itself, π (n − 2) / n.
 */
function harmonyDeviations(histogram: readonly number[]): readonly number[] {
  const corners = histogram.flatMap((share, k) => (share >= LEAST_HUE ? [k] : []));
  const n = corners.length;
  const regular = (Math.PI * (n - 2)) / n;
  if (n <= 2) return [regular];
  return corners.map((_, k) => {
    const [before, after] = [corners.at(k - 1)!, corners[(k + 1) % n]!];
    // An inscribed angle is half the arc that it opens to: from the next corner onwards to the one before.
    const arc = (((before - after + HUES) % HUES) / HUES) * 2 * Math.PI;
    return Math.abs(arc / 2 - regular);
  });
}

/** The squared angle of each region's hue from their mean direction, in square radians; from hue 0 when directions cancel. */
function squaredHueDeviations(regions: readonly RegionColour[]): readonly number[] {
  const along = sum(regions.map(({ hue, share }) => share * Math.cos(hue)));
  const across = sum(regions.map(({ hue, share }) => share * Math.sin(hue)));
  const mean = Math.hypot(along, across) < ROUNDING ? 0 : angleOf(along, across);
  return regions.map(({ hue }) => hueDistance(hue, mean) ** 2);
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const weightedSum = (values: readonly number[], weights: readonly number[]): number =>
  values.reduce((total, value, k) => total + value * weights[k]!, 0);
/** The mean, or 0 of nothing. */
const meanOf = (values: readonly number[]): number => (values.length === 0 ? 0 : sum(values) / values.length);

/** The deviation of values, weighted by shares of sum 1 if given, or 0 of nothing. */
function deviation(values: readonly number[], shares?: readonly number[]): number {
  const weights = shares ?? values.map(() => 1 / values.length);
  const mean = weightedSum(values, weights);
  return Math.sqrt(
    weightedSum(
      values.map(value => (value - mean) ** 2),
      weights,
    ),
  );
}

const meanAndMax = (values: readonly number[]): MeanAndMax => ({ mean: meanOf(values), max: Math.max(...values) });
