/** MAT-files as SciPy writes them, and what is told of those that are damaged or of another kind. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type MatArray, readMat } from '../src/data/formats/mat.ts';
import { dataFolder } from '../src/data/index.ts';
import { RefoldError } from '../src/error.ts';
import { u32 } from './support/numbers.ts';

const folder = mkdtempSync(join(tmpdir(), 'refold-mat-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const fixture = (name: string): string => join(import.meta.dirname, 'fixtures', name);
const put = (bytes: Buffer): string => {
  writeFileSync(join(folder, 'a.mat'), bytes);
  return join(folder, 'a.mat');
};

/** All that an array holds: numbers and texts in a list, structs as objects. */
function contentOf(array: MatArray): unknown {
  if (array.kind === 'numbers') return [...array.values];
  if (array.kind === 'text') return array.lines;
  const places = [...Array(array.shape.reduce((a, b) => a * b, 1)).keys()];
  if (array.kind === 'cells') return places.map(i => contentOf(array.at(i)));
  return places.map(i => Object.fromEntries(array.fields.map(field => [field, contentOf(array.at(i, field))])));
}

describe('a MAT-file', () => {
  it.each([
    ['double', [3, 2], [1.5, 3, 5, -2, 4, 6]],
    ['single', [1, 2], [1.5, 2.5]],
    ['int8', [1, 2], [-128, 127]],
    ['uint8', [1, 2], [0, 255]],
    ['int16', [1, 2], [-32_768, 32_767]],
    ['uint16', [1, 2], [0, 65_535]],
    ['int32', [1, 2], [-(2 ** 31), 2 ** 31 - 1]],
    ['uint32', [1, 2], [0, 2 ** 32 - 1]],
    ['int64', [1, 2], [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]],
    ['uint64', [1, 2], [0, Number.MAX_SAFE_INTEGER]],
    ['flags', [1, 2], [1, 0]],
    ['nothing', [0, 0], []],
    [
      'block',
      [2, 3, 4],
      Array.from({ length: 24 }, (_, i) => 12 * (i % 2) + 4 * (Math.floor(i / 2) % 3) + Math.floor(i / 6)),
    ],
    ['word', [1, 5], ['naïve']],
    ['lines', [2, 2], ['ab', 'cd']],
    ['cells', [1, 3], [['a'], [1, 2], [['b']]]],
    ['nested', [1, 1], [{ a: [1], b: [{ c: ['deep'] }] }]],
  ])('has %s of shape %j', (name, shape, content) => {
    const array = readMat(fixture('kinds.mat'), [name])[name]!;
    expect(array.shape).toEqual(shape);
    expect(contentOf(array)).toEqual(content);
  });

  it('may be compressed, and has structs whose fields are structs', () => {
    const { train, test } = readMat(fixture('emotic.mat'), ['train', 'test']);
    expect(contentOf(train)).toMatchObject([
      { filename: ['a.jpg'], image_size: [{ n_col: [640], n_row: [480] }], person: [{ gender: ['Male'] }, {}, {}] },
      { folder: ['framesdb/images'], person: [{ annotations_continuous: [{ valence: [1], dominance: [10] }] }] },
      { person: [] },
    ]);
    expect(contentOf(test)).toMatchObject([
      { person: [{ annotations_categories: [{ categories: [['Peace']] }, { categories: [['Fear'], ['Esteem']] }] }] },
    ]);
  });

  it('may hold what is not read beside what is wanted', () => {
    const [path, of] = [fixture('unread.mat'), String.raw`at byte 0 of what its byte \d+ unpacks to, which isn't read`];
    expect(contentOf(readMat(path, ['number']).number)).toEqual([5]);
    expect(() => readMat(path, ['complex'])).toThrow(new RegExp(`unread\\.mat has an array of complex numbers ${of}`));
    expect(() => readMat(path, ['sparse'])).toThrow(new RegExp(`unread\\.mat has a sparse array ${of}`));
    expect(() => readMat(path, ['large'])).toThrow('numbers are there that take more than 53 bits');
    const text = (content: string) => [u32(1), u32(content.length), Buffer.from(content.padEnd(8, '\0'))];
    const object = Buffer.concat([
      u32(6),
      u32(8),
      u32(17),
      u32(0),
      ...text('table'),
      ...text('MCOS'),
      ...text('table'),
    ]);
    const bytes = readFileSync(fixture('kinds.mat'));
    const beside = put(
      Buffer.concat([bytes.subarray(0, 128), u32(14), u32(object.length), object, bytes.subarray(128)]),
    );
    expect(readMat(beside, ['single']).single.shape).toEqual([1, 2]);
    expect(() => readMat(beside, ['table'])).toThrow("a.mat has an object at its byte 128, which isn't read");
  });

  it('names what it has where a variable or a field is missing', () => {
    expect(() => readMat(fixture('unread.mat'), ['number', 'b', 'c'])).toThrow(
      'lacks the variables b, c. It has complex, sparse, large, number.',
    );
    const { nested } = readMat(fixture('kinds.mat'), ['nested']);
    if (nested.kind !== 'structs') throw new Error(nested.kind);
    expect(() => nested.at(0, 'd')).toThrow(
      /kinds\.mat has structs without the field 'd' at its byte \d+: they have a, b\./,
    );
    expect(() => nested.at(1, 'a')).toThrow(RangeError);
  });
});

