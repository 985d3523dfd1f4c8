import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, foldedLayer, relativeError, verify } from '../src/fold/index.ts';
import {
  affine,
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
  reflectionPad,
  reshape,
  scale,
  spatialLinear,
  sum,
  upsample,
} from '../src/layers/build.ts';
import { isLeaf } from '../src/layers/shapes.ts';
import type { Layer, Shape, Size } from '../src/layers/types.ts';
import { ndarray } from '../src/ndarray.ts';
import { Rng } from '../src/rng.ts';
import { randomNetwork } from './support/random.ts';
import { evaluate, randomSample } from './support/reference.ts';

const RUNS = Math.ceil(Number(process.env.FC_RUNS ?? 300) / 10);
const SEED = Number(process.env.FC_SEED ?? 20260101);

/** What the expressions of the table are made of: `c` input channels in `g` groups, `o` outputs, some sizes. */
const numbers = fc.record({
  seed: fc.nat(1_000_000),
  g: fc.constantFrom(1, 2, 3),
  cPerGroup: fc.integer({ min: 1, max: 3 }),
  oPerGroup: fc.integer({ min: 1, max: 3 }),
  h: fc.integer({ min: 5, max: 8 }),
  w: fc.integer({ min: 5, max: 8 }),
  kernel: fc.constantFrom<Size>([3, 3], [1, 3], [3, 1], [5, 5]),
  stride: fc.constantFrom<Size>([1, 1], [2, 2], [1, 2]),
  dilation: fc.constantFrom(1, 1, 2),
  border: fc.integer({ min: 0, max: 2 }),
  bias: fc.boolean(),
});
type Numbers = Parameters<Parameters<typeof numbers.map>[0]>[0];

interface Draw extends Numbers {
  readonly c: number;
  readonly o: number;
}

