/** The share of skin in a picture (section 4.5 of the specification). */
import type { PictureExtractor } from '../extractor.ts';

/** Least and greatest Cb and Cr of skin, in BT.601's full-range bytes (Chai & Ngan 1999). */
const CB = [77, 127] as const;
const CR = [133, 173] as const;

/**
 * One number: the share of pixels whose colour is that of skin. The original has four, with the count and size of faces; finding faces
 * takes a detector with weights of its own, which we don't have.
 */
export const skin: PictureExtractor = {
  name: 'skin',
  title: 'Skin',
  source: 'Machajdik & Hanbury (2010), without faces',
  size: 1,
  version: 1,
  extract: ({ picture: { pixels } }) => {
    let count = 0;
    for (let k = 0; k < pixels.length; k += 3) if (isSkin(pixels[k]!, pixels[k + 1]!, pixels[k + 2]!)) count++;
    return [(3 * count) / pixels.length];
  },
};

function isSkin(red: number, green: number, blue: number): boolean {
  const cb = 128 - 0.168736 * red - 0.331264 * green + 0.5 * blue;
  const cr = 128 + 0.5 * red - 0.418688 * green - 0.081312 * blue;
  return cb >= CB[0] && cb <= CB[1] && cr >= CR[0] && cr <= CR[1];
}
