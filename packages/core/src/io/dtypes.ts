/**
 * An element type, by its name in safetensors: its width, and how its little-endian bytes become floats (undefined where they can't,
 * exactly).
 */
export interface ElementType {
  readonly bytes: number;
  decode(bytes: Uint8Array): Float32Array | Float64Array | undefined;
}

/**
 * The element types that can be read. Wide integers become float64, everything else that isn't F64 float32: all
 * exactly.
 */
export const DTYPES = {
  F64: { bytes: 8, decode: bytes => new Float64Array(aligned(bytes)) },
  F32: { bytes: 4, decode: bytes => new Float32Array(aligned(bytes)) },
  F16: { bytes: 2, decode: bytes => Float32Array.from(new Uint16Array(aligned(bytes)), halfToFloat) },
  BF16: { bytes: 2, decode: decodeBfloat16 },
  I64: { bytes: 8, decode: decodeInt64 },
  I32: { bytes: 4, decode: bytes => Float64Array.from(new Int32Array(aligned(bytes))) },
  I16: { bytes: 2, decode: bytes => Float32Array.from(new Int16Array(aligned(bytes))) },
  I8: { bytes: 1, decode: bytes => Float32Array.from(new Int8Array(aligned(bytes))) },
  U8: { bytes: 1, decode: bytes => Float32Array.from(bytes) },
  BOOL: { bytes: 1, decode: bytes => Float32Array.from(bytes, byte => Number(byte !== 0)) },
} as const satisfies Record<string, ElementType>;

/** The name of a number format in a safetensors file. */
export type Dtype = keyof typeof DTYPES;

/** Whether a name is that of a known number format. */
export const isDtype = (name: unknown): name is Dtype => typeof name === 'string' && Object.hasOwn(DTYPES, name);

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

/** bfloat16 is the upper half of a float32. */
function decodeBfloat16(bytes: Uint8Array): Float32Array {
  return new Float32Array(Uint32Array.from(new Uint16Array(aligned(bytes)), bits => bits << 16).buffer);
}

function decodeInt64(bytes: Uint8Array): Float64Array | undefined {
  const values = Float64Array.from(new BigInt64Array(aligned(bytes)), Number);
  return values.every(value => Number.isSafeInteger(value)) ? values : undefined;
}
