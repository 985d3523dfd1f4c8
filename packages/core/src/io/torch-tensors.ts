/** What PyTorch's pickles say of tensors: storages by key, and views of them by offset, sizes and strides. */
import { type NdArray, sizeOf } from '../ndarray.ts';
import type { ByteSource } from './bytes.ts';
import type { StoredType } from './torch-types.ts';

/** A run of elements of one type. `key` names the file's storage; `first` and `count` are the part of it that this is. */
export class Storage {
  readonly key: string;
  readonly type: StoredType;
  /** Elements of the file's storage. */
  readonly whole: number;
  readonly first: number;
  readonly count: number;

  constructor(key: string, type: StoredType, whole: number, first = 0, count = whole) {
    this.key = key;
    this.type = type;
    this.whole = whole;
    this.first = first;
    this.count = count;
  }

  /** The same bytes as elements of another type. */
  as(type: StoredType): Storage {
    const [whole, first, count] = [this.whole, this.first, this.count].map(n =>
      Math.floor((n * this.type.bytes) / type.bytes),
    );
    return new Storage(this.key, type, whole!, first, count);
  }
}

/** A strided view of a storage: element (i, j, ...) is element offset + i·strides[0] + j·strides[1] + ... of it. */
export class StoredTensor {
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];

  constructor(storage: Storage, offset: number, shape: readonly number[], strides: readonly number[]) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }

  /** Number of elements; Infinity where the sizes are absurd. */
  get size(): number {
    return this.shape.includes(0) ? 0 : sizeOf(this.shape);
  }

  /** Number of the storage's elements from the view's first to its last; NaN where a stride is missing. */
  get span(): number {
    if (this.size === 0) return 0;
    return this.shape.reduce((span, n, axis) => span + (n - 1) * (this.strides[axis] ?? Number.NaN), 1);
  }
}

/** What a file of either format holds: the object that was saved, and the bytes of its storages, each whole. */
export interface TorchContents {
  readonly top: unknown;
  readonly bytesOf: (storage: Storage) => ByteSource;
}

/**
 * The tensor's values in row-major order, out of the bytes of its file's whole storage.
 * @returns undefined where its type can't be read, or its integers are beyond 2^53
 */
export function toArray(tensor: StoredTensor, bytes: ByteSource): NdArray | undefined {
  const { storage, offset, shape, strides, size, span } = tensor;
  const { bytes: width, decode } = storage.type;
  const begin = (storage.first + offset) * width;
  const stored = size === 0 ? new Uint8Array(0) : bytes.slice(begin, begin + span * width);
  const isDense = size === 0 || shape.every((n, axis) => n === 1 || strides[axis] === sizeOf(shape.slice(axis + 1)));
  const data = decode?.(isDense ? stored : inOrder(tensor, stored));
  return data === undefined ? undefined : { shape, data };
}

/** The elements of a view in row-major order, of the bytes from its first element to its last. */
function inOrder({ storage, shape, strides, size }: StoredTensor, stored: Uint8Array): Uint8Array {
  const width = storage.type.bytes;
  const ordered = new Uint8Array(size * width);
  const at = shape.map(() => 0);
  for (let to = 0, from = 0; to < size; to++) {
    for (let i = 0; i < width; i++) ordered[to * width + i] = stored[from * width + i]!;
    for (let axis = at.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++at[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      at[axis] = 0;
    }
  }
  return ordered;
}
