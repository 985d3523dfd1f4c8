import { describe, expect, it } from 'vitest';
import { fold } from '../src/fold/index.ts';
import {
  avgPool,
  batchNorm,
  chain,
  concat,
  conv,
  convTranspose,
  dropout,
  flatten,
  globalAvgPool,
  identity,
  linear,
  pad,
  relu,
  reshape,
  scale,
  spatialLinear,
  sum,
} from '../src/layers/build.ts';
import type { Conv, Layer, Shape } from '../src/layers/types.ts';
import { Rng } from '../src/rng.ts';
import { foldExactly, map, oneConv, reasons } from './support/folding.ts';
import { randomNetwork, withParams } from './support/random.ts';

describe('numbers checked by hand', () => {
  const unit = { gamma: [1], beta: [0], mean: [0], variance: [1 - 1e-5] };
  const norm = (path: string) => Object.fromEntries(Object.entries(unit).map(([name, v]) => [`${path}.${name}`, v]));

  it('folds a RepVGG block: ones, a 2 and the identity give 4 at the centre, 1 around it, bias 0', () => {
    const block = sum({
      dense: chain({ conv: conv(1, 3), norm: batchNorm() }),
      point: chain({ conv: conv(1, 1), norm: batchNorm() }),
      skip: batchNorm(),
    });
    const net = withParams(randomNetwork(block, [5, 5, 1], Rng.seeded(0)), {
      'dense.conv.kernel': Array(9).fill(1),
      'point.conv.kernel': [2],
      ...norm('dense.norm'),
      ...norm('point.norm'),
      ...norm('skip'),
    });
    const { network } = fold(net, { precision: 'float64' });
    expect(network.layer).toEqual(conv(1, 3, { bias: true }));
    expect([...network.params.get('kernel')!.data]).toEqual([1, 1, 1, 1, 4, 1, 1, 1, 1]);
    expect([...network.params.get('bias')!.data]).toEqual([0]);
  });

  it('puts the identity of two groups of two channels at (0,0), (1,1), (0,2), (1,3)', () => {
    const net = withParams(randomNetwork(sum([conv(4, 1, { groups: 2 }), identity()]), [2, 2, 4], Rng.seeded(0)), {
      '0.kernel': Array(8).fill(0),
    });
    const { network } = fold(net);
    expect(network.params.get('kernel')!.shape).toEqual([1, 1, 2, 4]);
    expect([...network.params.get('kernel')!.data]).toEqual([1, 0, 1, 0, 0, 1, 0, 1]);
  });

  it('takes 1×1 and then 3×3 as a product: 3 · (1..9), and the bias as Σ taps · 2 + 1', () => {
    const net = withParams(
      randomNetwork(chain([conv(1, 1, { bias: true }), conv(1, 3, { pad: 0, bias: true })]), [4, 4, 1], Rng.seeded(0)),
      { '0.kernel': [3], '0.bias': [2], '1.kernel': [1, 2, 3, 4, 5, 6, 7, 8, 9], '1.bias': [1] },
    );
    const { network } = fold(net);
    expect([...network.params.get('kernel')!.data]).toEqual([3, 6, 9, 12, 15, 18, 21, 24, 27]);
    expect([...network.params.get('bias')!.data]).toEqual([91]);
  });

  it('writes a 1×3 conv on a 1×3 grid as a banded matrix', () => {
    const net = withParams(
      randomNetwork(sum([spatialLinear([1, 3, 1]), conv(1, [1, 3], { bias: true })]), [1, 3, 1], Rng.seeded(0)),
      { '0.kernel': Array(9).fill(0), '1.kernel': [1, 2, 3], '1.bias': [5] },
    );
    const { network } = fold(net);
    // rows are inputs: input 0 reaches output 0 through the middle tap and output 1 through the left one
    expect([...network.params.get('kernel')!.data]).toEqual([2, 1, 0, 3, 2, 1, 0, 3, 2]);
    expect([...network.params.get('bias')!.data]).toEqual([5, 5, 5]);
  });
});

