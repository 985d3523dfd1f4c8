/** Work for our own peers: what `load` makes of a request. Loads the tensor library. */
import { RefoldError, Rng } from '@refold/core';
import { count } from '@refold/core/cost';
import { batches, cifar10, generatedDataset } from '@refold/core/data';
import { network } from '@refold/core/init';
import { constant, makeOptimizer, withGradientTransform } from '@refold/core/optim';
import { type Method, Player, softmaxCrossEntropy, targetsOf, trainStep } from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';
import {
  convolve,
  convolveInputGradient,
  convolveKernelGradient,
} from '../../packages/core/src/layers/tensors/convolution.ts';
import { prepare } from '../../packages/lab/src/run/bench-network.ts';
import { CLASSES, INPUT, netNamed } from './nets.ts';
import type { ConvolutionMode, Work } from './peer.ts';
import type { Prepared } from './serve.ts';

/** @throws RefoldError for a subject that nobody knows */
export function prepared({ subject, mode, batch }: Work): Prepared | Promise<Prepared> {
  const [, channels, side, filters] = /^conv-(\d+)x(\d+)-(\d+)$/.exec(subject)?.map(Number) ?? [];
  if (channels !== undefined) return convolution(mode as ConvolutionMode, batch, channels, side!, filters!);
  const [, size] = /^matmul-(\d+)$/.exec(subject)?.map(Number) ?? [];
  if (size !== undefined) return product(size);
  if (subject === 'loader') return loader(batch);
  if (mode === 'game') return import('./prepared-game.ts').then(({ game }) => game(batch));
  if (mode === 'train') return training(subject, batch);
  if (mode === 'inference') return inference(subject, batch);
  throw new RefoldError(`nothing to time: ${subject} ${mode}`);
}

const rng = Rng.seeded('bench');

const random = (label: string, shape: number[]): tf.Tensor => {
  const stream = rng.fork(label);
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => stream.uniform(-1, 1)),
    shape,
  );
};

/** Forward, loss, backward, SGD on one batch, which is on the backend already; by a paper's method, where one is given. */
export function training(name: string, batch: number, method: Method = {}): Prepared {
  const layer = netNamed(name);
  const base = network(layer, INPUT, rng.fork('parameters'));
  const net = method.prepare?.(base, rng.fork('method')) ?? base;
  const transform = method.transform?.(net, base);
  const watcher = method.watch?.(net, base);
  const sgd = makeOptimizer({ kind: 'sgd', lr: constant(0.01), momentum: 0.9, weightDecay: 1e-4 });
  const optimizer = transform === undefined ? sgd : withGradientTransform(transform, sgd);
  const player = new Player({ network: net, optimizer });
  const x = random('images', [batch, ...INPUT]);
  const labels = Int32Array.from({ length: batch }, (_, i) => i % CLASSES);
  const y = tf.tensor(targetsOf({ kind: 'class', values: labels }, CLASSES).values, [batch, CLASSES]);
  const clock = { step: 0, stepsPerEpoch: 1, totalSteps: 1 };
  return {
    parameters: count(layer, INPUT).total.params,
    step: async () => {
      const seen = { instance: player.instance, clock, rng: rng.fork('watch') };
      const watch = watcher && ((taps: ReadonlyMap<string, tf.Tensor>) => watcher.step({ ...seen, taps }));
      const loss = await trainStep(player, { x, y }, clock, { loss: softmaxCrossEntropy, rng, watch });
      // Such a step would have updated nothing, and been too fast.
      if (!Number.isFinite(loss)) throw new RefoldError(`${name}: the loss is ${loss}`);
    },
    dispose: () => {
      player.dispose();
      tf.dispose([x, y]);
    },
  };
}

async function inference(name: string, batchSize: number): Promise<Prepared> {
  const layer = netNamed(name);
  const { run, dispose } = await prepare({ layer, input: INPUT, batchSize, fold: true });
  return { parameters: count(layer, INPUT).total.params, step: run, dispose };
}

/** A 3×3 of stride 1 in one of its three directions, alone. */
function convolution(mode: ConvolutionMode, batch: number, channels: number, side: number, filters: number): Prepared {
  const geometry = { stride: [1, 1], pad: [1, 1, 1, 1], dilation: [1, 1], groups: 1 } as const;
  const x = random('x', [batch, side, side, channels]) as tf.Tensor4D;
  const dy = random('dy', [batch, side, side, filters]) as tf.Tensor4D;
  const kernel = random('kernel', [3, 3, channels, filters]) as tf.Tensor4D;
  const directions: Readonly<Record<ConvolutionMode, () => tf.Tensor>> = {
    forward: () => convolve(x, kernel, geometry),
    'input-gradient': () => convolveInputGradient(dy, kernel, [side, side], geometry),
    'kernel-gradient': () => convolveKernelGradient(x, dy, [3, 3], geometry),
  };
  return fromTensor(directions[mode], [x, dy, kernel]);
}

function product(size: number): Prepared {
  const [a, b] = [random('a', [size, size]), random('b', [size, size])];
  return fromTensor(() => tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D), [a, b]);
}

/** Kernels are synchronous on CPU backends: the result is there when the call returns, and need not be read. */
const fromTensor = (compute: () => tf.Tensor, operands: tf.Tensor[]): Prepared => ({
  step: () => compute().dispose(),
  dispose: () => tf.dispose(operands),
});

/** A batch for training: drawn, padded, cropped, mirrored, normalised, uploaded with its targets. */
function loader(batch: number): Prepared {
  const dataset = generatedDataset({ split: 'train', size: 16 * batch });
  let epoch = 0;
  let open: ReturnType<typeof batches> | undefined;
  return {
    step: async () => {
      let next = await open?.next();
      if (next === undefined || next.done) {
        open = batches(dataset, {
          batchSize: batch,
          order: rng.fork('order').fork(++epoch),
          augment: { crop: { pad: 4 }, flip: true, normalize: cifar10.normalization },
          rng: rng.fork('augment').fork(epoch),
        });
        next = await open.next();
      }
      if (next.done) throw new RefoldError('the loader has no batch');
      const { images, shape, labels } = next.value;
      const targets = targetsOf(labels, CLASSES);
      tf.dispose([tf.tensor(images, [...shape]), tf.tensor(targets.values, [batch, CLASSES])]);
    },
    dispose: () => {},
  };
}
