/** Colourfulness as the distance of a picture's colours from all colours equally. */
import { luvOf } from '../../raster/colour.ts';
import { transportCost } from '../../raster/transport.ts';
import type { Part } from '../analysis.ts';

/** Red, green and blue are cut into so many ranges each. */
const RANGES = 4;
const CUBES = RANGES ** 3;
const SIDE = 256 / RANGES;
/** The colours in the middle of the cubes, in Luv. */
const CENTRES = Array.from({ length: CUBES }, (_, cube) => {
  const middle = (range: number) => range * SIDE + (SIDE - 1) / 2;
  return luvOf(
    middle(Math.floor(cube / RANGES ** 2)),
    middle(Math.floor(cube / RANGES) % RANGES),
    middle(cube % RANGES),
  );
});

/**
 * The Earth Mover's Distance between equal masses in all of 64 cubes of RGB and the picture's histogram over the same cubes; the
 * ground distance is Euclid's in Luv between a cube's centre and the mean colour of the pixels in another cube. Larger is less
 * colourful. Source: Datta et al. (2006), feature f2.
 */
export const colourfulness: Part<number> = ({ picture: { width, height, pixels } }) => {
  const counts = new Float64Array(CUBES);
  const sums = new Float64Array(CUBES * 3);
  for (let k = 0; k < pixels.length; k += 3) {
    const red = pixels[k]!;
    const green = pixels[k + 1]!;
    const blue = pixels[k + 2]!;
    const cube = ((red >> 6) << 4) | ((green >> 6) << 2) | (blue >> 6);
    counts[cube]!++;
    sums[3 * cube]! += red;
    sums[3 * cube + 1]! += green;
    sums[3 * cube + 2]! += blue;
  }
  const filled = Array.from(counts.keys()).filter(cube => counts[cube]! > 0);
  const means = filled.map(cube => {
    const mean = (channel: number) => sums[3 * cube + channel]! / counts[cube]!;
    return luvOf(mean(0), mean(1), mean(2));
  });
  return transportCost({
    // Whole masses, 64 times those of pixels, so that sums are exact.
    supply: new Float64Array(CUBES).fill(width * height),
    demand: filled.map(cube => counts[cube]! * CUBES),
    cost: Float64Array.from(
      CENTRES.flatMap(([l, u, v]) => means.map(mean => Math.hypot(l - mean[0], u - mean[1], v - mean[2]))),
    ),
  });
};