describe('chains', () => {
  const cases: Record<string, [Layer, Partial<Conv>]> = {
    'conv · norm': [chain([conv(6, 3, { groups: 2, stride: 2 }), batchNorm()]), { groups: 2, bias: true }],
    'conv · scale': [chain([conv(6, 3, { bias: true }), scale(), scale({ per: 'tensor' })]), { bias: true }],
    'norm · conv': [chain([batchNorm(), conv(6, 3, { pad: 0 })]), { kernel: [3, 3], groups: 1 }],
    'unit norm · norm': [chain([conv(4, 3, { unitNorm: true }), batchNorm()]), { bias: true }],
    'dropout · conv': [chain([dropout(0.5), conv(4, 3)]), {}],
    'pad · conv': [chain([pad([1, 2, 0, 1]), conv(4, 3, { pad: 1 })]), { pad: [2, 3, 1, 2] }],
    'pointwise · conv': [chain([conv(4, 1), conv(4, 3, { stride: 2 })]), { kernel: [3, 3], stride: [2, 2] }],
    'grouped pointwise · conv': [chain([conv(4, 1, { groups: 4 }), conv(4, 3, { groups: 2 })]), { groups: 2 }],
    'strided pointwise · conv': [
      chain([conv(4, 1, { stride: 2 }), conv(4, 3)]),
      { dilation: [2, 2], pad: [2, 2, 2, 2], stride: [2, 2] },
    ],
    'conv · pointwise': [chain([conv(6, 3, { stride: 2 }), conv(2, 1, { bias: true })]), { stride: [2, 2], out: 2 }],
    'norm with border · conv': [
      chain([conv(4, 1), batchNorm({ border: 1 }), conv(4, 3, { pad: 0 }), batchNorm()]),
      { kernel: [3, 3], pad: [1, 1, 1, 1] },
    ],
    'strided pointwise · norm with border': [
      chain([conv(4, 1, { stride: 2 }), batchNorm({ border: [1, 0, 2, 1] })]),
      { pad: [2, 0, 4, 2] },
    ],
    'conv · conv where it is cheaper': [
      chain([conv(4, [1, 3], { groups: 4 }), conv(4, [3, 1], { pad: 0 })]),
      { kernel: [3, 3] },
    ],
  };
  for (const [name, [layer, expected]] of Object.entries(cases)) {
    it(`folds ${name}`, () => {
      const asked = /^(conv · conv|strided pointwise · conv)/.test(name);
      expect(oneConv(foldExactly(layer, map, { allowCostIncrease: asked }).layer)).toMatchObject(expected);
    });
  }

  it('folds linear · norm · linear, and a norm before a classifier', () => {
    expect(foldExactly(chain([linear(6), batchNorm(), linear(3)]), [5]).layer.op).toBe('linear');
    const head = foldExactly(chain([globalAvgPool(), batchNorm(), flatten(), batchNorm(), linear(3)]), map).layer;
    expect(head).toMatchObject({
      op: 'chain',
      children: [
        ['0', globalAvgPool()],
        ['2', flatten()],
        ['4', linear(3)],
      ],
    });
    const flat = foldExactly(chain([batchNorm(), flatten(), linear(3)]), map).layer;
    expect(flat).toMatchObject({
      children: [
        ['1', flatten()],
        ['2', linear(3)],
      ],
    });
  });

  it('folds a transposed conv with its norm', () => {
    expect(foldExactly(chain([convTranspose(3, 4, { stride: 2, pad: 1 }), batchNorm()]), map).layer.op).toBe(
      'convTranspose',
    );
  });

  it('keeps what is not exact, and says why', () => {
    const padsBias = foldExactly(chain([conv(4, 1, { bias: true }), conv(4, 3)]), map);
    expect(reasons(padsBias.report)).toMatch('pads a bias');
    const twoPadded = foldExactly(chain([conv(4, 3), conv(4, 3)]), map, { allowCostIncrease: true });
    expect(reasons(twoPadded.report)).toMatch('wrong at the border');
    const average = foldExactly(chain([conv(4, 1), avgPool(3, { stride: 1, pad: 1, countPad: false })]), map);
    expect(reasons(average.report)).toMatch('averages without padded zeros');
    const border = foldExactly(chain([conv(4, 3), batchNorm({ border: 1 })]), map);
    const biased = foldExactly(chain([conv(4, 1, { bias: true }), batchNorm({ border: 1 })]), map);
    expect(reasons(biased.report)).toMatch('has a bias, so it would not map zero padding to zero');
    expect(reasons(border.report)).toMatch('pads with what the norm makes of zero');
    for (const { layer } of [padsBias, twoPadded, average, border, biased]) expect(layer.op).toBe('chain');
  });

  it('keeps a depthwise conv and its pointwise conv apart, unless asked', () => {
    const separable = chain([conv(4, 3, { groups: 4 }), conv(4, 1)]);
    const kept = foldExactly(separable, map);
    expect(kept.layer.op).toBe('chain');
    expect(reasons(kept.report)).toMatch('one layer would cost more: 52 → 144 parameters');
    oneConv(foldExactly(separable, map, { allowCostIncrease: true }).layer);
  });

  it('folds across the ends of inner chains and keeps the path of the kernel', () => {
    const layer = chain({ a: chain({ act: relu(), conv: conv(4, 3) }), b: chain({ norm: batchNorm(), act: relu() }) });
    const { layer: folded, report } = foldExactly(layer, map);
    expect(folded).toEqual(chain({ a: chain({ act: relu(), conv: conv(4, 3, { bias: true }) }), b: relu() }));
    expect(report.steps).toMatchObject([{ rule: 'conv · norm', path: 'a.conv', paramsBefore: 152, paramsAfter: 148 }]);
    expect(report.barriers).toEqual([{ kind: 'relu', count: 2, first: 'a.act' }]);
  });
});

