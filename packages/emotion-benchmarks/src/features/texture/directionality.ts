/** How sharply a histogram of directions peaks (Tamura, Mori and Yamawaki 1978, section III.C). */

/**
 * - `normalized`: 1 - r · peaks · spread, at least 0, where r = 12 / π² makes an even spread about one peak 0. It is 1 when all directions
 *   lie on peaks, and 0 when there is no peak.
 * - `raw`: spread / 5, as in public ports. It is 0 when all directions lie on peaks.
 */
export type DirectionalityForm = 'normalized' | 'raw';

/** A peak is at least this share of the highest one ... */
const LEAST_HEIGHT = 0.2;
/** ... and what parts it from a higher one falls to this share of it, so that the unevenness of noise makes no peaks. */
const DEEPEST = 0.5;

/**
 * Directionality of a histogram over the half circle, as shares that sum to 1 (or are all 0). The spread is the sum over peaks of the
 * second moment in radians² about the peak, from valley to valley; the bin of a valley belongs to the nearer peak.
 */
export function directionality(shares: readonly number[], form: DirectionalityForm = 'normalized'): number {
  const peak = shares.map((_, i) => onPeak(shares, i));
  // A peak may be several bins of the same height.
  const peaks = peak.filter((on, i) => on && shares[i] !== at(shares, i - 1)).length;
  if (peaks === 0) return 0;
  let spread = 0;
  for (const [i, share] of shares.entries()) {
    const [left, right] = [wayToPeak(shares, peak, i, -1), wayToPeak(shares, peak, i, 1)];
    const nearer = Math.min(left.steps, right.steps);
    const steps = left.lowest > right.lowest ? left.steps : left.lowest < right.lowest ? right.steps : nearer;
    // Directions a half circle apart are the same.
    const angle = (Math.PI / shares.length) * Math.min(steps, shares.length - steps);
    spread += share * angle ** 2;
  }
  return form === 'raw' ? spread / 5 : Math.max(0, 1 - (12 / Math.PI ** 2) * peaks * spread);
}

const at = (shares: readonly number[], i: number): number => shares[(i + shares.length) % shares.length]!;

/** Whether a bin is high enough, and on both sides there is a deep valley or nothing higher. */
function onPeak(shares: readonly number[], i: number): boolean {
  const height = at(shares, i);
  return height > 0 && height >= LEAST_HEIGHT * Math.max(...shares) && rises(shares, i, 1) && rises(shares, i, -1);
}

function rises(shares: readonly number[], i: number, direction: 1 | -1): boolean {
  const height = at(shares, i);
  for (let k = 1; k < shares.length; k++) {
    const other = at(shares, i + direction * k);
    if (other > height) return false;
    if (other <= DEEPEST * height) return true;
  }
  return true;
}

/** Bins from `i` to the next peak in one direction, and the least share on the way. */
function wayToPeak(shares: readonly number[], peak: readonly boolean[], i: number, direction: 1 | -1) {
  let lowest = at(shares, i);
  let steps = 0;
  while (!peak[(i + direction * steps + shares.length) % shares.length]) {
    steps++;
    lowest = Math.min(lowest, at(shares, i + direction * steps));
  }
  return { steps, lowest };
}
