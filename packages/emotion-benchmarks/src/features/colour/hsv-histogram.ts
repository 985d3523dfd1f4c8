/** The extractor of a joint histogram of hue, saturation and value. */
import type { PictureExtractor } from '../extractor.ts';
import { hsv } from '../parts.ts';

const [HUES, SATURATIONS, VALUES] = [8, 4, 4];

/** The square root of the share of each bin of [hue, saturation, value], so that the squares sum to 1. */
export const hsvHistogram: PictureExtractor = {
  name: 'hsv-histogram',
  title: 'HSV histogram',
  source: 'Joint histogram of 8×4×4 bins, square-rooted',
  size: HUES * SATURATIONS * VALUES,
  version: 1,
  extract(analysis) {
    const [hue, saturation, value] = analysis.get(hsv);
    const counts = new Uint32Array(HUES * SATURATIONS * VALUES);
    const pixels = hue.values.length;
    for (let i = 0; i < pixels; i++) {
      const h = binOf(hue.values[i]!, HUES);
      const s = binOf(saturation.values[i]!, SATURATIONS);
      const v = binOf(value.values[i]!, VALUES);
      counts[(h * SATURATIONS + s) * VALUES + v]!++;
    }
    return Float32Array.from(counts, count => Math.sqrt(count / pixels));
  },
};

/** The bin of a value in 0 to 1; 1 is in the last. */
const binOf = (value: number, bins: number): number => Math.min(bins - 1, (value * bins) | 0);
