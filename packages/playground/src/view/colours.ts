/** Colours of values: blue below zero, the paper at zero, orange above. */

type Rgb = readonly [red: number, green: number, blue: number];

interface Scheme {
  readonly below: Rgb;
  readonly zero: Rgb;
  readonly above: Rgb;
}

const LIGHT: Scheme = { below: [38, 84, 190], zero: [250, 250, 252], above: [214, 96, 18] };
const DARK: Scheme = { below: [122, 170, 255], zero: [27, 31, 41], above: [255, 165, 92] };

const dark = matchMedia('(prefers-color-scheme: dark)');

/** Calls back whenever the reader's system changes from light to dark, or back. */
export const onScheme = (then: () => void): void => dark.addEventListener('change', then);

/** The colour of each value from −1 to 1, in the present scheme; writes red, green, blue and alpha at an index of pixels. */
export function painter(): (pixels: Uint8ClampedArray, at: number, value: number) => void {
  const { below, zero, above } = dark.matches ? DARK : LIGHT;
  return (pixels, at, value) => {
    const end = value < 0 ? below : above;
    const much = Math.min(1, Math.abs(value));
    for (let i = 0; i < 3; i++) pixels[at + i] = zero[i]! + much * (end[i]! - zero[i]!);
    pixels[at + 3] = 255;
  };
}
