/** Morphology of grids of bytes with 8-connected neighbours. Nothing lies beyond the edge of a grid. */
import {
  borderedLength,
  borderOnly,
  fillInside,
  neighbourOffsets,
  rowStart,
  strideOf,
  takeInside,
} from './bordered.ts';

/** A byte for each pixel; masks are 0 and 1. */
export interface Bytes {
  readonly width: number;
  readonly height: number;
  /** [height, width] */
  readonly values: Uint8Array;
}

/** A positive label for each pixel, 1 to `count`; 0 has a meaning of its own or none. */
export interface Labels {
  /** [height, width] */
  readonly labels: Int32Array;
  readonly count: number;
}

/** The least value within a square of side 2 · reach + 1 about each pixel. */
export function eroded({ width, height, values }: Bytes, reach: number): Bytes {
  const along = Uint8Array.from(values);
  for (let k = 1; k <= Math.min(reach, width - 1); k++) {
    for (let row = 0; row < values.length; row += width) {
      keepLeast(along, row, values, row + k, width - k);
      keepLeast(along, row + k, values, row, width - k);
    }
  }
  const out = Uint8Array.from(along);
  for (let k = 1; k <= Math.min(reach, height - 1); k++) {
    keepLeast(out, 0, along, k * width, (height - k) * width);
    keepLeast(out, k * width, along, 0, (height - k) * width);
  }
  return { width, height, values: out };
}

/** Of `count` values of `least` from place `to` on and of `values` from place `from` on: keeps the smaller one of each two. */
function keepLeast(least: Uint8Array, to: number, values: Uint8Array, from: number, count: number): void {
  for (let i = 0; i < count; i++) {
    const difference = values[from + i]! - least[to + i]!;
    // All bits of a negative number's sign: without a branch, which texture would make a guess each time.
    least[to + i]! += difference & (difference >> 31);
  }
}

/** The greatest value within a square of side 2 · reach + 1 about each pixel. */
export const dilated = (grid: Bytes, reach: number): Bytes => complement(eroded(complement(grid), reach));

/** 255 − value. */
function complement({ width, height, values }: Bytes): Bytes {
  const out = new Uint8Array(values.length);
  for (let pixel = 0; pixel < out.length; pixel++) out[pixel] = 255 - values[pixel]!;
  return { width, height, values: out };
}

/** Opening by reconstruction: bright details that a square of side 2 · reach + 1 doesn't fit in are levelled; edges of others stay. */
export const openedByReconstruction = (grid: Bytes, reach: number): Bytes => reconstructed(eroded(grid, reach), grid);

/** Closing by reconstruction: the same for dark details. */
export const closedByReconstruction = (grid: Bytes, reach: number): Bytes =>
  complement(openedByReconstruction(complement(grid), reach));

/**
 * Reconstruction by dilation of `marker` under `mask` (marker ≤ mask): each pixel gets the greatest value with which a path from some pixel
 * of the marker reaches it. Levels are settled from the highest downwards, each pixel once (Robinson & Whelan 2004).
 */
export function reconstructed(marker: Bytes, mask: Bytes): Bytes {
  const length = borderedLength(marker);
  const values = fillInside(marker, marker.values, new Uint8Array(length));
  const limits = fillInside(mask, mask.values, new Uint8Array(length));
  // The border counts as settled, so it is never reached.
  const settled = borderOnly(marker);
  const waiting = emptyStacks(length, 256);
  for (let pixel = 0; pixel < length; pixel++) if (settled[pixel] === 0) push(waiting, values[pixel]!, pixel);
  const reached = emptyStacks(length, 256);
  const offsets = neighbourOffsets(strideOf(marker));
  for (let level = 255; level >= 0; level--) {
    for (;;) {
      const fresh = pop(reached, level);
      const pixel = fresh >= 0 ? fresh : pop(waiting, level);
      if (pixel < 0) break;
      if (fresh < 0 && settled[pixel] === 1) continue;
      settled[pixel] = 1;
      for (let k = 0; k < 8; k++) {
        const other = pixel + offsets[k]!;
        if (settled[other] === 1) continue;
        settled[other] = 1;
        const limit = limits[other]!;
        const value = limit < level ? limit : level;
        values[other] = value;
        push(reached, value, other);
      }
    }
  }
  return { ...marker, values: takeInside(marker, values, new Uint8Array(marker.values.length)) };
}

/** For each level a stack of pixels; a pixel is on one stack at most. */
export interface Stacks {
  readonly top: Int32Array;
  readonly below: Int32Array;
}

