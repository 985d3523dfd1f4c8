/** Files larger than what Node reads at once (2 GiB), which take no room: their middle is a hole. */
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { writeBytes } from '../src/io/bytes.ts';
import { readSafetensors } from '../src/io/safetensors.ts';
import { readTorch } from '../src/io/torch-file.ts';
import { dict, legacy, list, pickle, stateDict, storage, tensor, text, zipped } from './support/torch-encoder.ts';
import { dense, floats } from './support/torch-example.ts';

const folder = mkdtempSync(join(tmpdir(), 'refold-large-'));
const path = join(folder, 'large');
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes pieces at their places; what lies between them is a hole. */
function writeSparse(size: number, pieces: readonly (readonly [at: number, bytes: Uint8Array])[]): void {
  const file = openSync(path, 'w');
  ftruncateSync(file, size);
  for (const [at, bytes] of pieces) writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
}

const u64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
const GIB = 2 ** 30;
const tail = Float32Array.of(1, 2, 3);
const asBytes = (values: Float32Array) => new Uint8Array(values.buffer);

it('a zip file of PyTorch has an entry beyond 4 GiB', () => {
  // The entries of the file as it would be without the hole, moved behind it: the list of entries says so in 64 bits.
  const gap = 5 * GIB;
  const file = zipped(stateDict({ 'conv.weight': dense }), [floats], { gap });
  writeSparse(gap + file.length, [
    [gap, file],
    [0, file.subarray(0, 4)],
  ]);
  const { tensors } = readTorch(path);
  expect(tensors.get('conv.weight')!.data).toEqual(Float32Array.from({ length: 24 }, (_, i) => i));
});

it('a legacy file of PyTorch has a storage of more than 2 GiB', () => {
  const large = { ...storage('0', 'Float', new Float32Array(0)), count: (3 * GIB) / 4 };
  const small = storage('1', 'Float', tail);
  const state = dict({
    first: tensor(large, { shape: [2], strides: [1] }),
    last: tensor(large, { shape: [3], strides: [1], offset: large.count - 3 }),
    small: tensor(small, { shape: [3], strides: [1] }),
  });
  const head = legacy(state, []).subarray(0, -pickle(list()).length);
  const keys = pickle(list(text('0'), text('1')));
  const begin = head.length + keys.length + 8;
  const end = begin + 3 * GIB;
  writeSparse(end + 8 + 12, [
    [0, Buffer.concat([head, keys, u64(large.count)])],
    [end - 12, asBytes(tail)],
    [end, u64(3)],
    [end + 8, asBytes(tail)],
  ]);
  const { tensors } = readTorch(path);
  expect([...tensors].map(([name, { data }]) => [name, [...data]])).toEqual([
    ['first', [0, 0]],
    ['last', [1, 2, 3]],
    ['small', [1, 2, 3]],
  ]);
});

it('a safetensors file has a tensor beyond 4 GiB', () => {
  // The hole is a tensor of a type that can't be read, and so is passed over.
  const hole = 5 * GIB;
  const header = Buffer.from(
    JSON.stringify({
      hole: { dtype: 'C64', shape: [hole / 8], data_offsets: [0, hole] },
      x: { dtype: 'F32', shape: [3], data_offsets: [hole, hole + 12] },
    }),
  );
  const begin = 8 + header.length;
  writeSparse(begin + hole + 12, [
    [0, Buffer.concat([u64(header.length), header])],
    [begin + hole, asBytes(tail)],
  ]);
  const { tensors, skipped } = readSafetensors(path);
  expect(tensors.get('x')!.data).toEqual(tail);
  expect(skipped).toEqual([{ name: 'hole', what: 'complex numbers, C64' }]);
});

it('more than 2 GiB are written', () => {
  const file = openSync(devNull, 'w');
  expect(() => writeBytes(file, new Uint8Array(2 * GIB + 5))).not.toThrow();
  closeSync(file);
});
