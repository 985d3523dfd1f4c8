/** The paper's six transforms as folding rules, with numbers that can be checked by hand (figures 2, 3 and 4). */

import { evaluateOnce } from '@refold/core/apply';
import { selectBackend } from '@refold/core/backend';
import { fold } from '@refold/core/fold';
import {
  avgPool,
  batchNorm,
  chain,
  concat,
  conv,
  type Layer,
  type Network,
  parameters,
  type Shape,
  sum,
  trace,
} from '@refold/core/layers';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(async () => {
  await selectBackend('cpu');
});

/** A network with the numbers given; what isn't given is as a norm begins: γ 1, β 0, μ 0, σ² + ε 1. */
function withNumbers(layer: Layer, input: Shape, numbers: Readonly<Record<string, readonly number[]>>): Network {
  const params = [...parameters(trace(layer, input))].map(({ path, name, shape }) => {
    const n = shape.reduce((product, k) => product * k, 1);
    const given = numbers[path] ?? new Array<number>(n).fill(name === 'gamma' || name === 'variance' ? 1 : 0);
    expect(given, path).toHaveLength(n);
    return [path, { shape, data: Float32Array.from(given) }] as const;
  });
  return { layer, input, params: new Map(params) };
}

const norm = (border?: number) => batchNorm({ eps: 0, ...(border !== undefined && { border }) });

/** The single convolution that a network folds to: its layer, kernel (HWIO) and bias. */
function folded(net: Network) {
  const { layer, params } = fold(net).network;
  if (layer.op !== 'conv') throw new Error(`folds to a ${layer.op}`);
  return { layer, kernel: [...params.get('kernel')!.data], bias: [...(params.get('bias')?.data ?? [])] };
}

const run = async ({ layer, input, params }: Network, values: readonly number[]) => [
  ...(await evaluateOnce({ layer, input, params }, { shape: [1, ...input], data: Float32Array.from(values) })).data,
];

/** 1 to n. */
const counted = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe('transform I: a convolution and its norm', () => {
  it('scales filters by γ/σ, and shifts by β − μγ/σ', () => {
    const net = withNumbers(chain({ conv: conv(2, 1), norm: norm() }), [1, 1, 1], {
      'conv.kernel': [3, 5],
      'norm.gamma': [2, 4],
      'norm.beta': [1, -1],
      'norm.mean': [10, 20],
      'norm.variance': [4, 16],
    });
    // γ/σ is 2/2 and 4/4: kernels stay; biases are 1 − 10·1 and −1 − 20·1.
    expect(folded(net)).toMatchObject({ kernel: [3, 5], bias: [-9, -21] });
  });
});

describe('transform II: branches that are added', () => {
  it('adds kernels and biases', () => {
    const net = withNumbers(sum({ a: conv(1, 3, { bias: true }), b: conv(1, 3, { bias: true }) }), [3, 3, 1], {
      'a.kernel': counted(9),
      'b.kernel': counted(9).map(n => 10 * n),
      'a.bias': [1],
      'b.bias': [2],
    });
    expect(folded(net)).toMatchObject({ kernel: counted(9).map(n => 11 * n), bias: [3] });
  });
});

