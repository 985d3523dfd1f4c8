import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { RefoldError } from '../src/error.ts';
import { readSafetensors, type Safetensors, writeSafetensors } from '../src/io/safetensors.ts';
import { type NdArray, sizeOf } from '../src/ndarray.ts';

const folder = mkdtempSync(join(tmpdir(), 'refold-safetensors-'));
const path = join(folder, 'a.safetensors');
afterAll(() => rmSync(folder, { recursive: true }));

const bits = ({ data }: NdArray): string => Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex');

/** Any bit pattern, so also NaNs with payloads, infinities, subnormals and -0. */
const arbitraryArray: fc.Arbitrary<NdArray> = fc
  .record({ shape: fc.array(fc.nat(3), { maxLength: 4 }), wide: fc.boolean() })
  .chain(({ shape, wide }) => {
    const bytes = sizeOf(shape) * (wide ? 8 : 4);
    return fc.uint8Array({ minLength: bytes, maxLength: bytes }).map(raw => {
      const { buffer } = new Uint8Array(raw);
      return { shape, data: wide ? new Float64Array(buffer) : new Float32Array(buffer) };
    });
  });
const arbitraryName = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('0', '__proto__', 'refold.crc32', '"'));
const arbitraryTensors = fc
  .uniqueArray(fc.tuple(arbitraryName, arbitraryArray), { selector: ([name]) => name, maxLength: 6 })
  .map(entries => new Map(entries.filter(([name]) => name !== '__metadata__')));
const arbitraryMetadata = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), {
  maxKeys: 3,
});

const example = new Map<string, NdArray>([
  ['conv.kernel', { shape: [3, 3, 1, 2], data: Float32Array.from({ length: 18 }, (_, i) => i / 7) }],
  ['bn.mean', { shape: [2], data: Float64Array.of(-0, Number.NaN) }],
  ['step', { shape: [], data: Float32Array.of(12) }],
]);

/** A file as another program might write it: no checksum. */
function writeForeign(header: unknown, data: Uint8Array = new Uint8Array(0)): void {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  writeFileSync(path, Buffer.concat([length, text, data]));
}

