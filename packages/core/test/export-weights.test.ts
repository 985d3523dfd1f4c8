/** Parameters in PyTorch's files: names, layouts, and the way back. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selectBackend } from '../src/backend/index.ts';
import { checkExport, EXPORT_FORMATS, passes } from '../src/export/index.ts';
import { toTorchState } from '../src/export/torch/layout.ts';
import { zipOf } from '../src/export/torch/zip.ts';
import { readSafetensors, readTorch } from '../src/io/index.ts';
import { evaluateOnce } from '../src/layers/apply.ts';
import {
  batchNorm,
  chain,
  conv,
  convTranspose,
  flatten,
  linear,
  relu,
  scale,
  spatialLinear,
} from '../src/layers/build.ts';
import type { Layer, Shape } from '../src/layers/types.ts';
import { ndarray } from '../src/ndarray.ts';
import { Rng } from '../src/rng.ts';
import { EXPORT_CASES } from './support/exported.ts';
import { randomNetwork } from './support/random.ts';

const folder = mkdtempSync(join(tmpdir(), 'refold-weights-'));
beforeAll(() => selectBackend('cpu'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The state of a network whose parameters count up from 0, each by itself. */
function counted(
  layer: Layer,
  input: Shape,
): Readonly<Record<string, readonly [readonly number[], readonly number[]]>> {
  const net = randomNetwork(layer, input, Rng.seeded(0));
  const params = new Map([...net.params].map(([path, { shape }]) => [path, ndarray(shape, i => i)]));
  const state = toTorchState({ ...net, params });
  return Object.fromEntries([...state].map(([name, { shape, data }]) => [name, [shape, [...data]]]));
}

describe('in PyTorch', () => {
  it("a convolution's kernel is OIHW", () => {
    // Ours, [1, 2, 2, 2]: column 0: (channel 0: 0 1, channel 1: 2 3), column 1: (4 5, 6 7)
    expect(counted(chain({ conv: conv(2, [1, 2], { bias: true }) }), [3, 3, 2])).toEqual({
      'conv.weight': [
        [2, 2, 1, 2],
        [0, 4, 2, 6, 1, 5, 3, 7],
      ],
      'conv.bias': [[2], [0, 1]],
    });
  });

  it("a transposed convolution's kernel is [in, out, height, width]", () => {
    // Ours, [1, 1, 3, 2], has [out, in] at its only place.
    expect(counted(chain({ up: convTranspose(3, 1) }), [2, 2, 2])).toEqual({
      'up.weight': [
        [2, 3, 1, 1],
        [0, 2, 4, 1, 3, 5],
      ],
    });
  });

  it('a norm has running statistics, and a scale its factor', () => {
    const vector = [[2], [0, 1]];
    expect(counted(chain({ norm: batchNorm(), scale: scale() }), [2])).toEqual({
      'norm.weight': vector,
      'norm.bias': vector,
      'norm.running_mean': vector,
      'norm.running_var': vector,
      'scale.factor': vector,
    });
  });

  it("a linear layer's kernel is [out, in]", () => {
    const expected = {
      'fc.weight': [
        [2, 3],
        [0, 2, 4, 1, 3, 5],
      ],
    };
    expect(counted(chain({ fc: linear(2, { bias: false }) }), [3])).toEqual(expected);
  });

  it('a linear layer reads a flattened map channel by channel, through what changes single numbers', () => {
    // Ours, features of a [1, 2, 2] map: (column, channel) = 00 01 10 11; PyTorch's: (channel, column).
    const layer = chain({
      flat: flatten(),
      act: relu(),
      fc: linear(1, { bias: false }),
      next: linear(1, { bias: false }),
    });
    expect(counted(layer, [1, 2, 2])).toEqual({
      'fc.weight': [
        [1, 4],
        [0, 2, 1, 3],
      ],
      'next.weight': [[1, 1], [0]],
    });
  });

  it('a map of a whole grid is a grouped 1×1 convolution of the flattened grid', () => {
    // [1, 2, 2] to [2, 1, 2] in two groups: group g has rows (column of channel g), columns (row of channel g).
    const layer = chain({ fc: spatialLinear([2, 1, 2], { groups: 2, bias: true }) });
    expect(counted(layer, [1, 2, 2])).toEqual({
      'fc.weight': [
        [4, 2, 1, 1],
        [0, 2, 1, 3, 4, 6, 5, 7],
      ],
      'fc.bias': [[4], [0, 2, 1, 3]],
    });
  });

  it('filters that are normalised at run time are so in the file', () => {
    const net = randomNetwork(chain({ conv: conv(2, 1, { unitNorm: true }) }), [1, 1, 2], Rng.seeded(0));
    net.params.get('conv.kernel')!.data.set([3, 0, 4, 2]);
    EXPORT_FORMATS.pth.write(join(folder, 'unit.pth'), net, {});
    const [first, ...others] = readTorch(join(folder, 'unit.pth')).tensors.get('conv.weight')!.data;
    expect(first).toBeCloseTo(0.6);
    expect(others.map(value => Number(value.toFixed(6)))).toEqual([0.8, 0, 1]);
  });
});

describe.each(['pth', 'safetensors'] as const)('a file of %s', name => {
  const format = EXPORT_FORMATS[name];
  const path = join(folder, `net.${name}`);

  it.each(EXPORT_CASES)('brings back %s', async (_, layer, input) => {
    const net = randomNetwork(layer, input, Rng.seeded('weights'));
    format.write(path, net, {});
    if (net.params.size === 0) return;
    const errors = await checkExport(path, net, format.runtime, evaluateOnce);
    expect(passes(errors!), JSON.stringify(errors)).toBe(true);
  });

  it('holds the very numbers, in float32, and is the same every time', () => {
    const net = randomNetwork(chain({ norm: batchNorm(), fc: linear(70_000) }), [2], Rng.seeded(0));
    format.write(path, net, {});
    const first = readFileSync(path);
    const { tensors } = name === 'pth' ? readTorch(path) : readSafetensors(path);
    expect([...tensors]).toEqual([...toTorchState(net)]);
    format.write(path, net, {});
    expect(readFileSync(path).equals(first)).toBe(true);
    expect(readdirSync(folder).filter(file => file.endsWith('.tmp'))).toEqual([]);
  });
});

it('safetensors say what the images and classes are, and that the layout is PyTorch’s', () => {
  const net = randomNetwork(chain({ fc: linear(2) }), [3], Rng.seeded(0));
  const path = join(folder, 'facts.safetensors');
  EXPORT_FORMATS.safetensors.write(path, { ...net, classNames: ['cat', 'dog'] }, {});
  expect(readSafetensors(path).metadata).toEqual({ format: 'pt', 'refold.classNames': '["cat","dog"]' });
  expect(() => EXPORT_FORMATS.safetensors.write(path, { ...net, classNames: ['cat'] }, {})).toThrow('1 class names');
});

describe('a zip archive', () => {
  it('has its files at multiples of 64 bytes', () => {
    const [a, b] = [Buffer.alloc(100, 'a'), Buffer.alloc(7, 'b')];
    const file = Buffer.from(
      zipOf([
        ['x/first', a],
        ['x/second', b],
      ]),
    );
    expect(file.indexOf(a) % 64).toBe(0);
    expect(file.indexOf(b) % 64).toBe(0);
  });

  it('of over 4 GB is refused', () => {
    const shared = Buffer.alloc(2 ** 28);
    const entries = Array.from({ length: 17 }, (_, i) => [`${i}`, shared] as const);
    expect(() => zipOf(entries)).toThrow('needs 4.6 GB in 17 files; an archive takes 4 GB');
  });
});
