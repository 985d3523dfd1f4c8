/** Fuzzy memberships of brightness, saturation and hue, which Itten's contrasts are made of. */

/** Where the five levels of brightness pass into each other. */
const BRIGHTNESS_KNOTS = [0.21, 0.39, 0.55, 0.68, 0.84] as const;
/** Where the three levels of saturation pass into each other. */
const SATURATION_KNOTS = [0.1, 0.27, 0.51] as const;
/** The hue of the warmest colour, in radians. The coldest is its opposite. */
const WARMEST = (50 * Math.PI) / 180;
const WARMEST_COS = Math.cos(WARMEST);
const WARMEST_SIN = Math.sin(WARMEST);

/** How far `value` is from `low` to `high`, cut to 0 to 1. */
const ramp = (value: number, low: number, high: number): number =>
  Math.min(1, Math.max(0, (value - low) / (high - low)));

/**
 * Returns the memberships of a brightness (0 to 1) in very dark, dark, middle, light and very light. They sum to 1 and are linear
 * between knots: very dark falls from .21 to .39, where dark peaks; middle peaks at .55, light at .68; very light is 1 from .84.
 * Source: PAEF (Zhao et al. 2014).
 */
export function brightnessMemberships(brightness: number): readonly number[] {
  const [k1, k2, k3, k4, k5] = BRIGHTNESS_KNOTS;
  const toDark = ramp(brightness, k1, k2);
  const toMiddle = ramp(brightness, k2, k3);
  const toLight = ramp(brightness, k3, k4);
  const toVeryLight = ramp(brightness, k4, k5);
  return [1 - toDark, toDark - toMiddle, toMiddle - toLight, toLight - toVeryLight, toVeryLight];
}

/**
 * Returns the memberships of a saturation (0 to 1) in low, medium and high. They sum to 1: low falls from .10 to .27, where medium
 * peaks; high is 1 from .51. Source: PAEF (Zhao et al. 2014).
 */
export function saturationMemberships(saturation: number): readonly number[] {
  const [k1, k2, k3] = SATURATION_KNOTS;
  const toMedium = ramp(saturation, k1, k2);
  const toHigh = ramp(saturation, k2, k3);
  return [1 - toMedium, toMedium - toHigh, toHigh];
}

/**
 * Returns the memberships of a hue (radians) in cold, neutral and warm. They sum to 1: warm is the cosine of the distance from 50°,
 * cold that from 230°, each where it is positive. Grey has hue 0 here, so it counts as a red. Source: Machajdik & Hanbury (2010).
 */
export const warmthMemberships = (hue: number): readonly number[] => {
  const warmth = Math.cos(hue - WARMEST);
  return [Math.max(0, -warmth), 1 - Math.abs(warmth), Math.max(0, warmth)];
};

/** Returns the cosine between a hue, given as its cosine and sine, and the warmest: above 0 of warm hues, below 0 of cold ones. */
export const warmthOf = (cos: number, sin: number): number => cos * WARMEST_COS + sin * WARMEST_SIN;