/** Every rule with expressions that need it, and the input they are for. */
const EXPRESSIONS: Record<string, (draw: Draw) => Layer | readonly [Layer, Shape]> = {
  'conv · norm': ({ o, kernel, stride, dilation, g, bias }) =>
    chain([conv(o, kernel, { stride, dilation, groups: g, bias, pad: 2 }), batchNorm()]),
  'norm → conv': ({ o, g, c, border }) => chain([batchNorm({ border }), conv(o * c, 3, { groups: g, pad: 0 })]),
  'identity → conv': ({ c, g, kernel }) => sum([conv(c, kernel, { groups: g }), identity()]),
  'pad → conv': ({ o, border, kernel, g }) => chain([pad([border, 0, 1, border]), conv(o, kernel, { groups: g })]),
  'scale → conv': ({ o, kernel, g, bias, seed }) =>
    chain([seed % 2 === 0 ? scale() : affine(1.5, seed % 3), conv(o, kernel, { groups: g, bias, pad: 0 })]),
  'avgPool → conv': ({ c, g, kernel, stride, border }) =>
    sum([
      avgPool(kernel, { stride, pad: [border, 2, 2, border] }),
      conv(c, kernel, { stride, pad: [border, 2, 2, border], groups: g }),
    ]),
  'dropout → identity': ({ o }) => chain([dropout(0.5), conv(o, 1)]),
  'unit norm': ({ o, kernel, g, bias }) => conv(o, kernel, { groups: g, bias, unitNorm: true }),
  'pointwise · conv': ({ c, o, g, kernel, stride, dilation, border }) =>
    chain([conv(c * 2, 1, { groups: g, stride }), conv(o, kernel, { dilation, bias: true, pad: 4 + border })]),
  'conv · pointwise': ({ c, o, g, kernel, stride, dilation, bias }) =>
    chain([conv(c * 2, kernel, { stride, dilation, pad: 2, bias: true }), conv(o, 1, { groups: g, bias })]),
  'conv · conv': ({ c, o, g, kernel, stride, dilation, bias }) =>
    chain([conv(c, kernel, { stride, bias, dilation, pad: 7 }), conv(o, 3, { groups: g, dilation, pad: 0, stride })]),
  'sum of convs': ({ c, o, g, kernel, stride, bias }) =>
    sum([
      conv(o * c, kernel, { stride, groups: g, bias: true }),
      conv(o * c, 3, { stride, groups: c, dilation: 2 }),
      conv(o * c, 1, { stride, bias }),
    ]),
  'concat of convs': ({ o, g, kernel, stride, bias }) =>
    concat([conv(o, kernel, { stride, groups: g, bias }), conv(o + 1, 1, { stride, bias: true })]),
  'concat · conv': ({ o, c, kernel, stride, bias }) =>
    chain([
      concat([conv(9 * c, kernel, { stride, bias }), conv(9 * c, 3, { stride, dilation: 2 })]),
      conv(o, 1, { bias }),
    ]),
  'linear · linear': ({ c, o, bias }) => [
    chain([linear(c, { bias }), batchNorm(), scale(), linear(o), batchNorm()]),
    [o + c],
  ],
  'flatten · linear': ({ c, o, h, g, kernel, stride, dilation, border, bias, seed }) => {
    const first = [
      batchNorm(),
      conv(o, kernel, { stride, dilation, groups: g, bias, pad: 2 + border }),
      spatialLinear([2, 3, o], { groups: g, bias }),
      globalAvgPool(),
    ];
    return [chain([first[seed % 4]!, flatten(), linear(o, { bias })]), [h, 5, c]];
  },
  'conv · globalAvgPool': ({ c, o, h, w, g, kernel, dilation, border, bias, seed }) => {
    const full = kernel.flatMap(k => [(k - 1) * dilation, (k - 1) * dilation + border]) as [
      number,
      number,
      number,
      number,
    ];
    const convs = [
      conv(o, kernel, { groups: g, bias, dilation, pad: full }),
      conv(o, 1, { groups: g, bias, pad: border }),
    ];
    const strided = conv(o, [2, 1], { groups: g, bias, stride: 3, dilation: 3, pad: [3, 3 + border, 0, 0] });
    const heads = [chain([globalAvgPool()]), chain([globalAvgPool(), flatten(), linear(o)])];
    return seed % 3 === 0
      ? [chain([strided, heads[0]!]), [1, 1, c]]
      : [chain([convs[seed % 3 === 1 ? 0 : 1]!, heads[seed % 2]!]), [h, w, c]];
  },
  'spatialLinear · spatialLinear': ({ c, o, g, h, w, kernel, stride, dilation, border, bias, seed }) => {
    const grid = spatialLinear([h, 5, o], { groups: g, bias });
    const others = [
      spatialLinear([h, 5, 2 * o], { bias }),
      conv(o, kernel, { stride, dilation, groups: g, bias, pad: 4 + border }),
      batchNorm({ border }),
      globalAvgPool(),
      avgPool(kernel, { stride, pad: border }),
      scale(),
    ];
    const other = others[seed % 6]!;
    return [chain(seed % 5 < 2 ? [grid, other, batchNorm()] : [other, grid, other]), [h, w, c]];
  },
  'transposed conv · pointwise': ({ c, o, g, kernel, stride, border, bias }) =>
    chain([
      convTranspose(2 * c, kernel, { stride, pad: [border, 0, 0, 1], bias }),
      conv(o, 1, { groups: g, bias }),
      batchNorm(),
      conv(2, 1),
    ]),
  'pointwise · transposed conv': ({ c, o, g, kernel, stride, border, bias }) =>
    chain([
      scale(),
      conv(2 * c, 1, { groups: g, pad: [border, 0, 1, 0] }),
      convTranspose(o, kernel, { stride, pad: [border * stride[0], 1, stride[1], 0], bias }),
      scale({ per: 'tensor' }),
    ]),
  'upsample · pointwise': ({ c, o, g, kernel, h, w, bias }) =>
    chain([
      conv(c, kernel, { groups: g, bias }),
      upsample([2 * h, 3 * w]),
      conv(o, 1, { groups: g, bias }),
      batchNorm(),
    ]),
  'reflection pad · pointwise': ({ c, o, g, kernel, border, bias }) =>
    chain([
      conv(c, kernel, { groups: g, bias }),
      reflectionPad([border, 2, 1, border]),
      conv(o, 1, { groups: g, bias }),
      batchNorm(),
    ]),
  'spatialLinear · norm': ({ c, o, g, h, w, bias }) => [
    chain([spatialLinear([h, 2, o], { groups: g, bias }), batchNorm(), scale(), affine(2, 1)]),
    [3, w, c],
  ],
  'spatialLinear · flatten · norm · reshape': ({ c, o, g, h, w, bias }) => [
    chain([spatialLinear([h, 2, o], { groups: g, bias }), flatten(), batchNorm(), reshape([h, 2, o])]),
    [3, w, c],
  ],
  'sum of spatialLinears': ({ c, o, g, h, w, kernel, dilation }) => [
    sum([
      spatialLinear([h, w, o], { groups: g }),
      conv(o, kernel, { groups: g, dilation, bias: true }),
      spatialLinear([h, w, o], { groups: g, bias: true }),
    ]),
    [h, w, c],
  ],
};

