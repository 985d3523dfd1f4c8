/** Training passes with sums of norms as one kernel against the same passes without. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerFusedKernels } from '../src/backend/fused.ts';
import { network } from '../src/init/init.ts';
import { disposeInstance, instantiate, pass, snapshot } from '../src/layers/apply.ts';
import * as l from '../src/layers/build.ts';
import type { Layer, Shape } from '../src/layers/types.ts';
import { Rng } from '../src/rng.ts';
import { activate } from './support/backends.ts';
import { Choices, randomExpression, randomFrame } from './support/expressions.ts';
import { referenceKernels } from './support/fused-reference.ts';
import { expectSame, outcomeOf, spied, withKernels } from './support/fusion.ts';
import { checkGradients } from './support/gradients.ts';
import { randomNetwork } from './support/random.ts';

beforeAll(() => activate('cpu'));

const convNorm = (out: number, kernel = 3, stride = 1) =>
  l.chain({ conv: l.conv(out, kernel, { stride }), norm: l.batchNorm({ momentum: 0.3 }) });
const basic = (out: number, shortcut: Layer, stride = 1) =>
  l.chain({
    sum: l.sum({
      shortcut,
      body: l.chain({ first: convNorm(out, 3, stride), relu: l.relu(), second: convNorm(out) }),
    }),
    relu: l.relu(),
  });
const repVgg = (out: number, branches: Readonly<Record<string, Layer>> = {}, stride = 1) =>
  l.chain({
    sum: l.sum({ dense: convNorm(out, 3, stride), pointwise: convNorm(out, 1, stride), ...branches }),
    relu: l.relu(),
  });
const head = l.chain({ pool: l.globalAvgPool(), flat: l.flatten(), fc: l.linear(2) });

/** Norms, others and relu of each call of the kernel of sums; 'border' for each of that of norms that pad, 'less border' where it is zero. */
type Calls = readonly string[];
const CASES: readonly (readonly [name: string, layer: Layer, input: Shape, calls: Calls])[] = [
  ['conv, norm, relu', l.chain([l.conv(3, 3), l.batchNorm(), l.relu()]), [4, 5, 2], ['1+0 relu']],
  ['a norm by itself', l.batchNorm(), [4, 5, 2], ['1+0']],
  ['a norm of vectors', l.chain([l.linear(3), l.batchNorm(), l.relu()]), [5], ['1+0 relu']],
  ['norm and relu of different chains', l.chain([convNorm(3), l.relu()]), [4, 5, 2], ['1+0 relu']],
  ['norm, then another activation', l.chain([l.batchNorm(), l.sigmoid()]), [4, 5, 2], ['1+0']],
  ['RepVGG', repVgg(2, { identity: l.batchNorm() }), [4, 5, 2], ['3+0 relu']],
  ['RepVGG without identity, stride 2', repVgg(3, {}, 2), [5, 4, 2], ['2+0 relu']],
  [
    'three RepVGG blocks',
    l.chain([repVgg(3), repVgg(3, { identity: l.batchNorm() }), repVgg(2)]),
    [4, 4, 2],
    ['2+0 relu', '3+0 relu', '2+0 relu'],
  ],
  ['a residual block', basic(2, l.identity()), [4, 5, 2], ['1+0 relu', '1+1 relu']],
  ['a residual block with projection', basic(3, convNorm(3, 1, 2), 2), [5, 5, 2], ['1+0 relu', '2+0 relu']],
  [
    'two identities and an empty chain',
    l.sum([l.identity(), l.batchNorm(), l.chain([]), l.identity()]),
    [3, 3, 2],
    ['1+3'],
  ],
  ['other branches', l.chain([l.sum([l.conv(2, 3), convNorm(2), l.sigmoid()]), l.relu()]), [4, 4, 2], ['1+2 relu']],
  [
    'nested sums',
    l.chain([l.sum({ inner: repVgg(2), deep: l.sum([convNorm(2), l.identity()]), own: convNorm(2) }), l.relu()]),
    [4, 4, 2],
    ['2+0 relu', '1+1', '1+2 relu'],
  ],
  [
    'a branch in a branch that ends in a norm',
    l.sum([l.chain([repVgg(3), l.conv(2, 1), l.batchNorm()]), l.identity()]),
    [4, 4, 2],
    ['2+0 relu', '1+1'],
  ],
  [
    'taps in branches, with and without a head',
    l.chain([
      l.conv(2, 3),
      l.sum([
        l.chain([l.conv(2, 3), l.tap('inside', { head }), l.batchNorm()]),
        l.chain([l.tap('other'), l.conv(2, 1)]),
        l.tap('bare'),
      ]),
      l.relu(),
    ]),
    [4, 4, 2],
    ['1+2 relu'],
  ],
  [
    'taps before anything learns',
    l.chain([l.tap('early'), l.sum([l.tap('shortcut'), convNorm(2)]), l.relu()]),
    [4, 4, 2],
    ['1+1 relu'],
  ],
  [
    'a dense block: no sum of norms, but norms',
    l.concat([l.identity(), l.chain([l.batchNorm(), l.relu(), l.conv(3, 3), l.dropout(0.2)])]),
    [4, 4, 2],
    ['1+0 relu'],
  ],
  [
    'a broadcast term: left to the sum',
    l.sum([l.chain([l.globalAvgPool(), l.batchNorm()]), l.conv(2, 3)]),
    [4, 4, 2],
    ['1+0'],
  ],
  [
    'a norm with a border, then relu',
    l.chain([l.conv(2, 1), l.batchNorm({ border: [1, 2, 0, 1], momentum: 0.3 }), l.relu()]),
    [4, 4, 2],
    ['border'],
  ],
  [
    'a diverse branch: a norm with a border in a sum of norms',
    l.sum([
      convNorm(3),
      l.chain([l.conv(3, 1), l.batchNorm({ border: 1 }), l.avgPool(3, { stride: 1 }), l.batchNorm()]),
    ]),
    [4, 4, 2],
    ['border', '2+0'],
  ],
  [
    'a diverse branch: a convolution that reads the border',
    l.sum([
      convNorm(3),
      l.chain([l.conv(3, 1), l.batchNorm({ border: 1 }), l.conv(3, 3, { pad: 0 }), l.batchNorm({ momentum: 0.3 })]),
    ]),
    [4, 4, 2],
    ['less border', '2+0'],
  ],
  [
    'the same with nothing before it, an odd border, stride and groups',
    l.sum([
      l.chain([
        l.batchNorm({ border: [2, 1, 1, 0], momentum: 0.3 }),
        l.conv(4, 3, { pad: 0, stride: 2, groups: 2 }),
        l.batchNorm(),
      ]),
      l.conv(4, 3, { pad: [2, 1, 1, 0], stride: 2 }),
    ]),
    [5, 5, 2],
    ['less border', '1+1'],
  ],
  [
    'a border that a padded convolution reads, and one that another layer reads',
    l.sum([
      l.chain([l.batchNorm({ border: 1 }), l.conv(2, 5, { pad: 1 }), l.batchNorm()]),
      l.chain([l.batchNorm({ border: 1 }), l.conv(2, 3, { pad: 0, bias: true }), l.batchNorm()]),
    ]),
    [4, 4, 2],
    ['border', 'border', '2+0'],
  ],
];

