import { RefoldError } from '../error.ts';
import type { NdArray } from '../ndarray.ts';
import { type Fail, readBytes } from './bytes.ts';
import { DTYPES } from './dtypes.ts';
import { quoted } from './pickle.ts';
import type { StateDict } from './state-dict.ts';
import { readLegacy } from './torch-legacy.ts';
import { StoredTensor, type TorchContents, toArray, torchReferents } from './torch-tensors.ts';
import { isZip, readZipped } from './torch-zip.ts';

/** Entries of a training checkpoint that may hold the state dict. */
const NESTED = ['state_dict', 'model'];
/**
 * Most values of all tensors together: so many for each byte of the file, or this many if that is more. Views of one
 * value may claim any size.
 */
const VALUES_PER_BYTE = 4;
const VALUES_AT_LEAST = 2 ** 20;

/**
 * Reads a file that `torch.save` made of a state dict, in the zip format (torch 1.6 on) or the legacy one. Of a
 * checkpoint that holds a state dict as `state_dict` or `model`, that is taken; entries that are no tensors are passed
 * over. Nothing is executed: a file that refers to anything but tensors and plain values is refused, by the name of what
 * it refers to. Doubles stay float64; floats, halves, bfloat16, shorts, chars, bytes and booleans become float32; ints
 * and longs float64. A legacy file has no checksum: altered numbers in it go unseen.
 * @throws RefoldError naming the file and what is wrong with it, whatever its bytes are
 */
export const readTorch = (path: string): StateDict => decodeTorch(readBytes(path), path);

/** As `readTorch`, of the content `file`; `path` is for errors. */
export function decodeTorch(file: Uint8Array, path: string): StateDict {
  const fail = (what: string): never => {
    throw new RefoldError(`${path} is not a valid PyTorch file: ${what}. Delete it and save or download it again.`);
  };
  const referents = torchReferents(path, fail);
  const contents = isZip(file) ? readZipped(file, referents, fail) : readLegacy(file, referents, fail);
  const tensors = namedTensors(contents.top);
  if (tensors.size === 0) {
    throw new RefoldError(
      `${path} holds no tensors by name. In PyTorch, save a state dict: torch.save(model.state_dict(), path).`,
    );
  }
  const most = Math.max(VALUES_AT_LEAST, VALUES_PER_BYTE * file.length);
  let values = 0;
  const arrays = new Map<string, NdArray>();
  for (const [name, tensor] of tensors) {
    values += tensor.size;
    if (values > most) fail(`its tensors claim more than ${most} values, too many for its ${file.length} bytes`);
    const bytes = wholeStorage(tensor, contents, fail);
    arrays.set(name, toArray(tensor, bytes) ?? fail(`tensor ${quoted(name)} has integers beyond 2^53`));
  }
  return arrays;
}

function wholeStorage({ storage }: StoredTensor, { bytesOf }: TorchContents, fail: Fail): Uint8Array {
  const bytes = bytesOf(storage);
  const needed = storage.whole * DTYPES[storage.dtype].bytes;
  return bytes.length < needed
    ? fail(`its storage ${quoted(storage.key)} has ${bytes.length} bytes, not ${needed} (truncated)`)
    : bytes;
}

function namedTensors(top: unknown): ReadonlyMap<string, StoredTensor> {
  if (!(top instanceof Map)) return new Map();
  for (const key of NESTED) {
    const inner = tensorsIn(top.get(key));
    if (inner.size > 0) return inner;
  }
  return tensorsIn(top);
}

function tensorsIn(dict: unknown): ReadonlyMap<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  if (!(dict instanceof Map)) return tensors;
  for (const [name, value] of dict) {
    if (typeof name === 'string' && value instanceof StoredTensor) tensors.set(name, value);
  }
  return tensors;
}
