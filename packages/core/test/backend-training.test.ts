/** Training itself on every backend: the losses of the first steps, what is left behind, and what folding changes. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { fold, relativeError } from '../src/fold/index.ts';
import { network } from '../src/init/init.ts';
import { evaluateOnce } from '../src/layers/apply.ts';
import type { Layer } from '../src/layers/types.ts';
import { ndarray } from '../src/ndarray.ts';
import { constant, makeOptimizer } from '../src/optim/index.ts';
import { Rng } from '../src/rng.ts';
import { Player, softmaxCrossEntropy, trainStep } from '../src/train/index.ts';
import { activate, onEveryBackend } from './support/backends.ts';
import { SMALL_NETS } from './support/nets.ts';
import { randomNetwork } from './support/random.ts';

const INPUT = [12, 12, 3] as const;
const CLASSES = 5;
/** The reference: another library's kernels, which are tested by others too. */
const REFERENCE = 'wasm';

/** Noise around a mean that tells the class. */
function batch(size: number, rng: Rng): { images: tf.Tensor; target: tf.Tensor } {
  const labels = Array.from({ length: size }, () => rng.int(CLASSES));
  const n = INPUT[0] * INPUT[1] * INPUT[2];
  const images = labels.flatMap(label => Array.from({ length: n }, () => rng.normal() + label - 2));
  const target = labels.flatMap(label => Array.from({ length: CLASSES }, (_, k) => Number(k === label)));
  return { images: tf.tensor(images, [size, ...INPUT]), target: tf.tensor(target, [size, CLASSES]) };
}

/** The losses of the first steps on the active backend; `watch` is called after each. */
async function losses(layer: Layer, steps: number, watch = (_step: number): void => {}): Promise<number[]> {
  const rng = Rng.seeded(3);
  const optimizer = makeOptimizer({ kind: 'sgd', lr: constant(0.05), momentum: 0.9, weightDecay: [['', 1e-3]] });
  const player = new Player({ network: network(layer, INPUT, rng.fork('init')), optimizer });
  const curve: number[] = [];
  for (let step = 0; step < steps; step++) {
    const { images, target } = batch(16, rng.fork('batch').fork(step));
    const clock = { step, stepsPerEpoch: steps, totalSteps: steps };
    const examples = { x: images, y: target };
    curve.push(await trainStep(player, examples, clock, { loss: softmaxCrossEntropy, rng }));
    tf.dispose([images, target]);
    watch(step);
  }
  player.dispose();
  return curve;
}

const reference = new Map<string, number[]>();
beforeAll(async () => {
  await activate(REFERENCE);
  for (const [name, layer] of Object.entries(SMALL_NETS)) reference.set(name, await losses(layer, 10));
});

onEveryBackend('training', backend => {
  beforeAll(() => activate(backend));

  it.each(Object.entries(SMALL_NETS))(`%s has the losses that ${REFERENCE} has`, async (name, layer) => {
    const before = tf.memory().numTensors;
    const curve = await losses(layer, 10);
    expect(tf.memory().numTensors).toBe(before);
    const wanted = reference.get(name)!;
    expect(wanted.at(-1)).toBeLessThan(wanted[0]!);
    const apart = curve.map((loss, step) => Math.abs(loss - wanted[step]!));
    expect(Math.max(...apart)).toBeLessThan(1e-3);
  });

  it.each(Object.entries(SMALL_NETS))('%s computes the same once it is folded', async (name, layer) => {
    const rng = Rng.seeded(name);
    const net = randomNetwork(layer, INPUT, rng);
    const { network: folded } = fold(net);
    expect(folded.params.size).toBeLessThan(net.params.size);
    const images = ndarray([4, ...INPUT], () => rng.normal());
    const [trained, deployed] = [await evaluateOnce(net, images), await evaluateOnce(folded, images)];
    expect(relativeError(trained.data, deployed.data)).toBeLessThan(1e-4);
  });
});

describe('memory of native', async () => {
  const native = await import('tfjs-backend-native').catch(() => undefined);

  it.skipIf(native === undefined).each(Object.entries(SMALL_NETS))(
    '%s: no step holds more than the second',
    async (_, layer) => {
      await activate('native');
      const live: number[] = [];
      await losses(layer, 100, () => live.push(native!.memory().live));
      expect(new Set(live.slice(1))).toEqual(new Set([live[1]]));
    },
  );
});
