/** Watersheds from markers, and the distances that some are made on. */
import { borderedLength, borderOnly, fillInside, neighbourOffsets, strideOf, takeInside } from './bordered.ts';
import { type Bytes, emptyStacks, push, type Stacks } from './morphology.ts';

/**
 * Floods a relief from markers: labels [height, width], 0 where waters of two markers meet (ridges). `markers` has positive labels, and 0
 * where there is none. Levels rise from 0 to 255 (Meyer 1991); a level's pixels are flooded in waves of one pixel, and each wave is decided
 * as a whole, so that no order of pixels matters: a mirrored relief has mirrored labels. Where two waves run into each other at the same
 * time the ridge is two pixels wide.
 */
export function watershed(relief: Bytes, markers: Int32Array): Int32Array {
  const offsets = neighbourOffsets(strideOf(relief));
  const levels = fillInside(relief, relief.values, new Uint8Array(borderedLength(relief)));
  const labels = fillInside(relief, markers, new Int32Array(levels.length));
  // The border counts as seen, so it is never flooded.
  const seen = borderOnly(relief);
  for (let pixel = 0; pixel < seen.length; pixel++) if (labels[pixel] !== 0) seen[pixel] = 1;
  const waiting = emptyStacks(levels.length, 256);
  const flood: Flood = { levels, seen, waiting, offsets };
  for (let pixel = 0; pixel < labels.length; pixel++) if (labels[pixel] !== 0) reach(flood, pixel, 0);

  const wave = new Int32Array(levels.length);
  const proposed = new Int32Array(levels.length);
  for (let level = 0; level < 256; level++) {
    while (waiting.top[level]! >= 0) {
      let size = 0;
      for (let pixel = waiting.top[level]!; pixel >= 0; pixel = waiting.below[pixel]!) wave[size++] = pixel;
      waiting.top[level] = -1;
      for (let i = 0; i < size; i++) proposed[wave[i]!] = onlyLabel(labels, offsets, wave[i]!);
      for (let i = 0; i < size; i++) {
        const pixel = wave[i]!;
        if (proposed[pixel] !== 0 && !meetsOther(proposed, offsets, pixel)) labels[pixel] = proposed[pixel]!;
      }
      for (let i = 0; i < size; i++) {
        proposed[wave[i]!] = 0;
        if (labels[wave[i]!] !== 0) reach(flood, wave[i]!, level);
      }
    }
  }
  return takeInside(relief, labels, new Int32Array(markers.length));
}

/** What is flooded, and what water has reached. */
interface Flood {
  readonly levels: Uint8Array;
  readonly seen: Uint8Array;
  readonly waiting: Stacks;
  readonly offsets: Int32Array;
}

/** Puts what water reaches from a pixel on the stacks. */
function reach({ levels, seen, waiting, offsets }: Flood, pixel: number, level: number): void {
  for (let k = 0; k < 8; k++) {
    const other = pixel + offsets[k]!;
    if (seen[other] === 1) continue;
    seen[other] = 1;
    const height = levels[other]!;
    push(waiting, height > level ? height : level, other);
  }
}

/** The label that all labelled neighbours have, or 0 if they have several. */
function onlyLabel(labels: Int32Array, offsets: Int32Array, pixel: number): number {
  let only = 0;
  for (let k = 0; k < 8; k++) {
    const label = labels[pixel + offsets[k]!]!;
    if (label === 0 || label === only) continue;
    if (only !== 0) return 0;
    only = label;
  }
  return only;
}

function meetsOther(proposed: Int32Array, offsets: Int32Array, pixel: number): boolean {
  const own = proposed[pixel];
  for (let k = 0; k < 8; k++) {
    const other = proposed[pixel + offsets[k]!]!;
    if (other !== 0 && other !== own) return true;
  }
  return false;
}

/** Thrice the distance to the nearest pixel of a mask, in steps of 3 to the sides and 4 along diagonals (Borgefors 1986); at most 255. */
export function chamferDistance({ width, height, values }: Bytes): Bytes {
  const out = values.map(value => (value === 0 ? 255 : 0));
  // The second sweep is the first one on the picture turned by 180°.
  for (const turn of [1, -1]) {
    for (let i = 0; i < out.length; i++) {
      const pixel = turn === 1 ? i : out.length - 1 - i;
      const x = i % width;
      if (x > 0) relax(out, pixel, pixel - turn, 3);
      if (i < width) continue;
      relax(out, pixel, pixel - turn * width, 3);
      if (x > 0) relax(out, pixel, pixel - turn * (width + 1), 4);
      if (x < width - 1) relax(out, pixel, pixel - turn * (width - 1), 4);
    }
  }
  return { width, height, values: out };
}

function relax(distances: Uint8Array, pixel: number, other: number, step: number): void {
  const through = distances[other]! + step;
  if (through < distances[pixel]!) distances[pixel] = through;
}