const training = { mode: 'train' } as const;
const fresh = (name: string, layer: Layer, input: Shape) => randomNetwork(layer, input, Rng.seeded(name));

describe('sums of norms, and norms with a border, as one kernel', () => {
  it.each(CASES)('%s', (name, layer, input, calls) => {
    const net = fresh(name, layer, input);
    for (const needsInputGrad of [true, false]) {
      const ReluSumNorms = spied<'ReluSumNorms'>(referenceKernels.ReluSumNorms);
      const options = { ...training, needsInputGrad };
      const NormWithBorder = spied<'NormWithBorder'>(referenceKernels.NormWithBorder);
      const NormLessBorder = spied<'NormLessBorder'>(referenceKernels.NormLessBorder);
      const kernels = { ...referenceKernels, ReluSumNorms, NormWithBorder, NormLessBorder };
      const fused = withKernels(kernels, () => outcomeOf(net, options));
      expectSame(fused, outcomeOf(net, options));
      const made = ReluSumNorms.mock.calls.map(
        ([terms, others, relu]) => `${terms.length}+${others.length}${relu ? ' relu' : ''}`,
      );
      made.push(...NormWithBorder.mock.calls.map(() => 'border'));
      made.push(...NormLessBorder.mock.calls.map(() => 'less border'));
      expect(made.sort()).toEqual([...calls].sort());
    }
  });

  it.each(CASES)('%s: without differentiation, the same output and statistics', (name, layer, input) => {
    const net = fresh(name, layer, input);
    const options = { ...training, differentiate: false };
    expectSame(
      withKernels(referenceKernels, () => outcomeOf(net, options)),
      outcomeOf(net, options),
    );
  });

  it('agrees with central differences', async () => {
    const smooth = l.chain([l.sum([convNorm(2), l.batchNorm(), l.conv(2, 1), l.identity()]), l.sigmoid()]);
    const restore = registerFusedKernels('cpu', referenceKernels);
    try {
      const { error } = await checkGradients(smooth, [3, 3, 2], 'train');
      expect(error).toBeLessThan(4e-3);
    } finally {
      restore();
    }
  });

  it('any expression trains alike with and without', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { maxLength: 60 }), numbers => {
        const choices = new Choices(numbers);
        const frame = randomFrame(choices);
        const layer = l.chain([randomExpression(choices, frame, 3), l.batchNorm(), l.relu()]);
        const net = fresh('expression', layer, frame.input);
        expectSame(
          withKernels(referenceKernels, () => outcomeOf(net, training)),
          outcomeOf(net, training),
          1e-3,
        );
      }),
      { seed: 1, numRuns: 60 },
    );
  });
});

