/** Morphology of grids of bytes with 8-connected neighbours. Nothing lies beyond the edge of a grid. */

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

/** Writes the 8-connected neighbours of a pixel to `into`, and returns how many they are (8, at edges fewer). */
export function neighboursOf(pixel: number, width: number, height: number, into: Int32Array): number {
  const x = pixel % width;
  const y = (pixel - x) / width;
  const left = x > 0;
  const right = x < width - 1;
  let n = 0;
  if (y > 0) {
    if (left) into[n++] = pixel - width - 1;
    into[n++] = pixel - width;
    if (right) into[n++] = pixel - width + 1;
  }
  if (left) into[n++] = pixel - 1;
  if (right) into[n++] = pixel + 1;
  if (y < height - 1) {
    if (left) into[n++] = pixel + width - 1;
    into[n++] = pixel + width;
    if (right) into[n++] = pixel + width + 1;
  }
  return n;
}

/** The least value within a square of side 2 · reach + 1 about each pixel. */
export function eroded(grid: Bytes, reach: number): Bytes {
  const { width, height } = grid;
  const along = leastAlong(grid.values, width, height, 1, width, reach);
  return { width, height, values: leastAlong(along, height, width, width, 1, reach) };
}

/** The greatest value within a square of side 2 · reach + 1 about each pixel. */
export const dilated = (grid: Bytes, reach: number): Bytes => complement(eroded(complement(grid), reach));

/** 255 − value. */
function complement({ width, height, values }: Bytes): Bytes {
  const out = new Uint8Array(values.length);
  for (let pixel = 0; pixel < out.length; pixel++) out[pixel] = 255 - values[pixel]!;
  return { width, height, values: out };
}

function leastAlong(
  values: Uint8Array,
  length: number,
  lines: number,
  step: number,
  lineStep: number,
  reach: number,
): Uint8Array {
  const out = new Uint8Array(values.length);
  for (let line = 0; line < lines; line++) {
    const start = line * lineStep;
    for (let place = 0; place < length; place++) {
      let least = 255;
      const end = start + Math.min(length - 1, place + reach) * step;
      for (let at = start + Math.max(0, place - reach) * step; at <= end; at += step) {
        if (values[at]! < least) least = values[at]!;
      }
      out[start + place * step] = least;
    }
  }
  return out;
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
  const { width, height } = marker;
  const values = Uint8Array.from(marker.values);
  const settled = new Uint8Array(values.length);
  const waiting = stacks(values, 256);
  const reached = emptyStacks(values.length, 256);
  const near = new Int32Array(8);
  for (let level = 255; level >= 0; level--) {
    for (;;) {
      const fresh = pop(reached, level);
      const pixel = fresh >= 0 ? fresh : pop(waiting, level);
      if (pixel < 0) break;
      if (fresh < 0 && settled[pixel] === 1) continue;
      settled[pixel] = 1;
      const n = neighboursOf(pixel, width, height, near);
      for (let k = 0; k < n; k++) {
        const other = near[k]!;
        if (settled[other] === 1) continue;
        settled[other] = 1;
        const value = Math.min(level, mask.values[other]!);
        values[other] = value;
        push(reached, value, other);
      }
    }
  }
  return { width, height, values };
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

function stacks(levelOf: Uint8Array, levels: number): Stacks {
  const all = emptyStacks(levelOf.length, levels);
  for (let pixel = 0; pixel < levelOf.length; pixel++) push(all, levelOf[pixel]!, pixel);
  return all;
}

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
  const { width, height, values } = grid;
  const { labels, count } = plateaus(grid);
  const exceeded = new Uint8Array(count + 1);
  const near = new Int32Array(8);
  for (let pixel = 0; pixel < values.length; pixel++) {
    const n = neighboursOf(pixel, width, height, near);
    for (let k = 0; k < n; k++) if (values[near[k]!]! > values[pixel]!) exceeded[labels[pixel]!] = 1;
  }
  const maxima = new Uint8Array(values.length);
  for (let pixel = 0; pixel < maxima.length; pixel++) maxima[pixel] = 1 - exceeded[labels[pixel]!]!;
  return { width, height, values: maxima };
}

/** A mask without its connected components of fewer than `area` pixels. */
export function areaOpened(mask: Bytes, area: number): Bytes {
  const { labels, count } = plateaus(mask);
  const sizes = new Int32Array(count + 1);
  for (const label of labels) sizes[label]!++;
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
