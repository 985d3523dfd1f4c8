/** HDF5 files, written here by the same library and (resrep's test has one) elsewhere by h5py. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as hdf5 from 'h5wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RefoldError } from '../src/error.ts';
import { readHdf5 } from '../src/io/hdf5-file.ts';
import { readWeightFile } from '../src/io/weight-file.ts';
import { Rng } from '../src/rng.ts';

const folder = mkdtempSync(join(tmpdir(), 'refold-hdf5-'));
const path = join(folder, 'a.hdf5');
afterAll(() => rmSync(folder, { recursive: true }));

/** The bytes of a file that `fill` fills. */
function bytesOf(fill: (file: hdf5.File) => unknown): Uint8Array {
  const file = new hdf5.File('/made.hdf5', 'w');
  fill(file);
  file.close();
  return hdf5.FS!.readFile('/made.hdf5');
}

async function read(fill: (file: hdf5.File) => unknown) {
  writeFileSync(path, bytesOf(fill));
  return await readHdf5(path);
}

const weights = (file: hdf5.File): unknown =>
  file.create_dataset({ name: 'conv.weight', data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] });

beforeAll(async () => void (await hdf5.ready));

describe('an HDF5 file', () => {
  it('is read by name, with numbers of every type', async () => {
    const { tensors, skipped } = await read(file => {
      weights(file);
      file.create_dataset({ name: 'double', data: Float64Array.of(0.1, -0) });
      file.create_dataset({ name: 'long', data: BigInt64Array.of(-3n, 2n ** 53n - 1n) });
      file.create_dataset({ name: 'byte', data: Uint8Array.of(0, 255) });
      file.create_dataset({ name: 'scalar', data: 1.5 });
      file.create_group('block').create_dataset({ name: 'bias', data: Float32Array.of(7) });
    });
    expect(skipped).toEqual([]);
    expect(Object.fromEntries(tensors)).toEqual({
      'block/bias': { shape: [1], data: Float32Array.of(7) },
      byte: { shape: [2], data: Float32Array.of(0, 255) },
      'conv.weight': { shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
      double: { shape: [2], data: Float64Array.of(0.1, -0) },
      long: { shape: [2], data: Float64Array.of(-3, 2 ** 53 - 1) },
      scalar: { shape: [], data: Float64Array.of(1.5) },
    });
    expect(await readWeightFile(path)).toMatchObject({ format: 'HDF5', part: '.', others: [] });
    await expect(readWeightFile(path, 'ema')).rejects.toThrow("is a file of HDF5, which has no parts, so none 'ema'");
  });

  it('may hold what is no array of numbers: it is listed, and links are not followed out of it', async () => {
    const { tensors, skipped } = await read(file => {
      weights(file);
      file.create_dataset({ name: 'text', data: 'by hand' });
      file.create_dataset({ name: 'wide', data: BigInt64Array.of(2n ** 60n) });
      file.create_external_link('/etc/passwd', '/x', 'outside');
      file.create_soft_link('/nowhere', 'broken');
    });
    expect([...tensors.keys()]).toEqual(['conv.weight']);
    expect(skipped.map(({ name, what }) => `${name}: ${what}`)).toEqual([
      'broken: BrokenSoftLink',
      'outside: ExternalLink',
      'text: no numbers',
      'wide: integers beyond 2^53',
    ]);
  });

  it('whose groups make a circle is refused, as is one without an array', async () => {
    await expect(
      read(file => {
        const inner = file.create_group('inner');
        inner.create_hard_link('/', 'outer');
      }),
    ).rejects.toThrow('its groups are in a circle, or too deep');
    await expect(read(file => file.create_dataset({ name: 'note', data: 'none' }))).rejects.toThrow(
      'holds no array that can be read (found: note (no numbers))',
    );
  });

  it('that is cut off, altered or another file is refused by name, and with a short reason', async () => {
    const bytes = bytesOf(weights);
    writeFileSync(path, bytes.subarray(0, 900));
    await expect(readHdf5(path)).rejects.toThrow(
      /a\.hdf5 is not a valid HDF5 file: the HDF5 library says: truncated file: [^\n]{1,90}\. Delete it/,
    );
    writeFileSync(path, 'text');
    await expect(readHdf5(path)).rejects.toThrow("it doesn't begin as one");
    await expect(readWeightFile(path)).rejects.toThrow("isn't a file of weights that can be read");
  });

  it('is refused or read with some of its bytes changed: nothing else', async () => {
    const bytes = bytesOf(weights);
    const rng = Rng.seeded('hdf5');
    for (let i = 0; i < 300; i++) {
      const altered = Uint8Array.from(bytes);
      for (let changes = 1 + rng.int(3); changes > 0; changes--) altered[rng.int(altered.length)] = rng.int(256);
      writeFileSync(path, altered);
      const error: unknown = await readHdf5(path).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error === undefined || error instanceof RefoldError, String(error)).toBe(true);
    }
  });
});
