import { RefoldError } from '../error.ts';
import type { NdArray } from '../ndarray.ts';
import { type ByteSource, type Fail, inMemory, withFile } from './bytes.ts';
import { TOO_WIDE } from './dtypes.ts';
import { quoted, shown } from './quoted.ts';
import { listSkipped, type Skipped } from './skipped.ts';
import { refuseStandIn } from './stand-in.ts';
import type { StateDict } from './state-dict.ts';
import { readLegacy } from './torch-legacy.ts';
import { type Entries, partNamed, ROOT_PART, type TorchPart, torchParts } from './torch-parts.ts';
import { describe, torchReferents } from './torch-referents.ts';
import { StoredTensor, type TorchContents, toArray } from './torch-tensors.ts';
import { readZipped } from './torch-zip.ts';
import { isZip } from './zip.ts';

/**
 * Most values of all tensors together: so many for each byte of the file, or this many if that is more. Views of one
 * value may claim any size, and many views of two values each may have all that lies between them read again and again.
 */
const VALUES_PER_BYTE = 4;
const VALUES_AT_LEAST = 2 ** 25;

/** What a file of `torch.save` holds. */
export interface TorchFile {
  readonly tensors: StateDict;
  /** The keys, joined by dots, under which the state dict stands in what was saved; '.' where that is the state dict. */
  readonly part: string;
  /** As `part`, of the other dicts of tensors by name. */
  readonly others: readonly string[];
  /** Entries that aren't tensors, and tensors that can't be read, in the file's order. */
  readonly skipped: readonly Skipped[];
}

/**
 * Reads a file of any size that `torch.save` made of a state dict, in the zip format (torch 1.6 on) or the legacy one. Of a
 * checkpoint that holds several dicts of tensors, the one named `part` is taken or, without a name, the one of the most usual name:
 * `state_dict`, `model`, ... Nothing is executed: tensors and plain values are
 * made, and of anything else (an `argparse.Namespace`, a NumPy array, `os.system`) no more is known than its name. What isn't a
 * tensor is skipped, as are quantized, sparse and complex tensors and integers beyond 2^53, and listed. Doubles stay float64; integers
 * of 32 and 64 bits become float64; everything else becomes float32. A legacy file has no checksum: altered numbers in it go unseen.
 * @throws RefoldError naming the file and what is wrong with it, whatever its bytes are; for one in which no tensor can be read, for a part that it
 *   lacks, and for parts of which none has a usual name
 */
export const readTorch = (path: string, part?: string): TorchFile => withFile(path, file => decode(file, path, part));

/** As `readTorch`, of the content `file`; `path` is for errors. */
export const decodeTorch = (file: Uint8Array, path: string, part?: string): TorchFile =>
  decode(inMemory(file), path, part);

function decode(file: ByteSource, path: string, part: string | undefined): TorchFile {
  refuseStandIn(path, file);
  const fail = (what: string): never => {
    throw new RefoldError(`${path} is not a valid PyTorch file: ${what}. Delete it and save or download it again.`);
  };
  const refuse = (what: string): never => {
    throw new RefoldError(`${path} can't be read: ${what}.`);
  };
  const referents = torchReferents(fail);
  const contents = (isZip(file) ? readZipped : readLegacy)(file, referents, fail, refuse);
  const { name: taken, dict, others } = chosen(path, contents.top, part);
  const tensors = new Map<string, NdArray>();
  const skipped: Skipped[] = [];
  let valuesLeft = Math.max(VALUES_AT_LEAST, VALUES_PER_BYTE * file.size);
  for (const [name, value] of dict) {
    const array = value instanceof StoredTensor ? arrayOf(value, valuesLeft, contents, fail) : describe(value);
    if (typeof array === 'string' || typeof name !== 'string') {
      skipped.push({ name: nameOf(name), what: typeof array === 'string' ? array : 'tensor without a name' });
      continue;
    }
    valuesLeft -= costOf(value as StoredTensor);
    tensors.set(name, array);
  }
  for (const [name, value] of besides(contents.top, taken)) skipped.push({ name: nameOf(name), what: describe(value) });
  if (tensors.size === 0) {
    const found = contents.top instanceof Map ? listSkipped(skipped) || 'an empty dict' : describe(contents.top);
    throw new RefoldError(
      `${path} holds no tensors by name (found: ${found}). In PyTorch, save a state dict: torch.save(model.state_dict(), path).`,
    );
  }
  return { tensors, part: taken, others, skipped };
}

/** Names of parts that an error lists. */
const MOST_NAMES = 20;

/** The state dict in what was saved, and the names of other dicts of tensors. */
function chosen(path: string, top: unknown, name: string | undefined) {
  const parts = torchParts(top);
  const part = partNamed(parts, name);
  const more = parts.length > MOST_NAMES ? `, and ${parts.length - MOST_NAMES} more` : '';
  const names = `${parts
    .slice(0, MOST_NAMES)
    .map(one => quoted(one.name))
    .join(', ')}${more}`;
  if (part === undefined && name !== undefined) {
    throw new RefoldError(
      `${path} has no dict of tensors '${name}'; ${names === '' ? 'it has none at all' : `it has ${names}`}.`,
    );
  }
  if (part === undefined && parts.length > 1) {
    throw new RefoldError(
      `${path} has ${parts.length} dicts of tensors, ${names}: name the one that is meant (refold import --part).`,
    );
  }
  return {
    name: part?.name ?? ROOT_PART,
    dict: part?.dict ?? (top instanceof Map ? (top as TorchPart['dict']) : new Map<unknown, unknown>()),
    others: parts.flatMap(one => (one === part ? [] : [one.name])),
  };
}

/** What was saved beside a part. */
const besides = (top: unknown, part: string): Entries =>
  part === ROOT_PART || !(top instanceof Map)
    ? []
    : [...top].filter(([name]) => name !== part && name !== part.split('.')[0]);

/** What a tensor takes of the values that may be read: those of its storage that lie between its own are read too. */
const costOf = ({ size, span }: StoredTensor): number => Math.max(size, span);

/** A tensor's values, or what keeps them from being read. */
function arrayOf(tensor: StoredTensor, most: number, contents: TorchContents, fail: Fail): NdArray | string {
  const { storage, size } = tensor;
  if (storage.type.what !== undefined) return storage.type.what;
  if (size > most) return `expanded tensor of ${size} values`;
  if (costOf(tensor) > most) return `tensor of ${size} values that are spread over ${tensor.span}`;
  const bytes = contents.bytesOf(storage);
  const needed = storage.whole * storage.type.bytes;
  if (bytes.size < needed) {
    fail(`its storage ${quoted(storage.key)} has ${bytes.size} bytes, not ${needed} (truncated)`);
  }
  return toArray(tensor, bytes) ?? TOO_WIDE;
}

const nameOf = (name: unknown): string =>
  typeof name === 'string' ? shown(name) : typeof name === 'number' ? `${name}` : `a ${describe(name)}`;
