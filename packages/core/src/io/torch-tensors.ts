/** What PyTorch's pickles say of tensors: storages by key, and views of them by offset, sizes and strides. */
import { RefoldError } from '../error.ts';
import { type NdArray, sizeOf } from '../ndarray.ts';
import type { Fail } from './bytes.ts';
import { DTYPES, type Dtype } from './dtypes.ts';
import { quoted, type Referents, Tuple } from './pickle.ts';

/** A run of elements of one type. `key` names the file's storage; `first` and `count` are the part of it that this is. */
export class Storage {
  readonly key: string;
  readonly dtype: Dtype;
  /** Elements of the file's storage. */
  readonly whole: number;
  readonly first: number;
  readonly count: number;

  constructor(key: string, dtype: Dtype, whole: number, first = 0, count = whole) {
    this.key = key;
    this.dtype = dtype;
    this.whole = whole;
    this.first = first;
    this.count = count;
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
}

/** What a file of either format holds: the object that was saved, and the bytes of its storages, each whole. */
export interface TorchContents {
  readonly top: unknown;
  readonly bytesOf: (storage: Storage) => Uint8Array;
}

class StorageType {
  readonly dtype: Dtype;
  constructor(dtype: Dtype) {
    this.dtype = dtype;
  }
}

const STORAGE_TYPES: Readonly<Record<string, Dtype>> = {
  'torch.DoubleStorage': 'F64',
  'torch.FloatStorage': 'F32',
  'torch.HalfStorage': 'F16',
  'torch.BFloat16Storage': 'BF16',
  'torch.LongStorage': 'I64',
  'torch.IntStorage': 'I32',
  'torch.ShortStorage': 'I16',
  'torch.CharStorage': 'I8',
  'torch.ByteStorage': 'U8',
  'torch.BoolStorage': 'BOOL',
};

/** Of all dicts that are made of lists: one list may be used again and again. */
const MOST_ENTRIES = 1_000_000;
/** PyTorch's own limit is 64. */
const MOST_AXES = 64;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isCounts = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.length <= MOST_AXES && value.every(isCount);

/** The globals and persistent ids of a state dict; any other global is refused by its name. `path` is for errors. */
export function torchReferents(path: string, fail: Fail): Referents {
  let entriesLeft = MOST_ENTRIES;
  const calls: Readonly<Record<string, (...args: readonly unknown[]) => unknown>> = {
    'collections.OrderedDict': (items = []) => {
      const entries = pairs(items, fail);
      entriesLeft -= entries.length;
      return entriesLeft < 0 ? fail(`its dicts have more than ${MOST_ENTRIES} entries`) : new Map(entries);
    },
    'torch._utils._rebuild_tensor_v2': (storage, offset, shape, strides, _grad, _hooks, metadata) =>
      metadata instanceof Map && metadata.size > 0
        ? fail('one of its tensors is conjugate or negated')
        : rebuild([storage, offset, shape, strides], fail),
    'torch._utils._rebuild_tensor': (...args) => rebuild(args, fail),
    'torch._utils._rebuild_parameter': tensor => tensor,
    'torch.Size': sizes => sizes,
    'torch.device': () => null,
  };
  return {
    global(name) {
      if (Object.hasOwn(STORAGE_TYPES, name)) return new StorageType(STORAGE_TYPES[name]!);
      if (Object.hasOwn(calls, name)) return calls[name];
      throw new RefoldError(
        `${path} is refused: it refers to ${quoted(name)}, and only tensors and plain values are read, since anything ` +
          'else could run code. In PyTorch, save the state dict alone: torch.save(model.state_dict(), path).',
      );
    },
    persistent: id => storageOf(id, fail),
  };
}

/** An OrderedDict of Python 2 comes as a list of pairs. */
function pairs(items: unknown, fail: Fail): (readonly [unknown, unknown])[] {
  if (!Array.isArray(items)) return fail("one of its dicts is made of what isn't a list");
  return items.map((pair: unknown) => {
    const both: unknown = pair instanceof Tuple ? pair.items : pair;
    return Array.isArray(both) && both.length === 2 ? [both[0], both[1]] : fail('one of its dicts has a broken entry');
  });
}

/** ('storage', type, key, location, elements), in the legacy format with (key, offset, elements) of a view or None. */
function storageOf(id: unknown, fail: Fail): Storage {
  const [kind, type, key, , whole, view = null] = id instanceof Tuple ? id.items : [];
  if (kind !== 'storage' || !(type instanceof StorageType) || typeof key !== 'string' || !isCount(whole)) {
    return fail('one of its storages is not described as PyTorch does');
  }
  if (view === null) return new Storage(key, type.dtype, whole);
  const [, first, count] = view instanceof Tuple ? view.items : [];
  if (!isCount(first) || !isCount(count) || first + count > whole) {
    return fail(`a view of its storage ${quoted(key)} reaches beyond it`);
  }
  return new Storage(key, type.dtype, whole, first, count);
}

function rebuild([storage, offset, sizes, steps]: readonly unknown[], fail: Fail): StoredTensor {
  const shape = sizes instanceof Tuple ? sizes.items : undefined;
  const strides = steps instanceof Tuple ? steps.items : undefined;
  if (!(storage instanceof Storage) || !isCount(offset) || !isCounts(shape) || !isCounts(strides)) {
    return fail('one of its tensors is not described as PyTorch does');
  }
  const tensor = new StoredTensor(storage, offset, shape, strides);
  const last = shape.reduce((index, n, axis) => index + (n - 1) * (strides[axis] ?? Number.NaN), offset);
  if (shape.length !== strides.length || (tensor.size > 0 && !(last < storage.count))) {
    return fail(`a tensor of shape [${shape}] reaches beyond its storage of ${storage.count} elements`);
  }
  return tensor;
}

/**
 * The tensor's values in row-major order, out of the bytes of its file's whole storage.
 * @returns undefined where its integers are beyond 2^53
 */
export function toArray(
  { storage, offset, shape, strides, size }: StoredTensor,
  bytes: Uint8Array,
): NdArray | undefined {
  const { bytes: width, decode } = DTYPES[storage.dtype];
  const first = storage.first + offset;
  const isDense = size === 0 || shape.every((n, axis) => n === 1 || strides[axis] === sizeOf(shape.slice(axis + 1)));
  const picked = isDense ? bytes.subarray(first * width, (first + size) * width) : new Uint8Array(size * width);
  if (!isDense) {
    const at = shape.map(() => 0);
    for (let to = 0, from = first; to < size; to++) {
      for (let i = 0; i < width; i++) picked[to * width + i] = bytes[from * width + i]!;
      for (let axis = at.length - 1; axis >= 0; axis--) {
        from += strides[axis]!;
        if (++at[axis]! < shape[axis]!) break;
        from -= strides[axis]! * shape[axis]!;
        at[axis] = 0;
      }
    }
  }
  const data = decode(picked);
  return data === undefined ? undefined : { shape, data };
}
