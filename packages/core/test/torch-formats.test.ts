import { describe, expect, it } from 'vitest';
import { decodeTorch } from '../src/io/torch-file.ts';
import { dict, type FakeStorage, int, legacy, pickle, stateDict, tensor, zipped } from './support/torch-encoder.ts';
import { counter, dense, example, floats, shapesAndValues } from './support/torch-example.ts';

const decode = (file: Uint8Array) => decodeTorch(file, 'a.pt');

describe('the zip format', () => {
  const save = (options: object, storages: FakeStorage[] = [floats, counter]) => zipped(example, storages, options);

  it('may lack checksums', () => {
    expect(shapesAndValues(save({ crc: 0 }))).toEqual(shapesAndValues(save({})));
  });

  it.each([
    ['altered numbers', save({ crc: 77 }), /'byteorder' was altered: its checksum is wrong/],
    ['compressed entries', save({ method: 8 }), /is compressed, which PyTorch never does/],
    ['big-endian numbers', save({ byteOrder: 'big' }), /big-endian/],
    ['a missing storage', save({}, [floats]), /lacks its entry 'data\/1'/],
    ['a short storage', save({}, [{ ...floats, data: floats.data.subarray(4) }, counter]), /has 92 bytes, not 96/],
    [
      'another zip file',
      Buffer.from(save({}).toString('latin1').replaceAll('data.pkl', 'file.xml'), 'latin1'),
      /without a data\.pkl/,
    ],
  ])('names %s', (_, file, message) => {
    expect(() => decode(file)).toThrow(message);
  });

  it('refuses entries that overlap', () => {
    const file = save({});
    const end = file.length - 22;
    file.writeUInt32LE(file.length, file.readUInt32LE(end + 16) + 20);
    expect(() => decode(file)).toThrow(/larger than it is, or overlap/);
  });
});

describe('the legacy format', () => {
  it('has storages that are parts of others', () => {
    const part = tensor(floats, { shape: [2, 2], strides: [1, 2], offset: 1, part: [10, 6] });
    expect(shapesAndValues(legacy(stateDict({ part }), [floats]))).toEqual({
      part: [
        [2, 2],
        [11, 13, 12, 14],
      ],
    });
    const beyond = tensor(floats, { shape: [7], strides: [1], part: [10, 6] });
    expect(() => decode(legacy(stateDict({ beyond }), [floats]))).toThrow(/beyond its storage of 6 elements/);
  });

  it.each([
    ['another protocol', legacy(example, [floats, counter], { protocol: 1002 }), /protocol is not 1001/],
    ['another pickle', pickle(dict({ x: int(1) })), /magic number is missing/],
    ['text', Buffer.from('not a file of PyTorch'), /neither as a zip file nor as a pickle/],
    ['data that no tensor has', legacy(dict({ x: dense }), [floats, counter]), /data for a storage that no tensor has/],
    ['a storage without data', legacy(example, [floats]), /no data for its storage '1'/],
    ['another element count', legacy(example, [{ ...floats, count: 23 }, counter]), /'0' has 23 elements, not 24/],
    [
      'two types of a storage',
      legacy(dict({ x: dense, y: tensor({ ...floats, type: 'Int' }, { shape: [], strides: [] }) }), [floats]),
      /two descriptions/,
    ],
  ])('names %s', (_, file, message) => {
    expect(() => decode(file)).toThrow(message);
  });
});

it.each([
  ['compressed entries', zipped(example, [floats, counter], { method: 8 })],
  ['big-endian numbers', zipped(example, [floats, counter], { byteOrder: 'big' })],
  ['another pickle', pickle(dict({ x: int(1) }))],
  ['text', Buffer.from('not a file of PyTorch')],
])('a file with %s is not called damaged', (_, file) => {
  expect(() => decode(file)).toThrow(/^a\.pt can't be read: /);
});
