/** Weights of places over a picture, as pixels. */
import { RefoldError } from '../error.ts';

/** A picture in colour: uint8 [height, width, 3]. */
export interface Pixels {
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
}

/**
 * A picture, the weights of its places and a half-and-half blend of both, side by side: [height, 3 · width, 3]. Weights are
 * interpolated bilinearly between the centres of their cells, continue evenly beyond the outer ones, and fill the ramp from
 * their least to their largest value. Those that differ by less than a millionth of the largest are drawn as the least.
 * @param weights row-major [mapHeight, mapWidth]
 * @throws RefoldError for pixels or weights that don't fit their shape, and for weights that are NaN or infinite
 */
export function overlayStrip(
  { pixels, height, width }: Pixels,
  weights: ArrayLike<number>,
  [mapHeight, mapWidth]: readonly [mapHeight: number, mapWidth: number],
): Pixels {
  requireLength('pixels', pixels.length, [height, width, 3]);
  requireLength('weights', weights.length, [mapHeight, mapWidth]);
  if (!Array.from(weights).every(Number.isFinite))
    throw new RefoldError('a map to draw has weights that are NaN or infinite');
  const shares = stretched(upsampled(weights, [mapHeight, mapWidth], [height, width]));
  const row = 3 * width;
  const strip = new Uint8Array(height * 3 * row);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = RAMP[Math.round(shares[y * width + x]! * (RAMP.length - 1))]!;
      const from = y * row + 3 * x;
      const to = 3 * y * row + 3 * x;
      for (let c = 0; c < 3; c++) {
        strip[to + c] = pixels[from + c]!;
        strip[to + row + c] = colour[c]!;
        strip[to + 2 * row + c] = Math.round((pixels[from + c]! + colour[c]!) / 2);
      }
    }
  }
  return { pixels: strip, height, width: 3 * width };
}

function requireLength(what: string, length: number, shape: readonly number[]): void {
  if (length === shape.reduce((product, side) => product * side, 1)) return;
  throw new RefoldError(`a map over a picture: ${length} ${what} where [${shape.join(', ')}] was expected`);
}

/** A place between the centres of two cells: value = (1 − share) · values[at] + share · values[next]. */
interface Between {
  readonly at: number;
  readonly next: number;
  readonly share: number;
}

/** Where the centres of `size` pixels lie among those of `cells` cells. */
const places = (size: number, cells: number): readonly Between[] =>
  Array.from({ length: size }, (_, i) => {
    const place = Math.min(Math.max(((i + 0.5) * cells) / size - 0.5, 0), cells - 1);
    const at = Math.floor(place);
    return { at, next: Math.min(at + 1, cells - 1), share: place - at };
  });

function upsampled(
  weights: ArrayLike<number>,
  [mapHeight, mapWidth]: readonly [number, number],
  [height, width]: readonly [number, number],
): Float64Array {
  const values = new Float64Array(height * width);
  const columns = places(width, mapWidth);
  for (const [y, down] of places(height, mapHeight).entries()) {
    const along = (row: number, { at, next, share }: Between): number =>
      (1 - share) * weights[row * mapWidth + at]! + share * weights[row * mapWidth + next]!;
    for (const [x, across] of columns.entries()) {
      values[y * width + x] = (1 - down.share) * along(down.at, across) + down.share * along(down.next, across);
    }
  }
  return values;
}

/** The difference of weights, as a share of the largest, that is rounding. */
const EVEN = 1e-6;

/** Values from 0, the least, to 1, the largest. */
function stretched(values: Float64Array): Float64Array {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (most - least <= EVEN * Math.max(Math.abs(least), Math.abs(most))) return new Float64Array(values.length);
  return values.map(value => (value - least) / (most - least));
}

/** The ends of the ramp in Oklab: dark blue, yellow. */
const DARK = [0.26, -0.02, -0.085] as const;
const BRIGHT = [0.9, -0.03, 0.17] as const;

/** The curve of sRGB, of a share of light from 0 to 1. */
const toByte = (light: number): number =>
  Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055));

/** A colour of Oklab as bytes of sRGB. */
function ofOklab(lightness: number, a: number, b: number): readonly [red: number, green: number, blue: number] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    toByte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    toByte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    toByte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/**
 * Dark blue to yellow, on a straight line in Oklab (Ottosson 2020, "A perceptual color space for image processing"): even in lightness, and
 * told apart without red and green, like cividis (Nuñez et al. 2018).
 */
const RAMP = Array.from({ length: 256 }, (_, i) => {
  const [l, a, b] = DARK.map((dark, c) => dark + ((BRIGHT[c]! - dark) * i) / 255) as [number, number, number];
  return ofOklab(l, a, b);
});
