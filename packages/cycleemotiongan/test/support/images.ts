/** The synthetic images of `scripts/ms-ssim-fixtures.py`. */

/** A linear congruential generator (Numerical Recipes), which other languages repeat exactly: numbers in [0, 1). */
export function noise(seed: number, count: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
}

/** Noise, and a paler, noisier copy; or, for `opposite`, its negative. All in [0, 1]. */
export function images(kind: string, count: number): { readonly one: number[]; readonly other: number[] } {
  const [one, second] = [noise(1, count), noise(2, count)];
  return {
    one,
    other: one.map((value, i) => (kind === 'opposite' ? 1 - value : 0.2 + 0.5 * value + 0.2 * second[i]!)),
  };
}
