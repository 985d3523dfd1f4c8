/** The forward passes and training steps that are timed. */

import { Rng } from '@refold/core';
import { disposeInstance, instantiate, pass } from '@refold/core/apply';
import { fold } from '@refold/core/fold';
import { network } from '@refold/core/init';
import { infer, type Network } from '@refold/core/layers';
import { makeOptimizer } from '@refold/core/optim';
import { Player, softmaxCrossEntropy, trainStep } from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';
import type { BenchCase } from '../define/cells.ts';
import type { Timed } from './bench.ts';

export interface Prepared {
  readonly run: Timed;
  /** Work of one pass, in the column's unit. */
  readonly work: number;
  dispose(): void;
}

/** Uploads a case's network and a random batch to the active backend, or to another runtime. */
export async function prepare({
  layer,
  input,
  batchSize,
  mode,
  runtime,
  fold: folded = false,
  edit,
  work = batchSize,
}: BenchCase): Promise<Prepared> {
  const rng = Rng.seeded('bench');
  const fresh = network(layer, input, rng.fork('parameters'));
  const edited = edit?.(fresh) ?? fresh;
  const net = folded ? fold(edited).network : edited;
  const pixels = rng.fork('input');
  const size = batchSize * input.reduce((a, b) => a * b, 1);
  const batch = {
    shape: [batchSize, ...input],
    data: Float32Array.from({ length: size }, () => pixels.uniform(-1, 1)),
  };
  if (runtime === 'onnxruntime') {
    const { onnxPass } = await import('./bench-onnx.ts');
    return { work, ...(await onnxPass(net, batch)) };
  }
  const x = tf.tensor(batch.data, batch.shape);
  const timed = mode === 'train' ? training(net, x, rng.fork('training')) : inference(net, x);
  return {
    work,
    run: timed.run,
    dispose: () => {
      timed.dispose();
      x.dispose();
    },
  };
}

/** A pass, and how to free what it holds besides the network and its batch. */
type Pass = Pick<Prepared, 'run' | 'dispose'>;

function inference(net: Network, x: tf.Tensor): Pass {
  const instance = instantiate(net, { constant: true });
  return {
    run: async () => {
      const applied = pass(instance, x, { mode: 'inference' });
      await applied.output.data();
      applied.output.dispose();
      applied.dispose();
    },
    dispose: () => disposeInstance(instance),
  };
}

/** A training step at a learning rate of zero, so that a random network doesn't change however often it is timed. */
function training(net: Network, x: tf.Tensor, rng: Rng): Pass {
  const optimizer = makeOptimizer({ kind: 'sgd', lr: { kind: 'constant', value: 0 }, momentum: 0.9 });
  const player = new Player({ network: net, optimizer });
  const [batch, classes] = [x.shape[0]!, infer(net.layer, net.input)[0]!];
  const y = tf.tidy(() => {
    const labels = tf.tensor1d(
      Array.from({ length: batch }, (_, i) => i % classes),
      'int32',
    );
    // Cast afterwards: tfjs's wasm kernel makes integers whatever type is asked for.
    return tf.cast(tf.oneHot(labels, classes), 'float32');
  });
  const clock = { step: 0, stepsPerEpoch: 1, totalSteps: 1 };
  return {
    run: async () => void (await trainStep(player, { x, y }, clock, { loss: softmaxCrossEntropy, rng })),
    dispose: () => {
      player.dispose();
      y.dispose();
    },
  };
}
