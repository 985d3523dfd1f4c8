/**
 * Fast Fourier transforms of many lines at once, by Stockham's stages: each goes from one array to another, in such an order that no
 * bits are to be reversed, and through memory from front to back.
 */

/** Complex numbers as real and imaginary parts in turns. */
type Complex = Float64Array;

/**
 * Transforms lines that lie side by side in place: value k of line j is complex number `begin` + k · `lines` + j, for `length` values of
 * each. The length is a power of two of at least 4. `scratch` is as large as `values`; what it holds is lost.
 */
export function transformLines(values: Complex, scratch: Complex, begin: number, length: number, lines: number): void {
  let [from, to] = [values, scratch];
  let stride = lines;
  let rest = length;
  for (; rest > 8; rest >>= 2, stride <<= 2) {
    quarter(from, to, begin, rest, stride);
    [from, to] = [to, from];
  }
  // The last stage writes each number where it read one, so it can go to the array that it came from.
  if (rest === 8) eighth(from, values, begin, stride);
  else quarter(from, values, begin, 4, stride);
}

/** A stage that makes four transforms of a quarter of the length of one of `length` values, for `stride` lines side by side. */
function quarter(from: Complex, to: Complex, begin: number, length: number, stride: number): void {
  const twiddles = twiddlesOf(length);
  const side = 2 * stride;
  const quarters = length >> 2;
  const apart = side * quarters;
  for (let k = 0, t = 0, at = 2 * begin, out = at; k < quarters; k++, t += 6, out += 3 * side) {
    const c1 = twiddles[t]!;
    const s1 = twiddles[t + 1]!;
    const c2 = twiddles[t + 2]!;
    const s2 = twiddles[t + 3]!;
    const c3 = twiddles[t + 4]!;
    const s3 = twiddles[t + 5]!;
    for (const end = at + side; at < end; at += 2, out += 2) {
      const r0 = from[at]!;
      const i0 = from[at + 1]!;
      const r1 = from[at + apart]!;
      const i1 = from[at + apart + 1]!;
      const r2 = from[at + 2 * apart]!;
      const i2 = from[at + 2 * apart + 1]!;
      const r3 = from[at + 3 * apart]!;
      const i3 = from[at + 3 * apart + 1]!;
      const evenR = r0 + r2;
      const evenI = i0 + i2;
      const oddR = r1 + r3;
      const oddI = i1 + i3;
      to[out] = evenR + oddR;
      to[out + 1] = evenI + oddI;
      const secondR = evenR - oddR;
      const secondI = evenI - oddI;
      to[out + 2 * side] = secondR * c2 - secondI * s2;
      to[out + 2 * side + 1] = secondR * s2 + secondI * c2;
      // Differences; the odd one is turned by a quarter.
      const acrossR = r0 - r2;
      const acrossI = i0 - i2;
      const turnedR = i1 - i3;
      const turnedI = r3 - r1;
      const firstR = acrossR + turnedR;
      const firstI = acrossI + turnedI;
      to[out + side] = firstR * c1 - firstI * s1;
      to[out + side + 1] = firstR * s1 + firstI * c1;
      const thirdR = acrossR - turnedR;
      const thirdI = acrossI - turnedI;
      to[out + 3 * side] = thirdR * c3 - thirdI * s3;
      to[out + 3 * side + 1] = thirdR * s3 + thirdI * c3;
    }
  }
}

/** The last stage, of transforms of eight values: two of four, of the even and of the odd ones, and the sums and differences of both. */
function eighth(from: Complex, to: Complex, begin: number, stride: number): void {
  const apart = 2 * stride;
  const end = 2 * begin + apart;
  for (let at = 2 * begin; at < end; at += 2) {
    const at1 = at + apart;
    const at2 = at1 + apart;
    const at3 = at2 + apart;
    const at4 = at3 + apart;
    const at5 = at4 + apart;
    const at6 = at5 + apart;
    const at7 = at6 + apart;
    const sum04R = from[at]! + from[at4]!;
    const sum04I = from[at + 1]! + from[at4 + 1]!;
    const dif04R = from[at]! - from[at4]!;
    const dif04I = from[at + 1]! - from[at4 + 1]!;
    const sum26R = from[at2]! + from[at6]!;
    const sum26I = from[at2 + 1]! + from[at6 + 1]!;
    const dif26R = from[at2]! - from[at6]!;
    const dif26I = from[at2 + 1]! - from[at6 + 1]!;
    const sum15R = from[at1]! + from[at5]!;
    const sum15I = from[at1 + 1]! + from[at5 + 1]!;
    const dif15R = from[at1]! - from[at5]!;
    const dif15I = from[at1 + 1]! - from[at5 + 1]!;
    const sum37R = from[at3]! + from[at7]!;
    const sum37I = from[at3 + 1]! + from[at7 + 1]!;
    const dif37R = from[at3]! - from[at7]!;
    const dif37I = from[at3 + 1]! - from[at7 + 1]!;

    const even0R = sum04R + sum26R;
    const even0I = sum04I + sum26I;
    const odd0R = sum15R + sum37R;
    const odd0I = sum15I + sum37I;
    to[at] = even0R + odd0R;
    to[at + 1] = even0I + odd0I;
    to[at4] = even0R - odd0R;
    to[at4 + 1] = even0I - odd0I;

    // A quarter turn of the odd ones.
    const even2R = sum04R - sum26R;
    const even2I = sum04I - sum26I;
    const odd2R = sum15I - sum37I;
    const odd2I = sum37R - sum15R;
    to[at2] = even2R + odd2R;
    to[at2 + 1] = even2I + odd2I;
    to[at6] = even2R - odd2R;
    to[at6 + 1] = even2I - odd2I;

    // An eighth of a turn, and three.
    const even1R = dif04R + dif26I;
    const even1I = dif04I - dif26R;
    const odd1R = (dif15R + dif37I + (dif15I - dif37R)) * Math.SQRT1_2;
    const odd1I = (dif15I - dif37R - (dif15R + dif37I)) * Math.SQRT1_2;
    to[at1] = even1R + odd1R;
    to[at1 + 1] = even1I + odd1I;
    to[at5] = even1R - odd1R;
    to[at5 + 1] = even1I - odd1I;

    const even3R = dif04R - dif26I;
    const even3I = dif04I + dif26R;
    const odd3R = (dif15I + dif37R - (dif15R - dif37I)) * Math.SQRT1_2;
    const odd3I = (dif15R - dif37I + (dif15I + dif37R)) * -Math.SQRT1_2;
    to[at3] = even3R + odd3R;
    to[at3 + 1] = even3I + odd3I;
    to[at7] = even3R - odd3R;
    to[at7 + 1] = even3I - odd3I;
  }
}

const known = new Map<number, Float64Array>();

/** Of each k below a quarter of the length: cosine and sine of −2π k / length, of twice and of thrice that angle. */
function twiddlesOf(length: number): Float64Array {
  const found =
    known.get(length) ??
    Float64Array.from({ length: 1.5 * length }, (_, i) => {
      const angle = (-2 * Math.PI * Math.floor(i / 6) * ((Math.floor(i / 2) % 3) + 1)) / length;
      return i % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
    });
  known.set(length, found);
  return found;
}