describe('safetensors', () => {
  it('round-trips bit for bit', () => {
    fc.assert(
      fc.property(arbitraryTensors, arbitraryMetadata, (tensors, metadata) => {
        writeSafetensors(path, tensors, metadata);
        const back = readSafetensors(path);
        expect([...back.tensors.keys()].sort()).toEqual([...tensors.keys()].sort());
        for (const [name, tensor] of tensors) {
          expect(back.tensors.get(name)!.shape).toEqual(tensor.shape);
          expect(back.tensors.get(name)!.data.constructor).toBe(tensor.data.constructor);
          expect(bits(back.tensors.get(name)!)).toBe(bits(tensor));
        }
        expect({ ...back.metadata }).toEqual({ ...metadata });
      }),
    );
  });

  it('keeps the order of the tensors and aligns the data', () => {
    writeSafetensors(path, example, { step: '3' });
    expect([...readSafetensors(path).tensors.keys()]).toEqual([...example.keys()]);
    const file = readFileSync(path);
    const length = Number(file.readBigUInt64LE());
    const header = JSON.parse(file.toString('utf8', 8, 8 + length)) as Record<string, { data_offsets: number[] }>;
    expect(length % 8).toBe(0);
    expect(header['bn.mean']!.data_offsets).toEqual([0, 16]);
    expect(header['conv.kernel']!.data_offsets).toEqual([16, 88]);
  });

  it('reads the other element types', () => {
    const data = Buffer.alloc(42);
    data.writeBigInt64LE(-3n, 0);
    data.writeInt32LE(-70_000, 8);
    for (const [i, half] of [0x3c00, 0xc000, 0x0001, 0x8000, 0x7c00, 0x7e00].entries())
      data.writeUInt16LE(half, 12 + 2 * i);
    for (const [i, upper] of [0x3f80, 0xc049, 0x7f80].entries()) data.writeUInt16LE(upper, 24 + 2 * i);
    data.set([0, 255, 7, 1, 2, 3, 4, 5, 0xff, 0xfe, 0xff, 2], 30);
    const header = {
      i64: { dtype: 'I64', shape: [1], data_offsets: [0, 8] },
      i32: { dtype: 'I32', shape: [1], data_offsets: [8, 12] },
      f16: { dtype: 'F16', shape: [6], data_offsets: [12, 24] },
      bf16: { dtype: 'BF16', shape: [3], data_offsets: [24, 30] },
      u8: { dtype: 'U8', shape: [2, 4], data_offsets: [30, 38] },
      i16: { dtype: 'I16', shape: [1], data_offsets: [38, 40] },
      i8: { dtype: 'I8', shape: [1], data_offsets: [40, 41] },
      bool: { dtype: 'BOOL', shape: [1], data_offsets: [41, 42] },
    };
    writeForeign(header, data);
    const values = (name: string): number[] => [...readSafetensors(path).tensors.get(name)!.data];
    expect(values('i64')).toEqual([-3]);
    expect(values('i32')).toEqual([-70_000]);
    expect(values('f16')).toEqual([1, -2, 2 ** -24, -0, Number.POSITIVE_INFINITY, Number.NaN]);
    expect(values('bf16')).toEqual([1, -3.140625, Number.POSITIVE_INFINITY]);
    expect(values('u8')).toEqual([0, 255, 7, 1, 2, 3, 4, 5]);
    expect(values('i16')).toEqual([-257]);
    expect(values('i8')).toEqual([-1]);
    expect(values('bool')).toEqual([1]);
  });

  it('refuses a file cut off anywhere', () => {
    writeSafetensors(path, example, { a: 'b' });
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      expect(() => readSafetensors(path), `${length} bytes`).toThrow(RefoldError);
    }
  });

  it('refuses or reads rightly a file with any byte changed', () => {
    writeSafetensors(path, example);
    const whole = readFileSync(path);
    const expected = readSafetensors(path);
    const same = (found: Safetensors): boolean =>
      [...expected.tensors].every(([name, tensor]) => bits(found.tensors.get(name)!) === bits(tensor));
    const at = fc.nat(whole.length - 1);
    fc.assert(
      fc.property(at, fc.integer({ min: 1, max: 255 }), (position, flip) => {
        const altered = Buffer.from(whole);
        altered[position] = altered[position]! ^ flip;
        writeFileSync(path, altered);
        try {
          // Only a change of the checksum's own name goes unseen, and it harms nothing.
          expect(same(readSafetensors(path))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(RefoldError);
          expect((error as Error).message).toContain(path);
        }
      }),
      { numRuns: 1000 },
    );
  });

  const f32 = (begin: number, end: number, shape = [1]): object => ({
    dtype: 'F32',
    shape,
    data_offsets: [begin, end],
  });
  it.each([
    ['bad JSON', '{"a":', 0, /not JSON/],
    ['an array for a header', '[]', 0, /not a JSON object/],
    ['invalid UTF-8', Buffer.from([0x7b, 0xff, 0x7d]).toString('latin1'), 0, /not JSON/],
    ['an overlap', { a: f32(0, 4), b: f32(0, 4) }, 4, /'b' overlaps another/],
    ['a gap', { a: f32(0, 4), b: f32(8, 12) }, 12, /4 bytes before tensor 'b'/],
    ['data outside', { a: f32(0, 4) }, 3, /truncated/],
    ['data left over', { a: f32(0, 4) }, 6, /2 bytes too many/],
    ['a wrong shape', { a: f32(0, 4, [2]) }, 4, /occupies 4 bytes, not 8/],
    ['a huge shape', { a: f32(0, 4, [2 ** 52, 2 ** 52]) }, 4, /occupies/],
    ['negative sizes', { a: f32(0, 4, [-1, -1]) }, 4, /shape \[-1,-1\]/],
    ['reversed offsets', { a: f32(4, 0) }, 4, /occupies -4 bytes/],
    ['a type that is no text', { a: { ...f32(0, 4), dtype: 3 } }, 4, /tensor 'a' has the type 3/],
    ['reversed offsets of an unknown type', { a: { dtype: 'C64', shape: [], data_offsets: [8, 0] } }, 8, /occupies -8/],
    ['a name twice', '{"a":{},"b":{},"\\u0061":{}}', 0, /ambiguous: it has the name 'a' twice/],
    ['a key of a tensor twice', '{"a":{"dtype":"F32","shape":[], "shape" :[1]}}', 0, /the name 'shape' twice/],
    ['a key of the metadata twice', '{"__metadata__":{"k":"}","k":"\\""}}', 0, /the name 'k' twice/],
    ['an entry that is no object', { a: 3 }, 0, /tensor 'a'/],
    ['metadata that is no text', { __metadata__: { a: 3 } }, 0, /__metadata__\.a is not a string/],
  ])('names %s', (_, header, dataBytes, message) => {
    writeForeign(header, new Uint8Array(dataBytes));
    expect(() => readSafetensors(path)).toThrow(message);
    expect(() => readSafetensors(path)).toThrow(path);
    expect(() => readSafetensors(path)).toThrow(/Delete it and/);
  });

  it('keeps the order of the header, where names are numbers too', () => {
    const header = '{"b":@0,4%,"10":@4,8%, "9" : @8,12%,"a\\\\":@12,16%,"\\"":@16,20%,"__proto__":@20,24%,"0":@24,28%}';
    writeForeign(
      header.replaceAll('@', '{"dtype":"F32","shape":[1],"data_offsets":[').replaceAll('%', ']}'),
      new Uint8Array(28),
    );
    expect([...readSafetensors(path).tensors.keys()]).toEqual(['b', '10', '9', 'a\\', '"', '__proto__', '0']);
  });

  it('skips what it cannot read, and says what it is', () => {
    const header = {
      complex: { dtype: 'C64', shape: [1], data_offsets: [0, 8] },
      narrow: { dtype: 'F4', shape: [3], data_offsets: [8, 10] },
      long: { dtype: 'I64', shape: [1], data_offsets: [10, 18] },
      x: { dtype: 'U8', shape: [1], data_offsets: [18, 19] },
    };
    writeForeign(header, new Uint8Array(19).fill(0x7f));
    const { tensors, skipped } = readSafetensors(path);
    expect([...tensors.keys()]).toEqual(['x']);
    expect(skipped).toEqual([
      { name: 'complex', what: 'complex numbers, C64' },
      { name: 'narrow', what: "numbers of type 'F4'" },
      { name: 'long', what: 'integers beyond 2^53' },
    ]);
    const { x: _, ...others } = header;
    writeForeign(others, new Uint8Array(18).fill(0x7f));
    expect(() => readSafetensors(path)).toThrow(
      `${path} holds no tensor that can be read: complex (complex numbers, C64), narrow (`,
    );
  });

  it('reads unsigned integers and floats of 8 bits', () => {
    const types = {
      U64: [8, 24],
      U32: [4, 8],
      U16: [2, 4],
      F8_E5M2: [1, 5],
      F8_E4M3: [1, 5],
      F8_E8M0: [1, 3],
    } as const;
    let at = 0;
    const entries = Object.entries(types).map(([dtype, [width, bytes]]) => {
      at += bytes;
      return [dtype, { dtype, shape: [bytes / width], data_offsets: [at - bytes, at] }] as const;
    });
    const data = Buffer.concat([
      new Uint8Array(BigUint64Array.of(0n, 5n, 2n ** 53n - 1n).buffer),
      new Uint8Array(Uint32Array.of(4_294_967_295, 3_000_000_000).buffer),
      new Uint8Array(Uint16Array.of(65_535, 40_000).buffer),
      Buffer.of(0x3c, 0xc5, 0x7b, 0x01, 0x7c), // 1, -5, the largest, the smallest, infinity
      Buffer.of(0x38, 0xcd, 0x7e, 0x01, 0xff), // 1, -6.5, the largest, the smallest, not a number
      Buffer.of(127, 0, 255),
    ]);
    writeForeign(Object.fromEntries(entries), data);
    const { tensors } = readSafetensors(path);
    expect(Object.fromEntries([...tensors].map(([name, tensor]) => [name, tensor.data]))).toEqual({
      U64: Float64Array.of(0, 5, 2 ** 53 - 1),
      U32: Float64Array.of(4_294_967_295, 3_000_000_000),
      U16: Float32Array.of(65_535, 40_000),
      F8_E5M2: Float32Array.of(1, -5, 57_344, 2 ** -16, Number.POSITIVE_INFINITY),
      F8_E4M3: Float32Array.of(1, -6.5, 448, 2 ** -9, Number.NaN),
      F8_E8M0: Float32Array.of(1, 2 ** -127, Number.NaN),
    });
  });

  it("names a zip file, which may be PyTorch's", () => {
    writeFileSync(path, Buffer.from('PK\u0003\u0004 and so on'));
    expect(() => readSafetensors(path)).toThrow(`${path} isn't a safetensors file but a zip file`);
  });

  it('names an absurd header length and a missing file', () => {
    writeFileSync(path, Buffer.alloc(16, 0xff));
    expect(() => readSafetensors(path)).toThrow(/header claims to be/);
    expect(() => readSafetensors(join(folder, 'none'))).toThrow(/there is no such file/);
  });

  it('refuses to save a tensor whose values do not fill its shape, and leaves the old file', () => {
    writeSafetensors(path, example);
    const bad = new Map([['x', { shape: [3], data: new Float32Array(2) }]]);
    expect(() => writeSafetensors(path, bad)).toThrow(/tensor 'x' of shape \[3\] and 2 values/);
    expect(readSafetensors(path).tensors.size).toBe(3);
  });
});
