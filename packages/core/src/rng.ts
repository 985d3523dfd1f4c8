/**
 * Seeded random numbers. A stream is named by its seed and the labels it was forked with, so adding a layer
 * or a draw in one place never reshuffles another. The generator is Doty-Humphrey's sfc32 (128 bits of state).
 */
export class Rng {
  readonly #name: string;
  readonly #state: Uint32Array;
  #spare: number | undefined;

  private constructor(name: string) {
    this.#name = name;
    this.#state = hash128(name);
    for (let i = 0; i < 12; i++) this.uint32();
  }

  static seeded(seed: number | string): Rng {
    return new Rng(String(seed));
  }

  /** A stream of its own, the same whatever was drawn from this one before. */
  fork(label: string | number): Rng {
    return new Rng(`${this.#name}/${label}`);
  }

  /** An integer in [0, 2³²). */
  uint32(): number {
    const s = this.#state as unknown as [number, number, number, number];
    const out = (s[0] + s[1] + s[3]) >>> 0;
    s[3] = (s[3] + 1) >>> 0;
    s[0] = s[1] ^ (s[1] >>> 9);
    s[1] = (s[2] + (s[2] << 3)) >>> 0;
    s[2] = ((s[2] << 21) | (s[2] >>> 11)) + out;
    return out;
  }

  /** A number in [low, high), with 53 random bits. */
  uniform(low = 0, high = 1): number {
    const unit = ((this.uint32() >>> 5) * 67_108_864 + (this.uint32() >>> 6)) / 9_007_199_254_740_992;
    return low + (high - low) * unit;
  }

  /** An integer in [0, n), without modulo bias worth speaking of (n far below 2⁵³). */
  int(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** A normal draw, by Marsaglia's polar method. */
  normal(mean = 0, std = 1): number {
    if (this.#spare !== undefined) {
      const value = mean + std * this.#spare;
      this.#spare = undefined;
      return value;
    }
    for (;;) {
      const u = this.uniform(-1, 1);
      const v = this.uniform(-1, 1);
      const s = u * u + v * v;
      if (s === 0 || s >= 1) continue;
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      this.#spare = v * factor;
      return mean + std * u * factor;
    }
  }

  /** A gamma draw of the given shape (> 0) and scale 1, by Marsaglia and Tsang's method. */
  gamma(shape: number): number {
    if (shape < 1) return this.gamma(shape + 1) * this.uniform() ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  /** A beta draw (mixup's mixing weight). */
  beta(a: number, b: number): number {
    const x = this.gamma(a);
    return x / (x + this.gamma(b));
  }

  /** The integers 0..n-1 in random order (Fisher-Yates). */
  permutation(n: number): Uint32Array {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.int(i + 1);
      const kept = order[i]!;
      order[i] = order[j]!;
      order[j] = kept;
    }
    return order;
  }
}

/** Four 32-bit lanes of multiply-xorshift over the name's code units, each from its own constant. */
function hash128(text: string): Uint32Array {
  const lanes = Uint32Array.of(0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x85ebca6b);
  for (let i = 0; i < text.length; i++) {
    for (let lane = 0; lane < 4; lane++) {
      const mixed = Math.imul(lanes[lane]! ^ (text.charCodeAt(i) + lane), 0x01000193 + 2 * lane);
      lanes[lane] = mixed ^ (mixed >>> 15);
    }
  }
  return lanes.map((lane, i) => Math.imul(lane ^ (lane >>> 16), 0x7feb352d) ^ lanes[(i + 1) % 4]!);
}