describe('a file that is none, or damaged', () => {
  const bytes = readFileSync(fixture('kinds.mat'));
  const alter = (at: number, ...values: readonly number[]): Buffer => {
    const altered = Buffer.from(bytes);
    altered.set(values, at);
    return altered;
  };

  it.each([
    ['text', Buffer.from('valence,arousal\n'.repeat(20)), "isn't a MAT-file of level 5"],
    ['a page', Buffer.from('<!doctype html><title>not found</title>'), 'is an HTML page, not the file itself'],
    ['nothing', Buffer.alloc(0), "isn't a MAT-file of level 5"],
    [
      'of version 7.3',
      Buffer.from('MATLAB 7.3 MAT-file'.padEnd(600)),
      "version 7.3. Save it in MATLAB by save(..., '-v7')",
    ],
    ['big-endian', alter(124, 1, 0, 0x4d, 0x49), 'of a big-endian machine'],
    [
      'cut off',
      bytes.subarray(0, 190),
      'is damaged at its byte 128: an element of 104 bytes is there, where 54 are left (truncated)',
    ],
    [
      'without an array',
      alter(128, 9),
      'is damaged at its byte 128: an element of type 9 is there instead of an array',
    ],
    ['of another shape', alter(160, 4), 'is damaged at its byte 184: 6 numbers are there for a shape of 4×2'],
  ])('%s is refused, and says where', (_, content, message) => {
    const path = put(content);
    expect(() => readMat(path, ['double'])).toThrow(`${path} `);
    expect(() => readMat(path, ['double'])).toThrow(message);
  });

  it('names the byte of what was compressed', () => {
    const packed = readFileSync(fixture('emotic.mat'));
    const path = put(Buffer.from(packed).fill(0xff, 200, 204));
    expect(() => readMat(path, ['train'])).toThrow(
      /a\.mat is damaged at its byte 128: a compressed element can't be unpacked/,
    );
  });

  it('unpacks to no more than a hundred times its size', () => {
    const packed = deflateSync(Buffer.alloc(2 ** 24));
    const path = put(Buffer.concat([bytes.subarray(0, 128), u32(15), u32(packed.length), packed]));
    expect(() => readMat(path, ['double'])).toThrow(
      /is damaged at its byte 128: a compressed element unpacks to more than \d{7} bytes/,
    );
  });

  it('is read or refused with a reason, wherever it is cut off or altered', () => {
    const names = ['double', 'word', 'lines', 'cells', 'nested'] as const;
    const readAll = () => Object.values(readMat(join(folder, 'a.mat'), names)).map(contentOf);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.boolean(), (at, value, cut) => {
        put(cut ? bytes.subarray(0, at) : alter(at, value));
        try {
          readAll();
          expect(cut).toBe(false);
        } catch (error) {
          expect(error).toBeInstanceOf(RefoldError);
        }
      }),
      { numRuns: 400 },
    );
  });
});

const emotion6 = join(dataFolder(), 'emotion-labels/emotion6_pyldl.mat');
const index = join(dataFolder(), 'emotion6/index.csv');
it.skipIf(!existsSync(emotion6) || !existsSync(index))('on disk has the votes of Emotion6 that its table has', () => {
  const { features, labels } = readMat(emotion6, ['features', 'labels']);
  expect([features.shape, labels.shape]).toEqual([
    [1980, 168],
    [1980, 7],
  ]);
  if (labels.kind !== 'numbers') throw new Error(labels.kind);
  const rows = parse(readFileSync(index), { columns: true }) as readonly Readonly<Record<string, string>>[];
  const emotions = ['anger', 'disgust', 'fear', 'joy', 'sadness', 'surprise', 'neutral'];
  for (const [i, row] of rows.entries()) {
    for (const [k, emotion] of emotions.entries()) {
      expect(labels.values[k * 1980 + i], `${emotion} of row ${i}`).toBeCloseTo(Number(row[emotion]), 5);
    }
  }
});
