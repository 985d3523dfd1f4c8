/** The shares of the eleven basic colour names in a picture. */
import { labOf } from '../../raster/colour.ts';
import type { Part } from '../analysis.ts';

/** The names of colours, in the order of their shares. */
export const COLOUR_NAMES = [
  'black',
  'blue',
  'brown',
  'grey',
  'green',
  'orange',
  'pink',
  'purple',
  'red',
  'white',
  'yellow',
] as const;

/** A colour for each name: red, green and blue in 0 to 1. */
const PROTOTYPES = [
  [0, 0, 0],
  [0, 0, 1],
  [0.5, 0.4, 0.25],
  [0.5, 0.5, 0.5],
  [0, 1, 0],
  [1, 0.8, 0],
  [1, 0.5, 1],
  [1, 0, 1],
  [1, 0, 0],
  [1, 1, 1],
  [1, 1, 0],
] as const;

let known: Uint8Array | undefined;

/** The name of each of 32×32×32 colours, which stand for 8×8×8 bytes each: [red, green, blue]. Made when first asked for. */
function names(): Uint8Array {
  if (known !== undefined) return known;
  const prototypes = PROTOTYPES.map(([red, green, blue]) => labOf(255 * red, 255 * green, 255 * blue));
  const middle = (step: number) => 8 * step + 3.5;
  known = Uint8Array.from({ length: 32 ** 3 }, (_, at) => {
    const [l, a, b] = labOf(middle(at >> 10), middle((at >> 5) & 31), middle(at & 31));
    const distances = prototypes.map(
      prototype => (l - prototype[0]) ** 2 + (a - prototype[1]) ** 2 + (b - prototype[2]) ** 2,
    );
    return distances.indexOf(Math.min(...distances));
  });
  return known;
}

/**
 * The share of each of `COLOUR_NAMES` in the picture; they sum to 1. A pixel has the name of the prototype that is nearest in Lab to
 * its colour in steps of 8: a stand-in for the learned table of van de Weijer et al. (2009).
 */
export const colourNames: Part<readonly number[]> = ({ picture: { pixels } }) => {
  const table = names();
  const counts = new Uint32Array(COLOUR_NAMES.length);
  for (let k = 0; k < pixels.length; k += 3) {
    counts[table[((pixels[k]! >> 3) << 10) | ((pixels[k + 1]! >> 3) << 5) | (pixels[k + 2]! >> 3)]!]!++;
  }
  return Array.from(counts, count => (3 * count) / pixels.length);
};
