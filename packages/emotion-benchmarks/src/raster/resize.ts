/** Smaller and larger planes. */
import { type Plane, planeLike } from './picture.ts';

/** A plane of another size, each of whose pixels is the mean of what it covers: for any factor, larger too. */
export function resized(plane: Plane, width: number, height: number): Plane {
  if (width === plane.width && height === plane.height) return plane;
  const columns = coverage(plane.width, width);
  const rows = coverage(plane.height, height);
  const narrow = planeLike({ width, height: plane.height });
  for (let y = 0; y < plane.height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (const [from, weight] of columns[x]!) sum += weight * plane.values[y * plane.width + from]!;
      narrow.values[y * width + x] = sum;
    }
  }
  const out = planeLike({ width, height });
  for (let y = 0; y < height; y++) {
    for (const [from, weight] of rows[y]!) {
      for (let x = 0; x < width; x++) out.values[y * width + x]! += weight * narrow.values[from * width + x]!;
    }
  }
  return out;
}

/** Of each of `to` equal parts of a line of `from` pixels: which it covers, and the share of it that each takes. */
function coverage(from: number, to: number): readonly (readonly (readonly [pixel: number, share: number])[])[] {
  const size = from / to;
  return Array.from({ length: to }, (_, part) => {
    const [begin, end] = [part * size, (part + 1) * size];
    const covered: [number, number][] = [];
    for (let pixel = Math.floor(begin); pixel < Math.min(from, Math.ceil(end - 1e-9)); pixel++) {
      covered.push([pixel, (Math.min(end, pixel + 1) - Math.max(begin, pixel)) / size]);
    }
    return covered;
  });
}
