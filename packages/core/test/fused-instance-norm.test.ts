/** Instance norms with their ReLU as one kernel against the same passes without; and image generators on native against cpu. */
import { beforeAll, describe, expect, it } from 'vitest';
import { BackendUnavailable, selectBackend } from '../src/backend/index.ts';
import * as l from '../src/layers/build.ts';
import type { Layer, Shape } from '../src/layers/types.ts';
import { Rng } from '../src/rng.ts';
import { patchDiscriminator, resnetGenerator } from '../src/zoo/index.ts';
import { activate } from './support/backends.ts';
import { referenceKernels } from './support/fused-reference.ts';
import { expectSame, outcomeOf, spied, withKernels } from './support/fusion.ts';
import { randomNetwork } from './support/random.ts';

const hasNative = await selectBackend('native').then(
  () => true,
  error => {
    if (error instanceof BackendUnavailable) return false;
    throw error;
  },
);

const normed = (affine: boolean) => l.chain({ conv: l.conv(3, 3, { bias: true }), norm: l.instanceNorm({ affine }) });

/** ReLUs of the calls of the forward kernel. */
const CASES: readonly (readonly [name: string, layer: Layer, input: Shape, relus: readonly boolean[]])[] = [
  ['norm and relu of different chains', l.chain([normed(false), l.relu()]), [4, 5, 2], [true]],
  ['an affine norm and relu', l.chain([normed(true), l.relu(), l.conv(2, 1)]), [4, 5, 2], [true]],
  ['a norm at the input', l.chain([l.instanceNorm(), l.relu()]), [3, 4, 2], [true]],
  ['a norm, then another activation', l.chain([normed(true), l.leakyRelu(0.2)]), [4, 5, 2], [false]],
  [
    'a residual block',
    l.sum({ same: l.identity(), body: l.chain([normed(true), l.relu(), normed(false)]) }),
    [4, 5, 3],
    [true, false],
  ],
];

describe('with the kernel of instance norms', () => {
  beforeAll(() => activate('cpu'));

  it.each(CASES)('%s gives what it gives without', (name, layer, input, relus) => {
    const net = randomNetwork(layer, input, Rng.seeded(name));
    for (const needsInputGrad of [true, false]) {
      for (const options of [{ mode: 'train', needsInputGrad }, { mode: 'inference' }] as const) {
        const InstanceNorm = spied<'InstanceNorm'>(referenceKernels.InstanceNorm);
        const { InstanceNormGradient } = referenceKernels;
        const fused = withKernels({ InstanceNorm, InstanceNormGradient }, () => outcomeOf(net, options));
        expect(InstanceNorm.mock.calls.map(([, , , relu]) => relu)).toEqual(relus);
        expectSame(fused, outcomeOf(net, options));
      }
    }
  });
});

describe.runIf(hasNative)('native', () => {
  const resized = l.chain([l.upsample({ times: 2 }), l.reflectionPad(1), l.conv(3, 3, { pad: 0 })]);
  it.each<[string, Layer, Shape]>([
    ...CASES.map(([name, layer, input]): [string, Layer, Shape] => [name, layer, input]),
    ['a small generator', resnetGenerator({ width: 4, blocks: 1 }), [8, 12, 3]],
    ['a small discriminator', patchDiscriminator({ width: 4, downsamplings: 2 }), [20, 16, 3]],
    ['a resize convolution', resized, [4, 5, 2]],
  ])('%s is what it is on cpu, with all gradients', async (name, layer, input) => {
    const net = randomNetwork(layer, input, Rng.seeded(name));
    const outcomes = [];
    for (const backend of ['cpu', 'native']) {
      await activate(backend);
      outcomes.push(
        outcomeOf(net, { mode: 'train', needsInputGrad: true }),
        outcomeOf(net, { mode: 'inference', differentiate: true, needsInputGrad: true }),
      );
    }
    expectSame(outcomes[2]!, outcomes[0]!);
    expectSame(outcomes[3]!, outcomes[1]!);
  });
});
