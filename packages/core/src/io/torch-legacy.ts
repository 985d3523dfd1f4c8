/** PyTorch's legacy format (before torch 1.6): five pickles, then each storage's element count and little-endian data. */
import { ByteReader, type ByteSource, type Fail, region } from './bytes.ts';
import { type Referents, unpickle } from './pickle.ts';
import { quoted } from './quoted.ts';
import { Storage, type TorchContents } from './torch-tensors.ts';

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;
/** The first byte of a pickle of protocol 2 or later. */
const PICKLE = 0x80;

/** @throws what `fail` throws, for a file that is truncated or altered; what `refuse` throws, for one of another format */
export function readLegacy(file: ByteSource, referents: Referents, fail: Fail, refuse: Fail): TorchContents {
  if (file.size === 0) return fail('it is empty');
  if (file.slice(0, 1)[0] !== PICKLE) return refuse('it begins neither as a zip file nor as a pickle');
  const storages = new Map<string, Storage>();
  const noting: Referents = {
    ...referents,
    persistent(id) {
      const storage = referents.persistent(id);
      if (storage instanceof Storage) note(storages, storage, fail);
      return storage;
    },
  };
  let at = 0;
  const next = (): unknown => {
    const { value, end } = unpickle(file, at, noting, fail);
    at = end;
    return value;
  };
  if (next() !== MAGIC) return refuse("it is a pickle, but not of torch.save: PyTorch's magic number is missing");
  const protocol = next();
  if (protocol !== PROTOCOL) return refuse(`its protocol is not ${PROTOCOL}`);
  next(); // the sizes of C's types where it was written
  const top = next();
  const keys = next();
  const data = rawData(file, at, keys, storages, fail);
  return {
    top,
    bytesOf: ({ key }) => data.get(key) ?? fail(`it has no data for its storage ${quoted(key)}`),
  };
}

function note(storages: Map<string, Storage>, storage: Storage, fail: Fail): void {
  const known = storages.get(storage.key) ?? storage;
  if (known.type !== storage.type || known.whole !== storage.whole) {
    fail(`its storage ${quoted(storage.key)} has two descriptions`);
  }
  storages.set(storage.key, storage);
}

/** The bytes of each storage, in the order of `keys`, up to the end of the file. */
function rawData(
  file: ByteSource,
  at: number,
  keys: unknown,
  storages: ReadonlyMap<string, Storage>,
  fail: Fail,
): ReadonlyMap<string, ByteSource> {
  if (!Array.isArray(keys)) return fail('the list of its storages is missing');
  const reader = new ByteReader(file, at, fail);
  const data = new Map<string, ByteSource>();
  for (const key of keys) {
    const storage = storages.get(key);
    if (storage === undefined) return fail('it has data for a storage that no tensor has');
    const count = reader.u64();
    if (count !== storage.whole) return fail(`its storage ${quoted(key)} has ${count} elements, not ${storage.whole}`);
    const begin = reader.at;
    reader.skip(count * storage.type.bytes);
    data.set(key, region(file, begin, reader.at));
  }
  const left = file.size - reader.at;
  return left > 0 ? fail(`it has ${left} bytes too many at its end`) : data;
}
