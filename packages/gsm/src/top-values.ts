/** The Q largest of N numbers, exactly and without sorting: a radix selection on their bits. */
import { RefoldError } from '@refold/core';

/** The Q-th largest of the values. */
export interface Threshold {
  readonly value: number;
  /** How many are larger; so `count − above` of those that equal it are among the largest. */
  readonly above: number;
}

/** The largest values. */
export interface Selection {
  /** Their indices, ascending. Valid until the next selection. */
  readonly places: Uint32Array<ArrayBuffer>;
  /** The smallest of them. */
  readonly least: number;
}

/** The first digit of a float32 is its sign, exponent and three bits of its fraction; the rest makes two more of ten bits. */
const FIRST_BITS = 12;
const FIRST_SHIFT = 32 - FIRST_BITS;
const FIRST_BINS = 1 << FIRST_BITS;
const LATER_BITS = 10;
const LATER_BINS = 1 << LATER_BITS;
/** The first digit of infinity. Digits above are those of negative values and NaN. */
const INFINITY_DIGIT = 0x7f8;
/** Number of histograms of the first digit: an increment that has to wait for the one before takes three times as long. */
const LANES = 4;

/**
 * Selects the largest of N numbers, all at least 0; the caller writes them into `values`. Such floats have the order of their bits, read as
 * integers. A histogram of their first digits tells in which bin the threshold lies; only candidates in that bin or above are looked at again,
 * digit by digit. All buffers are reused from one selection to the next.
 */
export class TopValues {
  readonly values: Float32Array;
  readonly #bits: Int32Array;
  readonly #first = new Uint32Array(LANES * FIRST_BINS);
  readonly #later = new Uint32Array(LATER_BINS);
  /** Indices; ascending. */
  readonly #candidates: Uint32Array<ArrayBuffer>;

  constructor(length: number) {
    this.values = new Float32Array(length);
    this.#bits = new Int32Array(this.values.buffer);
    this.#candidates = new Uint32Array(length);
  }

  /**
   * The `count`-th largest value.
   * @throws RefoldError for a value that is negative or NaN, and for a count that isn't in 1..N
   */
  threshold(count: number): Threshold {
    const { least, above } = this.#search(count);
    return { value: floatOf(least), above };
  }

  /**
   * Exactly `count` values, the largest; of equal ones the first.
   * @throws RefoldError as `threshold`
   */
  select(count: number): Selection {
    const { least, above, candidates } = this.#search(count);
    const bits = this.#bits;
    let [n, ties] = [0, count - above];
    for (const i of candidates) {
      const own = bits[i]!;
      if (own > least || (own === least && ties-- > 0)) candidates[n++] = i;
    }
    return { places: candidates.subarray(0, count), least: floatOf(least) };
  }

  /** The bits of the threshold, how many values are greater, and indices of values among which all of those are. */
  #search(count: number) {
    const bits = this.#bits;
    if (!(Number.isInteger(count) && count >= 1 && count <= bits.length)) {
      throw new RefoldError(
        `can't select the ${count} largest of ${bits.length} values: the count must be an integer from 1 to ${bits.length}`,
      );
    }
    const first = countFirst(bits, this.#first);
    if (reached(first, 1).bin > INFINITY_DIGIT) {
      throw new RefoldError('TopValues: values must be at least 0, but some are negative or NaN');
    }
    let { bin: prefix, above } = reached(first, count);
    const candidates = atLeast(bits, prefix << FIRST_SHIFT, this.#candidates);
    for (let shift = FIRST_SHIFT - LATER_BITS; shift >= 0; shift -= LATER_BITS) {
      const { bin, above: more } = reached(countLater(bits, candidates, prefix, shift, this.#later), count - above);
      prefix = (prefix << LATER_BITS) | bin;
      above += more;
    }
    return { least: prefix, above, candidates };
  }
}

/** How many values have each first digit. */
function countFirst(bits: Int32Array, lanes: Uint32Array): Uint32Array {
  lanes.fill(0);
  const whole = bits.length - (bits.length % LANES);
  for (let i = 0; i < whole; i += LANES) {
    lanes[bits[i]! >>> FIRST_SHIFT]!++;
    lanes[FIRST_BINS + (bits[i + 1]! >>> FIRST_SHIFT)]!++;
    lanes[2 * FIRST_BINS + (bits[i + 2]! >>> FIRST_SHIFT)]!++;
    lanes[3 * FIRST_BINS + (bits[i + 3]! >>> FIRST_SHIFT)]!++;
  }
  for (let i = whole; i < bits.length; i++) lanes[bits[i]! >>> FIRST_SHIFT]!++;
  for (let at = FIRST_BINS; at < lanes.length; at++) lanes[at % FIRST_BINS]! += lanes[at]!;
  return lanes.subarray(0, FIRST_BINS);
}

/** Of the candidates whose bits begin with the prefix, how many have each next digit. */
function countLater(
  bits: Int32Array,
  candidates: Uint32Array,
  prefix: number,
  shift: number,
  bins: Uint32Array,
): Uint32Array {
  bins.fill(0);
  for (let c = 0; c < candidates.length; c++) {
    const digits = bits[candidates[c]!]! >>> shift;
    if (digits >>> LATER_BITS === prefix) bins[digits % LATER_BINS]!++;
  }
  return bins;
}

/**
 * Indices of the values whose bits are at least `bound`. Without a branch, which could not be predicted: every index is
 * written, and the position advances by a sign bit.
 */
function atLeast(bits: Int32Array, bound: number, into: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  let n = 0;
  for (let i = 0; i < bits.length; i++) {
    into[n] = i;
    n += (bound - 1 - bits[i]!) >>> 31;
  }
  return into.subarray(0, n);
}

/** The bin, counted from the last, in which the `count`-th of the binned values lies, and how many lie above it. */
function reached(bins: Uint32Array, count: number): { readonly bin: number; readonly above: number } {
  let [bin, above] = [bins.length - 1, 0];
  while (above + bins[bin]! < count) above += bins[bin--]!;
  return { bin, above };
}

const scratch = new DataView(new ArrayBuffer(4));

function floatOf(bits: number): number {
  scratch.setInt32(0, bits);
  return scratch.getFloat32(0);
}
