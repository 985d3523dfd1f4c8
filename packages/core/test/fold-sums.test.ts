/** Sums: which siblings become one conv, which only when asked, and what that would cost. */
import { describe, expect, it } from 'vitest';
import {
  avgPool,
  batchNorm,
  chain,
  concat,
  conv,
  globalAvgPool,
  identity,
  linear,
  relu,
  sum,
} from '../src/layers/build.ts';
import type { Conv, Layer } from '../src/layers/types.ts';
import { foldExactly, map, oneConv, reasons } from './support/folding.ts';

describe('sums', () => {
  const cases: Record<string, [Layer, Partial<Conv>]> = {
    'a dense 3×3, 1×3 and 3×1': [
      sum([conv(4, 3), conv(4, [1, 3]), conv(4, [3, 1])]),
      { kernel: [3, 3], pad: [1, 1, 1, 1] },
    ],
    'groups of 2 and 4, and a norm': [
      sum([conv(4, 3, { groups: 2 }), conv(4, 1, { groups: 4 }), batchNorm()]),
      { groups: 2 },
    ],
    'kernels of stride 2': [
      sum([conv(4, 5, { stride: 2 }), conv(4, 3, { stride: 2 }), conv(4, 1, { stride: 2 })]),
      { kernel: [5, 5], pad: [2, 2, 2, 2], stride: [2, 2] },
    ],
    'a dilated kernel and the identity': [
      sum([conv(4, 3, { dilation: 2 }), identity()]),
      { kernel: [3, 3], dilation: [2, 2] },
    ],
    'a pool': [sum([conv(4, 3), avgPool(3, { stride: 1, pad: 1 })]), { kernel: [3, 3] }],
    'a pointwise conv, a bordered norm and a pool beside a 3×3': [
      sum([
        chain([conv(4, 3), batchNorm()]),
        chain([conv(4, 1), batchNorm({ border: 1 }), avgPool(3, { stride: 1 }), batchNorm()]),
      ]),
      { kernel: [3, 3], pad: [1, 1, 1, 1] },
    ],
    'a concat of two kernels beside a 3×3': [sum([conv(4, 3), concat([conv(2, 1), conv(2, 3)])]), { kernel: [3, 3] }],
  };
  for (const [name, [layer, expected]] of Object.entries(cases)) {
    it(`joins ${name}`, () => {
      expect(oneConv(foldExactly(layer, map).layer)).toMatchObject(expected);
    });
  }

  const dearer: Record<string, [Layer, Partial<Conv>]> = {
    '1×7 and 7×1': [sum([conv(12, [1, 7]), conv(12, [7, 1])]), { kernel: [7, 7], pad: [3, 3, 3, 3] }],
    'a depthwise 7×7 and a pointwise conv': [
      sum([chain([conv(12, 7, { groups: 12 }), batchNorm()]), chain([conv(12, 1), batchNorm()])]),
      { kernel: [7, 7], groups: 1 },
    ],
    'kernels dilated by 2 and 3': [
      sum([conv(12, 3, { dilation: 2 }), conv(12, 3, { dilation: 3 })]),
      { kernel: [7, 7], dilation: [1, 1] },
    ],
    'a dilated kernel and a dense one': [
      sum([conv(12, 3, { dilation: 2 }), conv(12, 3)]),
      { kernel: [5, 5], dilation: [1, 1] },
    ],
    'unequal padding': [
      sum([conv(12, 3, { pad: [2, 0, 0, 2] }), conv(12, 3, { pad: [0, 2, 1, 1] })]),
      { kernel: [5, 4], pad: [2, 2, 1, 2] },
    ],
    'two 3×3 that fill a 3×4, by Winograd multiplications': [
      sum([conv(12, 3, { pad: [1, 1, 2, 0] }), conv(12, 3)]),
      { kernel: [3, 4] },
    ],
    'a stride, then a 3×3, by Winograd multiplications': [
      sum([chain([conv(12, 1, { stride: 2 }), conv(12, 3)]), conv(12, 3, { stride: 2 })]),
      { kernel: [5, 5] },
    ],
    'groups of 4 and 2': [sum([conv(12, 3, { groups: 4 }), conv(12, 1, { groups: 2 })]), { groups: 2 }],
    'groups without a common divisor': [sum([conv(12, 3, { groups: 4 }), conv(12, 1, { groups: 6 })]), { groups: 2 }],
    'norms alone': [sum([batchNorm(), batchNorm(), identity()]), { kernel: [1, 1], groups: 12 }],
  };
  for (const [name, [layer, expected]] of Object.entries(dearer)) {
    it(`joins ${name} only when asked, and says what that would cost`, () => {
      const input = [7, 6, 12];
      const { layer: kept, report } = foldExactly(layer, input);
      expect(kept.op).toBe('sum');
      expect(report.after.macs).toBeLessThanOrEqual(report.before.macs);
      const asked = foldExactly(layer, input, { allowCostIncrease: true });
      expect(oneConv(asked.layer)).toMatchObject(expected);
      const { before, after } = asked.report;
      expect(after.macs > before.macs || after.winogradMuls > before.winogradMuls).toBe(true);
      expect(reasons(report)).toMatch('would cost more');
    });
  }

  it('says both costs, in multiplications of Winograd where these alone would rise', () => {
    const separable = foldExactly(sum([conv(256, 7, { groups: 256 }), conv(256, 1)]), [4, 4, 256]);
    expect(separable.report.refusals).toEqual([
      {
        path: '1',
        reason: 'one layer would cost more: 78,080 → 3,211,264 parameters, 1,249,280 → 51,380,224 multiply-adds',
      },
    ]);
    const shifted = foldExactly(sum([conv(4, 3, { pad: [1, 1, 2, 0] }), conv(4, 3)]), map);
    expect(reasons(shifted.report)).toMatch('5,376 → 8,064 Winograd multiplications');
  });

  it('joins those that cost no more together, and leaves the others beside them', () => {
    const layer = sum({
      tall: conv(4, [7, 1]),
      wide: conv(4, [1, 7]),
      dense: conv(4, 3),
      skip: batchNorm(),
      shifted: conv(4, 3, { bias: true }),
    });
    const { layer: folded, report } = foldExactly(layer, map);
    expect(folded).toMatchObject({
      op: 'sum',
      children: [
        ['tall', { kernel: [7, 1], bias: true }],
        ['wide', { kernel: [1, 7], bias: false }],
        ['dense', { kernel: [3, 3], bias: true }],
      ],
    });
    expect(report.refusals.map(({ path }) => path)).toEqual(['wide', 'dense']);
  });

  it('joins small kernels that fill a larger one only together', () => {
    const corners = conv(4, 2, { dilation: 2, pad: 1 });
    const all = { wide: conv(4, [1, 3]), tall: conv(4, [3, 1]), corners };
    expect(oneConv(foldExactly(sum(all), map).layer).kernel).toEqual([3, 3]);
    expect(foldExactly(sum({ wide: all.wide, tall: all.tall }), map).layer.op).toBe('sum');
  });

  it('joins linear layers', () => {
    expect(foldExactly(sum([linear(5), linear(5, { bias: false }), batchNorm()]), [5]).layer.op).toBe('linear');
  });

  it('joins the linear siblings, keeps the others, and says why', () => {
    const layer = sum({
      wide: conv(4, 3),
      deep: chain({ a: conv(4, 3), act: relu(), b: conv(4, 1) }),
      narrow: chain({ conv: conv(4, 1), norm: batchNorm() }),
      skip: identity(),
    });
    const { layer: folded, report } = foldExactly(layer, map);
    expect(folded).toMatchObject({
      op: 'sum',
      children: [
        ['wide', conv(4, 3, { bias: true })],
        ['deep', {}],
      ],
    });
    expect(report.refusals).toEqual([{ path: 'deep', reason: "not linear: relu at 'deep.act'" }]);
  });

  it('leaves the identity beside a body that is not linear, and a broadcast vector', () => {
    const residual = sum({ skip: identity(), body: chain([conv(4, 3), relu()]) });
    expect(foldExactly(residual, map).layer).toEqual(residual);
    const broadcast = foldExactly(sum([conv(4, 3), chain([globalAvgPool(), conv(4, 1)])]), map);
    expect(broadcast.layer.op).toBe('sum');
  });
});