it.each([
  ['one kernel', referenceKernels],
  ['tfjs ops', {}],
])('running statistics move towards the mean and the unbiased variance: %s', async (_, kernels) => {
  const net = network(l.batchNorm({ momentum: 0.25 }), [1], Rng.seeded(1));
  const instance = instantiate(net);
  withKernels(kernels, () => {
    const x = tf.tensor2d([1, 2, 6], [3, 1]); // mean 3, variance (4 + 1 + 9)/2
    pass(instance, x, { ...training, differentiate: false }).output.dispose();
  });
  const params = await snapshot(instance);
  expect(params.get('mean')!.data[0]).toBeCloseTo(0.25 * 3, 6);
  expect(params.get('variance')!.data[0]).toBeCloseTo(0.75 + 0.25 * 7, 6);
  disposeInstance(instance);
});

describe('asks for no more than is needed', () => {
  const wants = (layer: Layer, needsInputGrad: boolean) => {
    const ReluSumNormsGradient = spied<'ReluSumNormsGradient'>(referenceKernels.ReluSumNormsGradient);
    withKernels({ ...referenceKernels, ReluSumNormsGradient }, () =>
      outcomeOf(fresh('wants', layer, [4, 4, 2]), { ...training, needsInputGrad }),
    );
    return ReluSumNormsGradient.mock.calls.map(([, , terms, others]) => [...terms.map(t => t.needsInputGrad), others]);
  };

  it.each([
    ['a norm at the input', l.batchNorm(), false, [[false, 'none']]],
    ['a norm at the input whose gradient is wanted', l.batchNorm(), true, [[true, 'none']]],
    ['RepVGG at the input', repVgg(2, { identity: l.batchNorm() }), false, [[true, true, false, 'none']]],
    ['a shortcut of the input', l.sum([convNorm(2), l.identity()]), false, [[true, 'constant']]],
    [
      'a shortcut behind parameters',
      l.chain([l.conv(2, 1), l.sum([l.batchNorm(), l.identity()])]),
      false,
      [[true, 'wanted']],
    ],
    ['another branch that learns', l.sum([l.batchNorm(), l.conv(2, 1)]), false, [[false, 'wanted']]],
  ] as const)('%s', (_, layer, needsInputGrad, expected) => expect(wants(layer, needsInputGrad)).toEqual(expected));
});

it('frees what it had saved when there is no backward walk', () => {
  const layer = l.chain([basic(2, l.identity()), repVgg(2)]);
  const instance = instantiate(fresh('abandoned', layer, [4, 4, 2]));
  const x = tf.ones([2, 4, 4, 2]);
  const before = tf.memory().numTensors;
  withKernels(referenceKernels, () => {
    const { output, dispose } = pass(instance, x, training);
    output.dispose();
    dispose();
  });
  expect(tf.memory().numTensors).toBe(before);
  disposeInstance(instance);
});

it.each(CASES)('%s: the backward walk frees what was saved', (name, layer, input) => {
  const instance = instantiate(fresh(name, layer, input));
  const x = tf.ones([2, ...input]);
  withKernels(referenceKernels, () => {
    const before = tf.memory().numTensors;
    const { output, taps, backward, dispose } = pass(instance, x, { ...training, needsInputGrad: true });
    const gradients = backward(tf.onesLike(output), new Map([...taps].map(([name, tap]) => [name, tf.onesLike(tap)])));
    expect(tf.memory().numTensors - before).toBe(1 + taps.size + gradients.size);
    tf.dispose([output, ...gradients.values()]);
    dispose();
  });
  disposeInstance(instance);
});

it('one network serves passes with and without the kernels', () => {
  const instance = instantiate(fresh('both', repVgg(2), [4, 4, 2]));
  const x = tf.ones([2, 4, 4, 2]);
  const ReluSumNorms = spied<'ReluSumNorms'>(referenceKernels.ReluSumNorms);
  const run = (mode: 'train' | 'inference') => pass(instance, x, { mode, differentiate: false }).output.dispose();
  run('train');
  withKernels({ ...referenceKernels, ReluSumNorms }, () => run('train'));
  withKernels({ ...referenceKernels, ReluSumNorms }, () => run('inference'));
  withKernels({ ReluSumNorms }, () => run('train')); // forward without backward: not taken
  expect(ReluSumNorms).toHaveBeenCalledTimes(1);
});
