/** Files of weights from elsewhere, of any format that can be read: which one it is, its first bytes tell. */

import { RefoldError } from '../error.ts';
import { type ByteSource, withFile } from './bytes.ts';
import { isHdf5, readHdf5 } from './hdf5-file.ts';
import { isNetworkFile } from './network-file.ts';
import { readSafetensors, type Safetensors } from './safetensors.ts';
import type { Skipped } from './skipped.ts';
import { refuseStandIn } from './stand-in.ts';
import type { StateDict } from './state-dict.ts';
import { readTorch } from './torch-file.ts';
import { ROOT_PART } from './torch-parts.ts';
import { isZip } from './zip.ts';

/** What a file of weights holds. */
export interface WeightFile {
  readonly format: 'PyTorch' | 'safetensors' | 'HDF5';
  readonly tensors: StateDict;
  /** The keys, joined by dots, of the dict of tensors that was taken; '.' where the file is one. */
  readonly part: string;
  /** As `part`, of the file's other dicts of tensors. */
  readonly others: readonly string[];
  /** What isn't a tensor, or one that can't be read. */
  readonly skipped: readonly Skipped[];
}

/**
 * Reads a file of `torch.save`, a safetensors or an HDF5 file. Of a file with several dicts of tensors (weights and their moving average)
 * the one named `part` is taken; without a name the one of the most usual name.
 * @throws RefoldError naming the file and what is wrong with it, and for a part that it lacks
 */
export async function readWeightFile(path: string, part?: string): Promise<WeightFile> {
  refuseStandIn(path);
  const format = withFile(path, formatOf);
  if (format === undefined) {
    throw new RefoldError(
      `${path} isn't a file of weights that can be read: it begins neither as PyTorch's files do (.pth, .pt) nor as safetensors or HDF5`,
    );
  }
  if (format === 'PyTorch') return { format, ...readTorch(path, part) };
  if (part !== undefined) {
    throw new RefoldError(`${path} is a file of ${format}, which has no parts, so none '${part}'.`);
  }
  const { tensors, skipped } = format === 'HDF5' ? await readHdf5(path) : tensorsAlone(path);
  return { format, tensors, part: ROOT_PART, others: [], skipped };
}

/** What a safetensors file holds that isn't a model file of our own. */
function tensorsAlone(path: string): Safetensors {
  const file = readSafetensors(path);
  if (!isNetworkFile(file.metadata)) return file;
  throw new RefoldError(`${path} is a model file already: the commands that take a model take it as it is.`);
}

/** What a file's first bytes say that it is; undefined where they say nothing. */
function formatOf(file: ByteSource): WeightFile['format'] | undefined {
  const head = Buffer.from(file.slice(0, Math.min(file.size, HEAD)));
  if (isHdf5(file)) return 'HDF5';
  if (isZip(file) || head[0] === PICKLE) return 'PyTorch';
  return head.length === HEAD && head[HEAD - 1] === BRACE ? 'safetensors' : undefined;
}

/** The length of a safetensors file's header, and the header's first byte. */
const HEAD = 9;
const BRACE = 0x7b;
/** The first byte of a pickle of protocol 2 or later, by which PyTorch's legacy format begins. */
const PICKLE = 0x80;
