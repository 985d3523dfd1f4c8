/** Whole training steps with every fused kernel against steps without any. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { registerFusedKernels } from '../src/backend/fused.ts';
import * as l from '../src/layers/build.ts';
import { cosine, makeOptimizer } from '../src/optim/index.ts';
import { Rng } from '../src/rng.ts';
import { Player, softmaxCrossEntropy, trainStep } from '../src/train/index.ts';
import { cifarResNet } from '../src/zoo/index.ts';
import { activate } from './support/backends.ts';
import { referenceKernels } from './support/fused-reference.ts';
import { expectSame } from './support/fusion.ts';
import { inputValues } from './support/gradients.ts';
import { randomNetwork } from './support/random.ts';

beforeAll(() => activate('cpu'));

const STEPS = 5;
const convNorm = (out: number, kernel: number) => l.chain({ conv: l.conv(out, kernel), norm: l.batchNorm() });
const repVgg = l.chain({
  block: l.sum({ dense: convNorm(4, 3), pointwise: convNorm(4, 1) }),
  relu: l.relu(),
  next: l.sum({ dense: convNorm(4, 3), pointwise: convNorm(4, 1), identity: l.batchNorm() }),
  last: l.relu(),
  pool: l.globalAvgPool(),
  flat: l.flatten(),
  fc: l.linear(2),
});

it.each([
  ['RepVGG', repVgg],
  ['a ResNet with zero-padded shortcuts', cifarResNet(8, { classes: 2 })],
  ['a ResNet with projections', cifarResNet(8, { classes: 2, shortcut: 'projection' })],
])('%s learns alike with and without', async (name, layer) => {
  const net = randomNetwork(layer, [8, 8, 3], Rng.seeded(name));
  const train = async () => {
    const optimizer = makeOptimizer({ kind: 'sgd', lr: cosine(0.01), momentum: 0.9, weightDecay: 1e-3 });
    const player = new Player({ network: net, optimizer });
    const x = tf.tensor4d(Float32Array.from(inputValues([4, 8, 8, 3], Rng.seeded('images')).data), [4, 8, 8, 3]);
    const y = tf.oneHot([0, 1, 1, 0], 2);
    const before = tf.memory().numTensors;
    const losses: number[] = [];
    for (let step = 0; step < STEPS; step++) {
      const clock = { step, stepsPerEpoch: STEPS, totalSteps: STEPS };
      losses.push(await trainStep(player, { x, y }, clock, { loss: softmaxCrossEntropy, rng: Rng.seeded(step) }));
    }
    expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
    const params = Object.fromEntries(
      [...(await player.network()).params].map(([path, { data }]) => [path, [...data]]),
    );
    player.dispose();
    tf.dispose([x, y]);
    return { losses, ...params };
  };
  const plain = await train();
  const restore = registerFusedKernels('cpu', referenceKernels);
  try {
    expectSame(await train(), plain, 1e-3);
  } finally {
    restore();
  }
  expect(plain.losses.at(-1)).toBeLessThan(plain.losses[0]!);
});
