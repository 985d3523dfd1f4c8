import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { RefoldError } from '../src/error.ts';
import { network } from '../src/init/init.ts';
import { networkFileBytes, readNetwork, readSafetensors, writeNetwork, writeSafetensors } from '../src/io/index.ts';
import { chain, conv, linear } from '../src/layers/build.ts';
import { stringifyLayer } from '../src/layers/json.ts';
import type { Network } from '../src/layers/types.ts';
import type { NdArray } from '../src/ndarray.ts';
import { Rng } from '../src/rng.ts';

const folder = mkdtempSync(join(tmpdir(), 'refold-sparse-'));
const path = join(folder, 'net.safetensors');
afterAll(() => rmSync(folder, { recursive: true }));

const bits = ({ data }: NdArray): string => Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex');

/** A linear layer without bias whose kernel has these numbers. */
const holding = (data: NdArray['data']): Network => ({
  layer: linear(1, { bias: false }),
  input: [data.length],
  params: new Map([['kernel', { shape: [data.length, 1], data }]]),
});

/** Numbers of which most are zero, any bits, some of them -0, with a run of zeros that takes a gap of several bytes. */
const mostlyZero = fc
  .record({
    wide: fc.boolean(),
    places: fc.uniqueArray(fc.nat(3999), { maxLength: 400 }),
    length: fc.integer({ min: 1, max: 4000 }),
    raw: fc.uint8Array({ minLength: 3200, maxLength: 3200 }),
  })
  .map(({ wide, places, length, raw }) => {
    const values = wide ? new Float64Array(raw.slice().buffer) : new Float32Array(raw.slice().buffer);
    const data = wide ? new Float64Array(length) : new Float32Array(length);
    for (const [i, place] of places.entries()) if (place < length) data[place] = i % 7 === 0 ? -0 : values[i]!;
    return data;
  });

const stored = (): string[] => [...readSafetensors(path).tensors.keys()];

/** A kernel of 1,000 numbers, one in `every` not zero. */
const oneIn = (every: number): Float32Array =>
  Float32Array.from({ length: 1000 }, (_, i) => (i % every === every - 1 ? i : 0));

