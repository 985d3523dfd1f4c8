/** Arrays of bytes in pickles of NumPy: their raw data is taken as it is, and nothing is executed. */
import { type ByteSource, type Fail, inMemory } from './bytes.ts';
import { Opaque, Stateful, Tuple, unpickle } from './pickle.ts';

/** A NumPy array of unsigned bytes, row-major. */
export interface ByteArray {
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/**
 * Reads a pickle of plain values and arrays of unsigned bytes, as Python 2 or 3 wrote it with any version of NumPy. What is neither
 * comes as `Opaque`, arrays of other types among them.
 * @throws what `fail` throws, for a pickle that is cut off or malformed
 */
export function unpickleArrays(file: ByteSource | Uint8Array, fail: Fail): unknown {
  const source = file instanceof Uint8Array ? inMemory(file) : file;
  const globals = globalsFor(source.size, fail);
  const global = (name: string): unknown => (Object.hasOwn(globals, name) ? globals[name] : new Opaque(name));
  return unpickle(source, 0, { global, persistent: () => null }, fail).value;
}

/** The array that a value of `unpickleArrays` is; undefined if it is none. */
export const byteArray = (value: unknown): ByteArray | undefined =>
  value instanceof PickledArray ? value.array : undefined;

class Dtype extends Stateful {
  readonly name: unknown;
  constructor(name: unknown) {
    super();
    this.name = name;
  }
  /** Byte order and fields, of which bytes have none. */
  setState(): void {}
}

/** What a pickle says of an array, which is put in order when it is asked for: one text may be the data of any number of arrays. */
class PickledArray extends Stateful {
  #described: readonly [shape: unknown, dtype: unknown, isColumnMajor: boolean, data: unknown] | undefined;

  get array(): ByteArray | undefined {
    return this.#described && arrayOf(...this.#described);
  }

  /** (version, shape, dtype, whether it is column-major, data) */
  setState(state: unknown): void {
    const [, shape, dtype, isColumnMajor, data] = state instanceof Tuple ? state.items : [];
    this.describe(shape, dtype, isColumnMajor === true, data);
  }

  describe(shape: unknown, dtype: unknown, isColumnMajor: boolean, data: unknown): void {
    this.#described = [shape, dtype, isColumnMajor, data];
  }
}

/** Python 2 has the data as a text where it happens to be one. */
const bytesOf = (data: unknown): Uint8Array | undefined =>
  typeof data === 'string' ? new TextEncoder().encode(data) : data instanceof Uint8Array ? data : undefined;

function arrayOf(shape: unknown, dtype: unknown, isColumnMajor: boolean, data: unknown): ByteArray | undefined {
  const sizes = shape instanceof Tuple ? shape.items : undefined;
  const bytes = bytesOf(data);
  if (!(dtype instanceof Dtype && dtype.name === 'u1') || sizes === undefined || bytes === undefined) return undefined;
  if (!sizes.every(size => Number.isSafeInteger(size) && (size as number) >= 0)) return undefined;
  const counts = sizes as readonly number[];
  if (counts.reduce((product, size) => product * size, 1) !== bytes.length) return undefined;
  if (!isColumnMajor || counts.length < 2) return { shape: counts, bytes };
  return counts.length === 2 ? { shape: counts, bytes: transposed(bytes, counts[0]!, counts[1]!) } : undefined;
}

/** Row-major bytes of a column-major matrix. */
function transposed(bytes: Uint8Array, rows: number, columns: number): Uint8Array {
  const out = new Uint8Array(bytes.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) out[row * columns + column] = bytes[column * rows + row]!;
  }
  return out;
}

const reconstruct = (): PickledArray => new PickledArray();

/** The form of protocol 5. */
function fromBuffer(data: unknown, dtype: unknown, shape: unknown, order: unknown): PickledArray {
  const made = new PickledArray();
  made.describe(shape, dtype, order === 'F', data);
  return made;
}

/** What the globals of a pickle stand for, in a file of `size` bytes. */
function globalsFor(size: number, fail: Fail): Readonly<Record<string, unknown>> {
  let left = size;
  /** How Python 3 writes bytes in protocol 2: as a text of the characters 0 to 255. Of texts that are used again no more is made than the file has. */
  const encode = (text: unknown, encoding: unknown): unknown => {
    if (typeof text !== 'string' || encoding !== 'latin1') return null;
    left -= text.length;
    return left < 0 ? fail('its texts become more bytes than it has') : Uint8Array.from(Buffer.from(text, 'latin1'));
  };
  return { ...GLOBALS, '_codecs.encode': encode };
}

const GLOBALS: Readonly<Record<string, unknown>> = {
  'numpy.core.multiarray._reconstruct': reconstruct,
  'numpy._core.multiarray._reconstruct': reconstruct,
  'numpy.core.numeric._frombuffer': fromBuffer,
  'numpy._core.numeric._frombuffer': fromBuffer,
  'numpy.dtype': (name: unknown) => new Dtype(name),
};
