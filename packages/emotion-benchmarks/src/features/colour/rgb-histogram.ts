/** The extractor of histograms of red, green and blue. */
import type { PictureExtractor } from '../extractor.ts';

/** The share of each byte in red, then in green, then in blue: three histograms of sum 1. */
export const rgbHistogram: PictureExtractor = {
  name: 'rgb-histogram',
  title: 'RGB histogram',
  source: 'SentiBank (Borth et al. 2013): 3×256 bins',
  size: 3 * 256,
  version: 1,
  extract({ picture: { pixels } }) {
    const counts = new Uint32Array(3 * 256);
    for (let k = 0; k < pixels.length; k += 3) {
      counts[pixels[k]!]!++;
      counts[256 + pixels[k + 1]!]!++;
      counts[512 + pixels[k + 2]!]!++;
    }
    return Float32Array.from(counts, count => (3 * count) / pixels.length);
  },
};
