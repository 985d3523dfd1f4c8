/** MPEG-7's edge histogram: which kinds of edges each part of a picture has (Won, Park and Park 2002). */
import type { Plane } from '../../raster/picture.ts';
import type { PictureExtractor } from '../extractor.ts';
import { grey } from '../parts.ts';

/** Parts along a side. */
const PARTS = 4;
/** About as many blocks as the picture is cut into. */
const BLOCKS = 1100;
/** Least response of an edge, in grey levels of 0 to 255. */
const LEAST_EDGE = 11;
/**
 * Filters of the mean greys of a block's quarters (upper left and right, lower left and right): vertical, horizontal, 45° (rising to the
 * right), 135° and other edges.
 */
const FILTERS = [
  [1, -1, 1, -1],
  [1, 1, -1, -1],
  [Math.SQRT2, 0, 0, -Math.SQRT2],
  [0, Math.SQRT2, -Math.SQRT2, 0],
  [2, -2, -2, 2],
] as const;

/**
 * Shares of blocks with each of five kinds of edge in each of 4×4 parts: 80 numbers, by row, column and kind. A block's kind is that of
 * the largest response, if it is at least 11; shares are of all blocks of the part, so they sum to at most 1. Not quantized to MPEG-7's
 * three bits. Pixels of a part beyond whole blocks are left out.
 */
export function edgeShares(plane: Plane): Float32Array {
  const across = Math.floor(plane.width / PARTS);
  const down = Math.floor(plane.height / PARTS);
  // Blocks are square and of an even side. In a narrow picture they are no larger than a part.
  const wanted = Math.min(Math.sqrt((plane.width * plane.height) / BLOCKS), across, down);
  const half = Math.max(1, Math.floor(wanted / 2));
  const [columns, rows] = [Math.floor(across / (2 * half)), Math.floor(down / (2 * half))];
  const shares = new Float32Array(PARTS ** 2 * FILTERS.length);
  for (let part = 0; part < PARTS ** 2; part++) {
    const [left, top] = [(part % PARTS) * across, Math.floor(part / PARTS) * down];
    for (let block = 0; block < columns * rows; block++) {
      const x = left + 2 * half * (block % columns);
      const y = top + 2 * half * Math.floor(block / columns);
      const kind = edgeKind(quarters(plane, x, y, half));
      if (kind !== undefined) shares[part * FILTERS.length + kind]! += 1 / (columns * rows);
    }
  }
  return shares;
}

/** Mean greys of the quarters of a block. */
type Quarters = readonly [upperLeft: number, upperRight: number, lowerLeft: number, lowerRight: number];

const quarters = (plane: Plane, x: number, y: number, side: number): Quarters => [
  meanOf(plane, x, y, side),
  meanOf(plane, x + side, y, side),
  meanOf(plane, x, y + side, side),
  meanOf(plane, x + side, y + side, side),
];

function meanOf({ width, values }: Plane, left: number, top: number, side: number): number {
  let sum = 0;
  for (let y = top; y < top + side; y++) {
    for (let x = left; x < left + side; x++) sum += values[y * width + x]!;
  }
  return sum / side ** 2;
}

/** The filter that responds most, if any does enough. */
function edgeKind([a, b, c, d]: Quarters): number | undefined {
  const responses = FILTERS.map(filter => Math.abs(filter[0] * a + filter[1] * b + filter[2] * c + filter[3] * d));
  const largest = Math.max(...responses);
  return largest < LEAST_EDGE ? undefined : responses.indexOf(largest);
}

/** Edge histogram of the grey picture. */
export const edgeHistogram: PictureExtractor = {
  name: 'edge-histogram',
  title: 'MPEG-7 edge histogram',
  source: 'Won, Park and Park 2002',
  size: PARTS ** 2 * FILTERS.length,
  version: 1,
  extract: analysis => edgeShares(analysis.get(grey)),
};
