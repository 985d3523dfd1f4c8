/** NumPy's files: what NumPy itself wrote, what we write and read back, and whatever else may be in a file. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { RefoldError } from '../src/error.ts';
import { readNpy, writeNpy } from '../src/io/npy.ts';
import { sizeOf } from '../src/ndarray.ts';
import { faultOf } from './support/fault.ts';

const folder = mkdtempSync(join(tmpdir(), 'refold-npy-'));
const path = join(folder, 'array.npy');
afterAll(() => rmSync(folder, { recursive: true }));

const fixture = (name: string): string => join(import.meta.dirname, 'fixtures/npy', `${name}.npy`);

describe("NumPy's own files", () => {
  it.each(['f8', 'f4', 'f2', 'i8', 'i4', 'i2', 'i1', 'u8', 'u4', 'u2', 'u1'])('of %s', type => {
    const { shape, data } = readNpy(fixture(type));
    expect({ shape, data: [...data] }).toEqual({ shape: [2, 3], data: [0, 1, 2, 3, 4, 5] });
    expect(data).toBeInstanceOf(['f8', 'i8', 'i4', 'u8', 'u4'].includes(type) ? Float64Array : Float32Array);
  });

  it.each<[string, readonly number[], readonly number[]]>([
    ['version-1', [2, 3], [0, 1, 2, 3, 4, 5]],
    ['version-2', [2, 3], [0, 1, 2, 3, 4, 5]],
    ['version-3', [2, 3], [0, 1, 2, 3, 4, 5]],
    ['big-endian', [2, 3], [0, 1, 2, 3, 4, 5]],
    ['fortran', [1, 2, 3], [0, 1, 2, 3, 4, 5]],
    ['b1', [2, 3], [0, 0, 0, 1, 1, 1]],
    ['scalar', [], [6]],
    ['empty', [0, 3], []],
  ])('%s', (name, shape, values) => {
    const read = readNpy(fixture(name));
    expect({ shape: read.shape, data: [...read.data] }).toEqual({ shape, data: values });
  });

  it.each([
    ['complex', "its numbers are of the type '<c8'; known are f8, f4,"],
    ['records', "its numbers are of the type [('a', '<f4'), ('b', '<i4')]"],
    ['objects', "its numbers are of the type '|O'"],
  ])('of %s are refused', (name, fault) => {
    expect(() => readNpy(fixture(name))).toThrow(`${fixture(name)} can't be read as a .npy file: ${fault}`);
  });

  it('are what we write, to the byte', () => {
    for (const name of ['f4', 'f8', 'scalar', 'empty']) {
      writeNpy(path, readNpy(fixture(name)));
      expect(readFileSync(path).equals(readFileSync(fixture(name))), name).toBe(true);
    }
  });
});

it('gives back what was written, and leaves no other file', () => {
  const values = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -0));
  const arrays = fc
    .tuple(fc.array(fc.nat(4), { maxLength: 5 }), fc.boolean())
    .chain(([shape, isDouble]) =>
      fc
        .array(values, { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
        .map(data => ({ shape, data: isDouble ? Float64Array.from(data) : Float32Array.from(data) })),
    );
  fc.assert(
    fc.property(arrays, array => {
      writeNpy(path, array);
      expect(readNpy(path)).toEqual(array);
    }),
    { numRuns: 60 },
  );
  expect(readdirSync(folder)).toEqual(['array.npy']);
});

/** A file of version 1 with that header, and bytes after it. */
function written(header: string, bytes = 24): string {
  const text = `${header.padEnd(117)}\n`;
  const file = Buffer.concat([Buffer.from('\x93NUMPY\x01\0\0\0', 'latin1'), Buffer.from(text), Buffer.alloc(bytes)]);
  file.writeUInt16LE(Buffer.byteLength(text), 8);
  writeFileSync(path, file);
  return path;
}
const dict = (shape: string, descr = "'<f4'", order = 'False') =>
  `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }`;