describe('a sparse model file', () => {
  it('gives back every bit', () => {
    fc.assert(
      fc.property(mostlyZero, data => {
        writeNetwork(path, holding(data), { sparse: true });
        const back = readNetwork(path).params.get('kernel')!;
        expect(back.shape).toEqual([data.length, 1]);
        expect(bits(back)).toBe(bits({ shape: [], data }));
      }),
      { numRuns: 200, seed: 20260305 },
    );
  });

  it.each([
    ['far apart', 50, 'kernel/gaps', 1000 / 50],
    ['near each other', 3, 'kernel/bitmap', 1000 / 8],
  ])('takes the smaller of two ways to say where values are: %s', (_, every, name, bytes) => {
    writeNetwork(path, holding(oneIn(every)), { sparse: true });
    expect(stored()).toEqual(['kernel/values', name]);
    expect(readSafetensors(path).tensors.get(name)!.data).toHaveLength(bytes);
  });

  it('leaves dense what would not become smaller, and biases', () => {
    writeNetwork(path, holding(Float32Array.from({ length: 1000 }, (_, i) => i)), { sparse: true });
    expect(stored()).toEqual(['kernel']);
    const net = network(chain({ conv: conv(64, 3, { bias: true }) }), [5, 5, 8], Rng.seeded('sparse'));
    net.params.get('conv.bias')!.data.fill(0);
    net.params.get('conv.kernel')!.data.fill(0, 10);
    writeNetwork(path, net, { sparse: true });
    expect(stored().sort()).toEqual(['conv.bias', 'conv.kernel/gaps', 'conv.kernel/values']);
    const back = readNetwork(path);
    expect({ ...back, params: [...back.params] }).toEqual({ ...net, params: [...net.params] });
  });

  it('has the size that is told, less than a dense one', () => {
    const net = holding(oneIn(50));
    writeNetwork(path, net, { sparse: true });
    expect(networkFileBytes(net, { sparse: true })).toBe(readFileSync(path).length);
    expect(networkFileBytes(net, { sparse: true })).toBeLessThan(networkFileBytes(net) / 4);
  });

  const numbers = (...values: number[]) => ({ shape: [values.length], data: Float32Array.from(values) });
  const bytes = (...values: number[]) => ({ shape: [values.length], data: Uint8Array.from(values) });

  it.each<[string, Record<string, NdArray | ReturnType<typeof bytes>>, RegExp]>([
    ['has no places', { 'kernel/values': numbers(1) }, /'kernel' needs either '\/bitmap' or '\/gaps'/],
    [
      'has both kinds of places',
      { 'kernel/values': numbers(1), 'kernel/gaps': bytes(1), 'kernel/bitmap': bytes(1, 0) },
      /'kernel' needs either/,
    ],
    ['has no values', { 'kernel/gaps': bytes(1) }, /parameter 'kernel' \[12, 1\] is missing/],
    ['has too few values', { 'kernel/values': numbers(1), 'kernel/gaps': bytes(1, 1) }, /1 values for 2 places/],
    ['goes beyond its end', { 'kernel/values': numbers(1), 'kernel/gaps': bytes(12) }, /place beyond its 12 numbers/],
    [
      'goes far beyond its end',
      { 'kernel/values': numbers(1), 'kernel/gaps': bytes(...Array(12).fill(0xff)) },
      /place beyond its 12 numbers/,
    ],
    ['ends within a gap', { 'kernel/values': numbers(1), 'kernel/gaps': bytes(1, 0x80) }, /ends within a gap/],
    ['has a short bitmap', { 'kernel/values': numbers(1), 'kernel/bitmap': bytes(1) }, /bitmap of 1 bytes for 12/],
    ['has a bit too many', { 'kernel/values': numbers(1), 'kernel/bitmap': bytes(0, 16) }, /place beyond its 12/],
    [
      'is there twice',
      { kernel: { shape: [12, 1], data: new Float32Array(12) }, 'kernel/values': numbers(1), 'kernel/gaps': bytes(1) },
      /no layer has the parameters 'kernel\/values', 'kernel\/gaps'/,
    ],
  ])('whose kernel %s is refused', (_, parts, message) => {
    writeNetwork(path, holding(new Float32Array(12)));
    writeSafetensors(path, new Map(Object.entries(parts)), readSafetensors(path).metadata);
    expect(() => readNetwork(path)).toThrow(RefoldError);
    expect(() => readNetwork(path)).toThrow(message);
  });

  it.each([1e6, 1e9])('of %d inputs that is nearly empty asks for no memory', inputs => {
    writeNetwork(path, holding(new Float32Array(12)));
    const empty = new Map<string, NdArray | ReturnType<typeof bytes>>([
      ['kernel/values', numbers()],
      ['kernel/gaps', bytes()],
    ]);
    const wide = { 'refold.layer': stringifyLayer(linear(1000, { bias: false })), 'refold.input': `[${inputs}]` };
    writeSafetensors(path, empty, { ...readSafetensors(path).metadata, ...wide });
    expect(() => readNetwork(path)).toThrow(
      `'kernel' would have ${inputs * 1000} values, where all of this file may have 33554432 more`,
    );
  });

  it('that is cut off anywhere, or has a wrong byte, is refused', () => {
    writeNetwork(path, holding(oneIn(50)), { sparse: true });
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length += 7) {
      writeFileSync(path, whole.subarray(0, length));
      expect(() => readNetwork(path)).toThrow(RefoldError);
    }
    for (let at = whole.indexOf('refold.crc32') + 12; at < whole.length; at += 5) {
      const altered = Buffer.from(whole);
      altered[at]! ^= 1;
      writeFileSync(path, altered);
      expect(() => readNetwork(path), `byte ${at}`).toThrow(RefoldError);
    }
  });
});
