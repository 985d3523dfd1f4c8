/** CIFAR's python form: pickled dicts of NumPy arrays, as torchvision keeps them. Re-packed, they are the binary version byte for byte. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RefoldError } from '../../error.ts';
import { writeFileAtomic } from '../../io/atomic.ts';
import { withFile } from '../../io/bytes.ts';
import { byteArray, unpickleArrays } from '../../io/pickled-arrays.ts';
import { digestOf, type SizedFile } from '../fetching/checksum.ts';
import { type Source, unpack } from '../fetching/sources.ts';
import { Unavailable } from '../fetching/unavailable.ts';
import { CIFAR_PIXELS } from './cifar-records.ts';

/** Where the python form is in the data folder, and what becomes of it. */
export interface PythonForm {
  /** The archive's name. */
  readonly archive: string;
  /** The folder that it unpacks to. */
  readonly folder: string;
  /** Its batches, by the files of the binary version that they become. */
  readonly batches: Readonly<Record<string, SizedFile>>;
  /** The lists that become a record's bytes before its pixels, in order. */
  readonly labels: readonly string[];
}

/** The python form, where somebody has put it into the data folder, as an archive or unpacked. Nothing in it is executed. */
export function pythonForm({ archive, folder, batches, labels }: PythonForm): Source {
  const name = `${archive} in the data folder`;
  return {
    name,
    async fetch(work, { folder: data = '', onProgress }) {
      const todo = Object.entries(batches);
      const wanted = new Set(todo.map(([batch]) => `${folder}/${batch}`));
      const place = await unpacked(join(data, folder), join(data, archive), join(work, folder), work, wanted);
      for (const [i, [batch, file]] of todo.entries()) {
        onProgress?.({ label: `converting ${folder}`, done: i, total: todo.length, unit: 'files' });
        const path = join(place, batch);
        const records = recordsOf(path, labels);
        if (digestOf(records, file.digest) !== file.digest) throw new Unavailable(`${path} isn't the official file`);
        writeFileAtomic(join(work, file.path), records);
      }
      onProgress?.({ label: `converting ${folder}`, done: todo.length, total: todo.length, unit: 'files' });
    },
  };
}

/** The folder of the batches, out of the archive if need be, of which only the `wanted` files are unpacked. */
async function unpacked(
  folder: string,
  archive: string,
  target: string,
  work: string,
  wanted: ReadonlySet<string>,
): Promise<string> {
  if (existsSync(folder)) return folder;
  if (!existsSync(archive)) throw new Unavailable(`neither it nor its folder is there`);
  try {
    await unpack(archive, work, { only: name => wanted.has(name.replace(/^\.\//, '')) });
  } catch (cause) {
    if (cause instanceof RefoldError) throw cause;
    throw new Unavailable(`${archive} can't be unpacked (${(cause as Error).message})`, { cause });
  }
  return target;
}

/**
 * The records of the binary version that a batch holds: for each image its labels, then its pixels, whose order is the same.
 * @throws Unavailable naming the file, when it isn't there, isn't whole or is something else
 */
export function recordsOf(path: string, labels: readonly string[]): Uint8Array {
  const fail = (what: string): never => {
    throw new Unavailable(`${path} isn't a batch of CIFAR's python form: ${what}`);
  };
  if (!existsSync(path)) throw new Unavailable(`there is no ${path}`);
  const batch = withFile(path, file => unpickleArrays(file, fail));
  if (!(batch instanceof Map)) return fail('it holds no dict');
  const images = byteArray(batch.get('data'));
  if (images?.shape.length !== 2 || images.shape[1] !== CIFAR_PIXELS) {
    return fail(`its 'data' is no array of bytes [n, ${CIFAR_PIXELS}]`);
  }
  const count = images.shape[0]!;
  const columns = labels.map(key => {
    const values: unknown = batch.get(key);
    return Array.isArray(values) && values.length === count
      ? (values as readonly number[])
      : fail(`it has no list '${key}' of ${count} labels`);
  });
  const stride = labels.length + CIFAR_PIXELS;
  const records = new Uint8Array(count * stride);
  for (let i = 0; i < count; i++) {
    columns.forEach((values, at) => {
      records[i * stride + at] = values[i]!;
    });
    records.set(images.bytes.subarray(i * CIFAR_PIXELS, (i + 1) * CIFAR_PIXELS), i * stride + labels.length);
  }
  return records;
}