/** Stacks without pixels. */
export const emptyStacks = (pixels: number, levels: number): Stacks => ({
  top: new Int32Array(levels).fill(-1),
  below: new Int32Array(pixels),
});

/** Puts a pixel on the stack of a level. */
export function push({ top, below }: Stacks, level: number, pixel: number): void {
  below[pixel] = top[level]!;
  top[level] = pixel;
}

/** Takes a pixel from the stack of a level, or returns −1 if there is none. */
function pop({ top, below }: Stacks, level: number): number {
  const pixel = top[level]!;
  if (pixel >= 0) top[level] = below[pixel]!;
  return pixel;
}

/** Connected components of equal value, numbered from 1 in the order in which rows meet them. */
export function plateaus({ width, height, values }: Bytes): Labels {
  // Each pixel points to an earlier one of its component, its first pixel to itself (Hoshen & Kopelman 1976).
  const parent = new Int32Array(values.length);
  for (let y = 0, pixel = 0; y < height; y++) {
    for (let x = 0; x < width; x++, pixel++) {
      const value = values[pixel];
      let root = pixel;
      if (x > 0 && values[pixel - 1] === value) root = firstOf(parent, pixel - 1);
      if (y > 0) {
        for (let above = x > 0 ? pixel - width - 1 : pixel - width; above <= pixel - width + 1; above++) {
          if (values[above] !== value || (x === width - 1 && above === pixel - width + 1)) continue;
          const other = firstOf(parent, above);
          if (other < root) {
            parent[root] = other;
            root = other;
          } else parent[other] = root;
        }
      }
      parent[pixel] = root;
    }
  }
  // Pixels before this one have their label already, in the place of what they pointed to.
  let count = 0;
  for (let pixel = 0; pixel < parent.length; pixel++) {
    const earlier = parent[pixel]!;
    parent[pixel] = earlier === pixel ? ++count : parent[earlier]!;
  }
  return { labels: parent, count };
}

/** The first pixel of a component as known so far; paths to it are shortened on the way. */
function firstOf(parent: Int32Array, pixel: number): number {
  let at = pixel;
  while (parent[at] !== at) {
    parent[at] = parent[parent[at]!]!;
    at = parent[at]!;
  }
  return at;
}

/** A mask of the plateaus that no neighbour exceeds. */
export function regionalMaxima(grid: Bytes): Bytes {
  const { labels, count } = plateaus(grid);
  const values = fillInside(grid, grid.values, new Uint8Array(borderedLength(grid)));
  const offsets = neighbourOffsets(strideOf(grid));
  const exceeded = new Uint8Array(count + 1);
  for (let y = 0, pixel = 0; y < grid.height; y++) {
    for (let x = 0, at = rowStart(grid, y); x < grid.width; x++, at++, pixel++) {
      const value = values[at]!;
      for (let k = 0; k < 8; k++) if (values[at + offsets[k]!]! > value) exceeded[labels[pixel]!] = 1;
    }
  }
  const maxima = new Uint8Array(labels.length);
  for (let pixel = 0; pixel < maxima.length; pixel++) maxima[pixel] = 1 - exceeded[labels[pixel]!]!;
  return { ...grid, values: maxima };
}

/** A mask without its connected components of fewer than `area` pixels. */
export function areaOpened(mask: Bytes, area: number): Bytes {
  const { labels, count } = plateaus(mask);
  const sizes = new Int32Array(count + 1);
  for (let pixel = 0; pixel < labels.length; pixel++) sizes[labels[pixel]!]!++;
  const kept = new Uint8Array(labels.length);
  for (let pixel = 0; pixel < kept.length; pixel++) {
    if (sizes[labels[pixel]!]! >= area) kept[pixel] = mask.values[pixel]!;
  }
  return { ...mask, values: kept };
}

/** Connected components of a mask; 0 outside it. */
export function components(mask: Bytes): Labels {
  const all = plateaus(mask);
  const renumbered = new Int32Array(all.count + 1);
  let count = 0;
  for (let pixel = 0; pixel < mask.values.length; pixel++) {
    const label = all.labels[pixel]!;
    if (mask.values[pixel] === 1 && renumbered[label] === 0) renumbered[label] = ++count;
  }
  for (let pixel = 0; pixel < all.labels.length; pixel++) all.labels[pixel] = renumbered[all.labels[pixel]!]!;
  return { labels: all.labels, count };
}