describe('each rule keeps the outputs', () => {
  for (const [rule, make] of Object.entries(EXPRESSIONS)) {
    it(rule, () => {
      const property = fc.property(numbers, draw => {
        const [c, o] = [draw.g * draw.cPerGroup, draw.g * draw.oPerGroup];
        const made = make({ ...draw, c, o });
        const [layer, input] = 'op' in made ? [made, [draw.h, draw.w, c]] : made;
        const net = randomNetwork(layer, input, Rng.seeded(draw.seed));
        const allowCostIncrease = rule !== 'concat · conv'; // else the concat would become one conv by itself
        const { network, report } = fold(net, { precision: 'float64', allowCostIncrease });
        expect(report.steps.map(step => step.rule)).toContain(rule);
        if (isLeaf(network.layer)) expect(report.refusals).toEqual([]);
        const x = randomSample(input, Rng.seeded(draw.seed).fork('sample'));
        expect(relativeError(evaluate(net, x).data, evaluate(network, x).data)).toBeLessThan(1e-10);
        expect(foldedLayer(layer, input, { allowCostIncrease })).toEqual(network.layer);
      });
      fc.assert(property, { seed: SEED, numRuns: RUNS });
    });
  }

  it('conv · norm, transposed', () => {
    const layer = chain([convTranspose(3, [4, 3], { stride: [2, 1], pad: [1, 0, 1, 1], bias: true }), batchNorm()]);
    const net = randomNetwork(layer, [4, 5, 2], Rng.seeded(5));
    const { network } = fold(net, { precision: 'float64' });
    const x = randomSample(net.input, Rng.seeded(6));
    expect(network.layer.op).toBe('convTranspose');
    expect(relativeError(evaluate(net, x).data, evaluate(network, x).data)).toBeLessThan(1e-12);
  });
});

describe('verify', () => {
  const oracle = (
    net: Parameters<typeof evaluate>[0],
    { shape, data }: { shape: readonly number[]; data: ArrayLike<number> },
  ) => {
    const y = evaluate(net, { shape: shape.slice(1), data: Float64Array.from(data) });
    return { shape: [1, ...y.shape], data: y.data };
  };
  const net = randomNetwork(chain({ conv: conv(3, 3), norm: batchNorm() }), [5, 5, 2], Rng.seeded(1));

  it('measures rounding for a fold and more for another network', async () => {
    const { network } = fold(net);
    expect(await verify(net, network, oracle, { samples: 1 })).toBeLessThan(1e-6);
    const params = new Map([...network.params].map(([path, { shape }]) => [path, ndarray(shape)]));
    expect(await verify(net, { ...network, params }, oracle, { samples: 1 })).toBe(1);
  });

  it('is not silent about outputs that are no numbers or of another size', () => {
    expect(relativeError([1, 2], [1, Number.NaN])).toBeNaN();
    expect(relativeError([1, 2], [1])).toBeNaN();
  });
});