describe('transform III: 1×1, then K×K', () => {
  const [a, q, r] = [3, 2, 7];
  const stacked = (border: number, pad: number): Network =>
    withNumbers(chain({ first: conv(1, 1), norm: norm(border), second: conv(1, 3, { pad, bias: true }) }), [4, 4, 1], {
      'first.kernel': [a],
      'norm.beta': [q],
      'second.kernel': new Array(9).fill(1),
      'second.bias': [r],
    });

  it('multiplies kernels: a·1 everywhere, bias 9q + r', () => {
    expect(folded(stacked(1, 0))).toMatchObject({ kernel: new Array(9).fill(a), bias: [9 * q + r] });
  });

  it('is exact with a border of q, corners included', async () => {
    const net = stacked(1, 0);
    const y = await run(net, counted(16));
    // At the first corner the folded kernel sees 1 + 2 + 5 + 6 and five zeros.
    expect(y[0]).toBe(a * 14 + 9 * q + r);
    expect(await run(fold(net).network, counted(16))).toEqual(y);
  });

  it('is not with a border of zeros, and is refused', async () => {
    const net = stacked(0, 1);
    const y = await run(net, counted(16));
    // Five of the nine taps stand on zeros in the place of q.
    expect(y[0]).toBe(a * 14 + 4 * q + r);
    const { network, report } = fold(net);
    expect(network.layer.op).toBe('chain');
    expect(report.refusals.map(({ reason }) => reason).join()).toContain('pads a bias');
    expect(await run(network, counted(16))).toEqual(y);
  });

  it('in groups, multiplies inside each (figure 3: four channels, two groups)', () => {
    const net = withNumbers(chain({ first: conv(4, 1, { groups: 2 }), second: conv(4, 3, { groups: 2 }) }), [3, 3, 4], {
      // [i, m]: group 0 has 1 2 / 5 6, group 1 has 3 4 / 7 8; rows are inputs, the last axis is all four outputs.
      'first.kernel': [1, 2, 3, 4, 5, 6, 7, 8],
      'second.kernel': counted(72).map(n => (n > 32 && n <= 40 ? 1 : 0)),
    });
    const { layer, kernel } = folded(net);
    expect(layer.groups).toBe(2);
    // Only the centre tap is not zero; there all of the second's numbers are 1: rows add up.
    expect(kernel.slice(32, 40)).toEqual([1 + 2, 1 + 2, 3 + 4, 3 + 4, 5 + 6, 5 + 6, 7 + 8, 7 + 8]);
    expect(kernel.filter(value => value !== 0)).toHaveLength(8);
  });
});

describe('transform IV: outputs side by side', () => {
  it('puts filters after one another', () => {
    const net = withNumbers(concat({ a: conv(1, 3, { bias: true }), b: conv(2, 3, { bias: true }) }), [3, 3, 1], {
      'a.kernel': counted(9),
      'b.kernel': counted(18).map(n => 100 * n),
      'a.bias': [5],
      'b.bias': [6, 7],
    });
    const { kernel, bias } = folded(net);
    expect(kernel.slice(0, 6)).toEqual([1, 100, 200, 2, 300, 400]);
    expect(bias).toEqual([5, 6, 7]);
  });
});

describe('transform V: average pooling', () => {
  it('is a depthwise kernel of 1/K², padded zeros counted', async () => {
    const net = withNumbers(chain({ pool: avgPool(3, { stride: 2, pad: 1 }), norm: norm() }), [4, 4, 2], {
      'norm.gamma': [9, 18],
    });
    const { layer, kernel } = folded({
      ...net,
      layer: sum({ pooled: net.layer, beside: conv(2, 3, { stride: 2 }) }),
      params: withPrefix(net),
    });
    expect(layer).toMatchObject({ stride: [2, 2], pad: [1, 1, 1, 1] });
    expect(kernel.map(value => Math.round(1e5 * value) / 1e5)).toEqual(counted(9).flatMap(() => [1, 0, 0, 2]));
    // The first window holds 1, 2, 5 and 6 (channel 0) and five zeros.
    const y = await run(
      net,
      counted(16).flatMap(n => [n, 0]),
    );
    expect(y[0]).toBeCloseTo(14, 5);
  });
});

/** The pooled branch's parameters under its name in a sum, and a kernel of zeros beside it. */
const withPrefix = ({ params }: Network): Network['params'] =>
  new Map([
    ...[...params].map(([path, array]) => [`pooled.${path}`, array] as const),
    ['beside.kernel', { shape: [3, 3, 2, 2], data: new Float32Array(36) }],
  ]);

describe('transform VI: smaller kernels', () => {
  it('a 1×1 is the middle of a 3×3 that pads one pixel more (figure 4)', () => {
    const net = withNumbers(sum({ large: conv(1, 3), small: conv(1, 1) }), [3, 3, 1], {
      'large.kernel': counted(9),
      'small.kernel': [100],
    });
    const { layer, kernel } = folded(net);
    expect(layer.pad).toEqual([1, 1, 1, 1]);
    expect(kernel).toEqual([1, 2, 3, 4, 105, 6, 7, 8, 9]);
  });

  it('a 1×3 is the middle row, a 3×1 the middle column', () => {
    const net = withNumbers(sum({ square: conv(1, 3), row: conv(1, [1, 3]), column: conv(1, [3, 1]) }), [3, 3, 1], {
      'square.kernel': counted(9),
      'row.kernel': [10, 20, 30],
      'column.kernel': [100, 200, 300],
    });
    expect(folded(net).kernel).toEqual([1, 102, 3, 14, 225, 36, 7, 308, 9]);
  });
});