describe('a damaged file', () => {
  it.each([
    [dict('(2, 4)'), 'it has 24 bytes of numbers where its shape, (2, 4), needs 32 (truncated)'],
    [dict('(5,)'), 'it has 4 bytes too many at its end'],
    [dict('(9007199254740991, 9007199254740991)'), 'is of more numbers than can be'],
    [dict('(99999999999999999999,)'), "its header's shape is (99999999999999999999,)"],
    [dict('(6)'), "its header's shape is (6)"],
    [dict('(-6,)'), "its header's shape is (-6,)"],
    [dict('(2 3,)'), "its header's shape is (2 3,)"],
    [dict('(,)'), "its header's shape is (,)"],
    [dict('(2,, 3)'), "its header's shape is (2,, 3)"],
    [dict('(2, 3', "'<f4'"), 'its header is malformed at'],
    [dict('(6,)', "'<f4'", 'None'), 'its header is malformed at'],
    [dict('(6,)', 'False'), 'its numbers are of the type False'],
    [dict('(6,)', "'<f4'", '(1,)'), "its header's fortran_order is (1,)"],
    [dict('(6,)', "'<f3'"), "its numbers are of the type '<f3'"],
    ["{'descr': '<f4', 'shape': (6,), }", "its header has no 'fortran_order'"],
    ["{'descr': '<f4', 'descr': '<f4', }", "its header has 'descr' twice"],
    ["{'order': '<f4', }", "its header has an unknown entry, 'order'"],
    ['[6]', 'its header is not a dict'],
  ])('%s', (header, fault) => {
    expect(() => readNpy(written(header))).toThrow(fault);
  });

  it('with a long run of blanks, is refused at once, in a short text', () => {
    const blanks = ' '.repeat(60_000);
    for (const header of [dict(`(2, 3${blanks}x)`), dict('(6,)', `['${blanks}']`), `{'${'a'.repeat(60_000)}': True}`]) {
      const begin = process.cpuUsage();
      const text = faultOf(() => readNpy(written(header)));
      expect(text.length).toBeLessThan(path.length + 400);
      expect(process.cpuUsage(begin).user / 1e6).toBeLessThan(1); // by a regular expression it took 8 s
    }
  });

  it('of integers that float64 does not hold', () => {
    const file = readFileSync(written(dict('(3,)', "'<i8'")));
    file.writeBigInt64LE(2n ** 60n, file.length - 8);
    writeFileSync(path, file);
    expect(() => readNpy(path)).toThrow('it holds integers beyond 2^53');
  });

  it.each<[string, (file: Buffer) => Buffer, string]>([
    ['another kind', () => Buffer.from('PK and more'), 'it does not begin as one'],
    ['nothing', () => Buffer.alloc(0), 'it does not begin as one'],
    [
      'a later version',
      file => Buffer.concat([file.subarray(0, 6), Buffer.of(4, 0), file.subarray(8)]),
      'its version is 4',
    ],
    ['a part of a header', file => file.subarray(0, 50), 'in the middle (truncated)'],
    [
      'an absurd header',
      file => Buffer.concat([file.subarray(0, 6), Buffer.of(2, 0, 255, 255, 255, 255), file.subarray(10)]),
      'its header claims to be 4294967295 bytes long',
    ],
  ])('of %s', (_, change, fault) => {
    writeFileSync(path, change(readFileSync(fixture('f4'))));
    expect(() => readNpy(path)).toThrow(fault);
  });

  it('whatever its bytes are, is an array or an error of ours', () => {
    const whole = readFileSync(fixture('f4'));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, byte, length) => {
        const file = Buffer.from(whole.subarray(0, length));
        if (at < length) file[at] = byte;
        writeFileSync(path, file);
        try {
          const { shape, data } = readNpy(path);
          expect(data).toHaveLength(sizeOf(shape));
        } catch (error) {
          expect(error).toBeInstanceOf(RefoldError);
        }
      }),
      { numRuns: 200 },
    );
  });
});

it('says which file is not there, or can not be written', () => {
  expect(() => readNpy(join(folder, 'none.npy'))).toThrow('none.npy: there is no such file');
  const array = { shape: [1], data: Float32Array.of(1) };
  expect(() => writeNpy(join(path, 'below.npy'), array)).toThrow(/below\.npy/);
});
