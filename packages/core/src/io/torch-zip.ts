/** PyTorch's zip format (torch 1.6 on): `name/data.pkl` and, uncompressed, `name/data/0`, `name/data/1`, ... */
import { type ByteSource, checksumOf, type Fail } from './bytes.ts';
import { type Referents, unpickle } from './pickle.ts';
import { quoted } from './quoted.ts';
import type { TorchContents } from './torch-tensors.ts';
import { packedBytes, STORED, type ZipEntry, zipEntries } from './zip.ts';

/** @throws what `fail` throws, for a file that is truncated or altered; what `refuse` throws, for one that PyTorch doesn't make so */
export function readZipped(file: ByteSource, referents: Referents, fail: Fail, refuse: Fail): TorchContents {
  const entries = zipEntries(file, fail);
  const pickle = [...entries.keys()].find(name => /^[^/]+\/data\.pkl$/.test(name));
  if (pickle === undefined) return refuse('it is a zip file, but not of torch.save: it is without a data.pkl');
  const prefix = pickle.slice(0, pickle.indexOf('/') + 1);
  const content = (name: string): ByteSource => {
    const entry = entries.get(prefix + name);
    return entry === undefined
      ? fail(`it lacks its entry ${quoted(name)}`)
      : contentOf(file, name, entry, fail, refuse);
  };
  if (entries.has(`${prefix}byteorder`) && textOf(content('byteorder')) !== 'little') {
    return refuse('its numbers are big-endian: save it again on a little-endian machine');
  }
  const checked = new Map<string, ByteSource>();
  return {
    top: unpickle(content('data.pkl'), 0, referents, fail).value,
    bytesOf({ key }) {
      const bytes = checked.get(key) ?? content(`data/${key}`);
      checked.set(key, bytes);
      return bytes;
    },
  };
}

const textOf = (source: ByteSource): string => Buffer.from(source.slice(0, Math.min(source.size, 16))).toString();

function contentOf(file: ByteSource, name: string, entry: ZipEntry, fail: Fail, refuse: Fail): ByteSource {
  if (entry.method !== STORED) {
    return refuse(
      `its entry ${quoted(name)} is compressed, which PyTorch never does: pack it again without compression`,
    );
  }
  const bytes = packedBytes(file, name, entry, fail);
  // PyTorch can be told to compute no checksum, and writes 0
  if (entry.crc !== 0 && checksumOf(bytes) !== entry.crc) {
    return fail(`its entry ${quoted(name)} was altered: its checksum is wrong`);
  }
  return bytes;
}