describe('concats', () => {
  it('joins equal kernels, and unequal ones only when asked', () => {
    expect(oneConv(foldExactly(concat([conv(2, 3), conv(3, 3, { bias: true })]), map).layer).out).toBe(5);
    const unequal = concat([conv(2, 1), conv(3, 3), conv(2, 3)]);
    expect(foldExactly(unequal, map).layer).toMatchObject({
      children: [
        ['0', { out: 2 }],
        ['1', { out: 5 }],
      ],
    });
    expect(oneConv(foldExactly(unequal, map, { allowCostIncrease: true }).layer).kernel).toEqual([3, 3]);
  });

  it('takes the conv after a concat into its branches where that is cheaper', () => {
    const layer = chain([concat([conv(8, 1), conv(8, 3)]), conv(4, 1, { bias: true })]);
    expect(oneConv(foldExactly(layer, map).layer)).toMatchObject({ kernel: [3, 3], out: 4 });
  });
});

describe('grids', () => {
  const grid: Shape = [3, 4, 4];
  const repMlp = (groups: number) =>
    sum({
      fc: chain({
        fc: spatialLinear([3, 4, 6], { groups }),
        flat: flatten(),
        norm: batchNorm(),
        shape: reshape([3, 4, 6]),
      }),
      conv1: chain({ conv: conv(6, 1, { groups }), norm: batchNorm() }),
      conv3: chain({ conv: conv(6, 3, { groups }), norm: batchNorm() }),
    });

  it('folds RepMLP branches into one grouped matrix with more outputs than inputs', () => {
    for (const groups of [1, 2]) {
      const { layer } = foldExactly(repMlp(groups), grid);
      expect(layer).toEqual(spatialLinear([3, 4, 6], { groups, bias: true }));
    }
  });

  it('joins a strided conv and a channel norm', () => {
    const layer = sum([chain([spatialLinear([2, 2, 6]), batchNorm()]), conv(6, 3, { stride: 2 })]);
    expect(foldExactly(layer, grid).layer.op).toBe('spatialLinear');
  });

  it('keeps a conv whose groups mix what the grid keeps apart', () => {
    const { layer, report } = foldExactly(sum([spatialLinear([3, 4, 4], { groups: 2 }), conv(4, 3)]), grid);
    expect(layer.op).toBe('sum');
    expect(reasons(report)).toMatch("'0' has 2 groups, '1' 1");
  });
});
