/** Pictures of two sets that show the same, whatever they are called and however they are encoded. */
import { decodedPictures } from './decoded-pictures.ts';

/** Side to which pictures are decoded, and of the grid of cells whose mean colours are compared. */
const SIDE = 64;
const CELLS = 16;
/**
 * Largest mean difference of the cells' levels, of 255, of two pictures that show the same. Measured on D-ViSA, WikiArt-Emotions,
 * Emotion6, FI and OASIS: a picture scaled to 180 to 500 pixels and packed anew differs from itself by 1, at most by 4.4; any two that
 * don't show the same by 4.6 or more, and those are nearly black or white all over.
 */
const MOST_DIFFERENCE = 4;
/** Pictures read at a time. */
const AT_ONCE = 512;

/** Pictures of a set: its name, which no other pictures have, and its files. */
export interface Pictures {
  readonly name: string;
  readonly files: readonly string[];
}

/**
 * The places of pictures of `some` that `others` have too.
 * @throws RefoldError naming a picture that can't be decoded
 */
export async function samePictures(some: Pictures, others: Pictures): Promise<ReadonlySet<number>> {
  const [ours, theirs] = [await thumbnails(some), await thumbnails(others)];
  // Means differ by no more than levels do on average: only thumbnails of about the same mean are compared.
  const byMean = [...theirs].sort((a, b) => a.mean - b.mean);
  const found = new Set<number>();
  for (const [place, one] of ours.entries()) {
    for (let i = firstFrom(byMean, one.mean - MOST_DIFFERENCE); i < byMean.length; i++) {
      const other = byMean[i]!;
      if (other.mean > one.mean + MOST_DIFFERENCE) break;
      if (!isSame(one.levels, other.levels)) continue;
      found.add(place);
      break;
    }
  }
  return found;
}

interface Thumbnail {
  /** [cells, cells, 3] */
  readonly levels: Float32Array;
  readonly mean: number;
}

async function thumbnails({ name, files }: Pictures): Promise<readonly Thumbnail[]> {
  const pixels = await decodedPictures(name, files, SIDE);
  const found: Thumbnail[] = [];
  for (let begin = 0; begin < files.length; begin += AT_ONCE) {
    const count = Math.min(AT_ONCE, files.length - begin);
    found.push(...(await pixels(Uint32Array.from({ length: count }, (_, i) => begin + i))).map(thumbnailOf));
  }
  return found;
}

function thumbnailOf(pixels: Uint8Array): Thumbnail {
  const levels = new Float32Array(CELLS * CELLS * 3);
  const size = SIDE / CELLS;
  for (let i = 0; i < pixels.length; i++) {
    const pixel = Math.floor(i / 3);
    const cell = CELLS * Math.floor(pixel / SIDE / size) + Math.floor((pixel % SIDE) / size);
    levels[3 * cell + (i % 3)]! += pixels[i]! / size ** 2;
  }
  return { levels, mean: levels.reduce((sum, level) => sum + level, 0) / levels.length };
}

/** The first of thumbnails, in order of their means, whose mean is at least `mean`. */
function firstFrom(byMean: readonly Thumbnail[], mean: number): number {
  let [low, high] = [0, byMean.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byMean[middle]!.mean < mean) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isSame(one: Float32Array, other: Float32Array): boolean {
  const most = MOST_DIFFERENCE * one.length;
  let difference = 0;
  for (let i = 0; i < one.length && difference <= most; i++) difference += Math.abs(one[i]! - other[i]!);
  return difference <= most;
}
