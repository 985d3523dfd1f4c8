/** Smaller and larger planes and pictures. */
import { type Picture, type Plane, pictureOf, roundedBytes } from './picture.ts';

/** A plane of another size, each of whose pixels is the mean of what it covers: for any factor, larger too. */
export function resized(plane: Plane, width: number, height: number): Plane {
  if (width === plane.width && height === plane.height) return plane;
  return { width, height, values: covered(plane.values, 1, plane, { width, height }) };
}

/** A picture of another size, in the same way; bytes are rounded. */
export function resizedPicture(picture: Picture, width: number, height: number): Picture {
  const values = covered(picture.pixels, 3, picture, { width, height });
  return pictureOf(width, height, roundedBytes(values));
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Means of what the pixels of size `to` cover: [height, width, channels] as `values`. */
function covered(values: Float32Array | Uint8Array, channels: number, from: Size, to: Size): Float32Array {
  const columns = coverage(from.width, to.width);
  const rows = coverage(from.height, to.height);
  const [wide, narrow] = [from.width * channels, to.width * channels];
  const row = new Float64Array(wide);
  const rowsOfMeans = new Float32Array(from.height * narrow);
  for (let y = 0; y < from.height; y++) {
    row.set(values.subarray(y * wide, (y + 1) * wide));
    for (let channel = 0; channel < channels; channel++) {
      writeMeans(row, channel, channels, columns, rowsOfMeans, y * narrow);
    }
  }
  const out = new Float32Array(to.height * narrow);
  for (let y = 0; y < to.height; y++) {
    for (let k = rows.begin[y]!, at = rows.first[y]! * narrow; k < rows.begin[y + 1]!; k++, at += narrow) {
      addScaled(out, y * narrow, rows.shares[k]!, rowsOfMeans, at, narrow);
    }
  }
  return out;
}

function writeMeans(
  row: Float64Array,
  channel: number,
  channels: number,
  { first, begin, shares }: Coverage,
  out: Float32Array,
  to: number,
): void {
  for (let x = 0, into = to + channel; x < first.length; x++, into += channels) {
    const end = begin[x + 1]!;
    let sum = 0;
    for (let k = begin[x]!, at = first[x]! * channels + channel; k < end; k++, at += channels) {
      sum += shares[k]! * row[at]!;
    }
    out[into] = sum;
  }
}

/** Adds to `count` of `sums` from place `to` on what stands in `values` from place `from` on, times `weight`. */
function addScaled(
  sums: Float32Array,
  to: number,
  weight: number,
  values: Float32Array,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) sums[to + i]! += weight * values[from + i]!;
}

/** Of each of equal parts of a line of pixels: which it covers, and the share of it that each takes. */
interface Coverage {
  /** The first pixel of each part. */
  readonly first: Int32Array;
  /** Where the shares of each part begin, and where those of the last end. */
  readonly begin: Int32Array;
  readonly shares: Float64Array;
}

function coverage(from: number, to: number): Coverage {
  const size = from / to;
  const first = Int32Array.from({ length: to }, (_, part) => Math.floor(part * size));
  const begin = new Int32Array(to + 1);
  const shares: number[] = [];
  for (let part = 0; part < to; part++) {
    const end = (part + 1) * size;
    for (let pixel = first[part]!; pixel < Math.min(from, Math.ceil(end - 1e-9)); pixel++) {
      shares.push((Math.min(end, pixel + 1) - Math.max(part * size, pixel)) / size);
    }
    begin[part + 1] = shares.length;
  }
  return { first, begin, shares: Float64Array.from(shares) };
}
