/** What PyTorch's pickles may refer to: tensors, storages and dicts are made; of anything else no more is kept than its name. */
import type { Fail } from './bytes.ts';
import { MOST_ARGUMENTS, Opaque, type Referents, Tuple } from './pickle.ts';
import { quoted, shown } from './quoted.ts';
import { Storage, StoredTensor } from './torch-tensors.ts';
import { STORAGE_TYPES, type StoredType, TENSOR_TYPES } from './torch-types.ts';

/** A storage's class, or a dtype. */
class NamedType {
  readonly name: string;
  readonly type: StoredType;
  constructor(name: string, type: StoredType) {
    this.name = name;
    this.type = type;
  }
}

/** Of all dicts that are made of lists: one list may be used again and again. */
const MOST_ENTRIES = 1_000_000;
/** PyTorch's own limit is 64. */
const MOST_AXES = 64;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isCounts = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.length <= MOST_AXES && value.every(isCount);

type Call = (...args: readonly unknown[]) => unknown;

/** The globals and persistent ids of a state dict. A global that it doesn't need is opaque, under its name. */
export function torchReferents(fail: Fail): Referents {
  let entriesLeft = MOST_ENTRIES;
  const tensor: Call = (...args) => rebuild(args, fail);
  const calls: Readonly<Record<string, Call>> = {
    'collections.OrderedDict': (items = []) => {
      const entries = pairs(items, fail);
      entriesLeft -= entries.length;
      return entriesLeft < 0 ? fail(`its dicts have more than ${MOST_ENTRIES} entries`) : new Map(entries);
    },
    'torch._utils._rebuild_tensor': tensor,
    'torch._utils._rebuild_tensor_v2': (storage, offset, shape, strides, _grad, _hooks, metadata) =>
      isMarked(metadata) ? CONJUGATE : tensor(storage, offset, shape, strides),
    'torch._utils._rebuild_tensor_v3': (storage, offset, shape, strides, _grad, _hooks, dtype, metadata) =>
      isMarked(metadata) ? CONJUGATE : tensor(typed(storage, dtype), offset, shape, strides),
    'torch._utils._rebuild_parameter': parameter => parameter,
    'torch._utils._rebuild_parameter_with_state': parameter => parameter,
    'torch._tensor._rebuild_from_type_v2': (rebuildIt, _type, args) => {
      if (typeof rebuildIt !== 'function' || !(args instanceof Tuple)) return rebuildIt;
      // It never rebuilds what has to be rebuilt so itself; and how deep or long its arguments are is up to the file.
      if (rebuildIt === calls['torch._tensor._rebuild_from_type_v2'])
        return fail('a tensor of it is rebuilt by itself');
      return rebuildIt(...args.items.slice(0, MOST_ARGUMENTS));
    },
    'torch._utils._rebuild_qtensor': () => new Opaque('quantized tensor'),
    'torch._utils._rebuild_sparse_tensor': () => new Opaque('sparse tensor'),
    'torch._utils._rebuild_sparse_csr_tensor': () => new Opaque('sparse tensor'),
    'torch._utils._rebuild_nested_tensor': () => new Opaque('nested tensor'),
    'torch._utils._rebuild_meta_tensor_no_storage': () => new Opaque('tensor without values'),
    'torch.Size': sizes => sizes,
  };
  return {
    global(name) {
      for (const types of [STORAGE_TYPES, TENSOR_TYPES]) {
        if (Object.hasOwn(types, name)) return new NamedType(name, types[name]!);
      }
      return Object.hasOwn(calls, name) ? calls[name] : new Opaque(shown(name));
    },
    persistent: id => storageOf(id, fail),
  };
}

const CONJUGATE = new Opaque('conjugate or negated tensor');
const isMarked = (metadata: unknown): boolean => metadata instanceof Map && metadata.size > 0;

/** An OrderedDict of Python 2 comes as a list of pairs. */
function pairs(items: unknown, fail: Fail): (readonly [unknown, unknown])[] {
  if (!Array.isArray(items)) return fail("one of its dicts is made of what isn't a list");
  return items.map((pair: unknown) => {
    const both: unknown = pair instanceof Tuple ? pair.items : pair;
    return Array.isArray(both) && both.length === 2 ? [both[0], both[1]] : fail('one of its dicts has a broken entry');
  });
}

/**
 * ('storage', type, key, location, elements), in the legacy format with (key, offset, elements) of a view or None. A model that was
 * saved whole has ('module', class, file, source) as well, which stands for its class.
 */
function storageOf(id: unknown, fail: Fail): unknown {
  const [kind, type, key, , whole, view = null] = id instanceof Tuple ? id.items : [];
  if (kind === 'module' && type instanceof Opaque) return type;
  if (kind === 'storage' && type instanceof Opaque) return new Opaque(`tensor of ${type.what}`);
  if (kind !== 'storage' || !(type instanceof NamedType) || typeof key !== 'string' || !isCount(whole)) {
    return fail('one of its storages is not described as PyTorch does');
  }
  if (view === null) return new Storage(key, type.type, whole);
  const [, first, count] = view instanceof Tuple ? view.items : [];
  if (!isCount(first) || !isCount(count) || first + count > whole) {
    return fail(`a view of its storage ${quoted(key)} reaches beyond it`);
  }
  return new Storage(key, type.type, whole, first, count);
}

/** A storage of bytes as one of a dtype. */
function typed(storage: unknown, dtype: unknown): unknown {
  if (dtype instanceof Opaque) return new Opaque(`tensor of ${dtype.what}`);
  return storage instanceof Storage && dtype instanceof NamedType ? storage.as(dtype.type) : undefined;
}

function rebuild([storage, offset, sizes, steps]: readonly unknown[], fail: Fail): StoredTensor | Opaque {
  if (storage instanceof Opaque) return storage;
  const shape = sizes instanceof Tuple ? sizes.items : undefined;
  const strides = steps instanceof Tuple ? steps.items : undefined;
  if (!(storage instanceof Storage) || !isCount(offset) || !isCounts(shape) || !isCounts(strides)) {
    return fail('one of its tensors is not described as PyTorch does');
  }
  const tensor = new StoredTensor(storage, offset, shape, strides);
  const isWithin = tensor.size === 0 || offset + tensor.span <= storage.count;
  return shape.length === strides.length && isWithin
    ? tensor
    : fail(`a tensor of shape [${shape}] reaches beyond its storage of ${storage.count} elements`);
}

/** A value in words, for what isn't a tensor. */
export function describe(value: unknown): string {
  if (value instanceof Opaque) return value.what;
  if (value instanceof StoredTensor) return 'tensor';
  if (value === null) return 'None';
  if (value instanceof Map) return 'dict';
  if (value instanceof Set) return 'set';
  if (value instanceof Tuple) return 'tuple';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof NamedType) return value.name;
  const kinds: Readonly<Record<string, string>> = {
    string: 'text',
    boolean: 'bool',
    number: 'number',
    bigint: 'number',
  };
  return kinds[typeof value] ?? 'object';
}
