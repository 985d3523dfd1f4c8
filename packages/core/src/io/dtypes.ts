/**
 * An element type, by its name in safetensors: its width, and how its little-endian bytes become floats (undefined where they can't,
 * exactly).
 */
export interface ElementType {
  readonly bytes: number;
  decode(bytes: Uint8Array): Float32Array | Float64Array | undefined;
}

/**
 * The element types that can be read. Integers of 32 bits and more become float64, everything else that isn't F64 float32: all
 * exactly.
 */
export const DTYPES = {
  F64: { bytes: 8, decode: bytes => new Float64Array(aligned(bytes)) },
  F32: { bytes: 4, decode: bytes => new Float32Array(aligned(bytes)) },
  F16: { bytes: 2, decode: bytes => Float32Array.from(new Uint16Array(aligned(bytes)), halfToFloat) },
  BF16: { bytes: 2, decode: decodeBfloat16 },
  F8_E5M2: { bytes: 1, decode: bytes => Float32Array.from(bytes, byte => halfToFloat(byte << 8)) },
  F8_E4M3: { bytes: 1, decode: bytes => Float32Array.from(bytes, e4m3ToFloat) },
  F8_E8M0: { bytes: 1, decode: bytes => Float32Array.from(bytes, e8m0ToFloat) },
  I64: { bytes: 8, decode: bytes => decodeLong(new BigInt64Array(aligned(bytes))) },
  I32: { bytes: 4, decode: bytes => Float64Array.from(new Int32Array(aligned(bytes))) },
  I16: { bytes: 2, decode: bytes => Float32Array.from(new Int16Array(aligned(bytes))) },
  I8: { bytes: 1, decode: bytes => Float32Array.from(new Int8Array(aligned(bytes))) },
  U64: { bytes: 8, decode: bytes => decodeLong(new BigUint64Array(aligned(bytes))) },
  U32: { bytes: 4, decode: bytes => Float64Array.from(new Uint32Array(aligned(bytes))) },
  U16: { bytes: 2, decode: bytes => Float32Array.from(new Uint16Array(aligned(bytes))) },
  U8: { bytes: 1, decode: bytes => Float32Array.from(bytes) },
  BOOL: { bytes: 1, decode: bytes => Float32Array.from(bytes, byte => Number(byte !== 0)) },
} as const satisfies Record<string, ElementType>;

/** The name of a number format in a safetensors file. */
export type Dtype = keyof typeof DTYPES;

/** Whether a name is that of a number format that can be read. */
export const isDtype = (name: string): name is Dtype => Object.hasOwn(DTYPES, name);

/** Why integers can't be read: float64 doesn't hold them. */
export const TOO_WIDE = 'integers beyond 2^53';

/** A copy of its own, since typed arrays start at multiples of their width. */
const aligned = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

/** IEEE 754 binary16: 1 sign, 5 exponent and 10 fraction bits. */
function halfToFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** 1 sign, 4 exponent and 3 fraction bits, without infinities (Micikevicius et al. 2022, arXiv:2209.05433, table 1). */
function e4m3ToFloat(byte: number): number {
  const sign = byte & 0x80 ? -1 : 1;
  const exponent = (byte >> 3) & 15;
  const fraction = byte & 7;
  if (exponent === 15 && fraction === 7) return Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -9 : sign * (1 + fraction / 8) * 2 ** (exponent - 7);
}

/** A power of two, the scale of a block of narrower numbers (OCP Microscaling Formats, version 1.0, section 5.4.1). */
const e8m0ToFloat = (byte: number): number => (byte === 0xff ? Number.NaN : 2 ** (byte - 127));

/** bfloat16 is the upper half of a float32. */
function decodeBfloat16(bytes: Uint8Array): Float32Array {
  return new Float32Array(Uint32Array.from(new Uint16Array(aligned(bytes)), bits => bits << 16).buffer);
}

function decodeLong(integers: BigInt64Array | BigUint64Array): Float64Array | undefined {
  const values = new Float64Array(integers.length);
  for (const [i, value] of integers.entries()) values[i] = Number(value);
  return values.every(value => Number.isSafeInteger(value)) ? values : undefined;
}
