/** What inference fuses: residual sums into the convolution, ReLU into a norm that stays. */
import { beforeAll, expect, it } from 'vitest';
import { fold } from '../src/fold/index.ts';
import * as l from '../src/layers/build.ts';
import type { Layer, Network, Shape } from '../src/layers/types.ts';
import { Rng } from '../src/rng.ts';
import { cifarResNet } from '../src/zoo/index.ts';
import { activate } from './support/backends.ts';
import { referenceKernels } from './support/fused-reference.ts';
import { expectSame, outcomeOf, spied, withKernels } from './support/fusion.ts';
import { randomNetwork } from './support/random.ts';

beforeAll(() => activate('cpu'));

const inference = { mode: 'inference' } as const;

/** How often the kernel ran, after checking that it changed nothing. */
function residualSums(net: Network, tolerance?: number): readonly (readonly [stride: number, relu: boolean])[] {
  const ConvBiasSumRelu = spied<'ConvBiasSumRelu'>(referenceKernels.ConvBiasSumRelu);
  const fused = withKernels({ ConvBiasSumRelu }, () => outcomeOf(net, inference));
  expectSame(fused, outcomeOf(net, inference), tolerance);
  return ConvBiasSumRelu.mock.calls.map(([, , , , { stride }, relu]) => [stride[0], relu]);
}
const of = (layer: Layer, input: Shape = [5, 4, 2]) => residualSums(randomNetwork(layer, input, Rng.seeded('sums')));

const conv = (out: number, options = {}) => l.conv(out, 3, { bias: true, ...options });

it.each<[string, Layer, readonly (readonly [number, boolean])[]]>([
  ['conv and identity, relu', l.chain([l.sum([conv(2), l.identity()]), l.relu()]), [[1, true]]],
  ['identity and conv, no relu', l.sum([l.identity(), conv(2)]), [[1, false]]],
  [
    'a folded residual block',
    l.chain([l.sum([l.chain([conv(3, { stride: 2 }), l.relu(), conv(3)]), conv(3, { stride: 2 })]), l.relu()]),
    [[2, true]],
  ],
  [
    'sums in sums',
    l.sum([conv(2), l.chain([l.relu(), l.sum([l.sigmoid(), l.chain([l.relu(), conv(2)])])])]),
    [
      [1, false],
      [1, false],
    ],
  ],
  ['three terms: left alone', l.sum([conv(2), l.identity(), l.identity()]), []],
  ['no bias: left alone', l.sum([l.conv(2, 3), l.identity()]), []],
  ['a unit-norm kernel: left alone', l.sum([conv(2, { unitNorm: true }), l.identity()]), []],
  ['a broadcast term: left alone', l.sum([conv(2), l.globalAvgPool()]), []],
  ['relu before the sum: left alone', l.sum([l.chain([conv(2), l.relu()]), l.identity()]), []],
])('%s', (_, layer, calls) => expect(of(layer)).toEqual(calls));

it('every block of a folded ResNet is one', () => {
  const layer = cifarResNet(8);
  const { network } = fold(randomNetwork(layer, [8, 8, 3], Rng.seeded('resnet')));
  const calls = residualSums(network);
  expect(calls.length).toBe(3);
  expect(calls.every(([, relu]) => relu)).toBe(true);
});

it('is not used where a gradient may be asked for', () => {
  const ConvBiasSumRelu = spied<'ConvBiasSumRelu'>(referenceKernels.ConvBiasSumRelu);
  const net = randomNetwork(l.sum([conv(2), l.identity()]), [4, 4, 2], Rng.seeded(1));
  withKernels({ ConvBiasSumRelu }, () => {
    outcomeOf(net, { ...inference, differentiate: true });
    outcomeOf(net, { mode: 'train' });
  });
  expect(ConvBiasSumRelu).not.toHaveBeenCalled();
});

const norm = () => l.batchNorm();

it.each<[string, Layer, number]>([
  ['norm, relu', l.chain([norm(), l.relu()]), 1],
  ['pre-activation', l.chain([norm(), l.relu(), l.conv(3, 3), norm(), l.relu(), l.conv(2, 1)]), 2],
  ['dense', l.concat([l.identity(), l.chain([norm(), l.relu(), l.conv(3, 3)])]), 1],
  ['no relu: left alone', l.chain([norm(), l.sigmoid()]), 0],
])('a norm takes its ReLU along: %s', (_, layer, calls) => {
  const net = randomNetwork(layer, [5, 4, 2], Rng.seeded('norms'));
  const ScaleShiftRelu = spied<'ScaleShiftRelu'>(referenceKernels.ScaleShiftRelu);
  const fused = withKernels({ ScaleShiftRelu }, () => outcomeOf(net, inference));
  expectSame(fused, outcomeOf(net, inference));
  expect(ScaleShiftRelu).toHaveBeenCalledTimes(calls);
  withKernels({ ScaleShiftRelu }, () => {
    outcomeOf(net, { ...inference, differentiate: true });
    outcomeOf(net, { mode: 'train' });
  });
  expect(ScaleShiftRelu).toHaveBeenCalledTimes(calls);
});
