/** A task for tests: two players that learn against each other, each through the other's input gradients. */
import * as tf from '@tensorflow/tfjs-core';
import type { Batch } from '../../src/data/dataset.ts';
import { loadDataset } from '../../src/data/registry.ts';
import { init } from '../../src/init/init.ts';
import { INPUT, type Pass, pass } from '../../src/layers/apply.ts';
import { activation, chain, flatten, linear, reshape } from '../../src/layers/build.ts';
import type { Network } from '../../src/layers/types.ts';
import { constant, makeOptimizer } from '../../src/optim/index.ts';
import {
  initialParams,
  meanSquaredError,
  type Player,
  type StepContext,
  type TaskConfig,
  type TaskDefinition,
} from '../../src/train/index.ts';

/** Codes have as many numbers. */
const CODE = 3;
const PICTURE = [2, 2, 1] as const;

export interface GameConfig extends TaskConfig {
  readonly task: 'game';
  readonly lr: number;
}

/**
 * A painter makes pictures of codes, a reader makes codes of pictures. The painter wants its codes read (it learns through the reader's
 * input gradient); the reader wants pictures not to come back as they were (it learns through the painter's). A pool holds the
 * last code of each step, half of which the next step shows the painter again: state that must survive a checkpoint.
 */
export const game: TaskDefinition<GameConfig> = {
  async create({ seed, lr }, { fetch, rng }) {
    const pictures = await loadDataset({ name: 'generated', split: 'train', size: 10, shape: PICTURE }, fetch);
    const others = await loadDataset({ name: 'generated', split: 'test', size: 7, shape: PICTURE }, fetch);
    const networks = { painter: painter(), reader: reader() };
    const player = (name: keyof typeof networks) => {
      const { layer, input } = networks[name];
      const params = init(layer, input, rng.fork('init').fork(name));
      const optimizer = makeOptimizer({ kind: 'adam', lr: constant(lr) });
      return { network: { layer, input, params }, optimizer, lr: constant(lr) };
    };
    const judge: Network = { ...reader(), params: initialParams({ ...reader(), seed }) };
    let pool = new Float32Array(CODE);

    const step = async ({ batches, players, clock, rng }: StepContext) => {
      const count = batches.pictures!.shape[0];
      const draw = rng.fork('codes').fork(clock.step);
      const codes = Float32Array.from({ length: count * CODE }, () => draw.uniform(-1, 1));
      codes.set(pool);
      const fresh = codes.slice(-CODE);
      const [z, x] = [tf.tensor(codes, [count, CODE]), imagesOf(batches.pictures!, batches.others!)];
      const { painter, reader } = players as { painter: Player; reader: Player };
      const read = cycle(painter, reader, z);
      const painted = cycle(reader, painter, x);
      const losses = { read: await read.loss(1), missed: await painted.loss(-1) };
      const areFinite = Object.values(losses).every(Number.isFinite);
      if (areFinite) {
        await read.update(clock);
        await painted.update(clock);
        pool = fresh;
      }
      read.dispose();
      painted.dispose();
      tf.dispose([z, x]);
      return losses;
    };

    return {
      players: { painter: player('painter'), reader: player('reader'), judge: { network: judge } },
      streams: {
        pictures: { dataset: pictures, batchSize: 4 },
        others: { dataset: others, batchSize: 3, augment: { flip: true } },
      },
      step,
      evaluate: async ({ players, beforeBatch }) => {
        beforeBatch();
        const { params } = await players.painter!.network();
        return { pool: pool[0]!, weight: params.get('fc.kernel')!.data[0]! };
      },
      state: {
        save: () => new Map([['pool', { shape: [CODE], data: pool.slice() }]]),
        load: saved => {
          pool = Float32Array.from(saved.get('pool')!.data);
        },
      },
    };
  },
  datasets: () => [],
  estimateMacs: ({ epochs }) => epochs,
};

const painter = () => ({
  layer: chain({ fc: linear(4), bound: activation('tanh'), picture: reshape([...PICTURE]) }),
  input: [CODE],
});
const reader = () => ({
  layer: chain({ flat: flatten(), fc: linear(CODE), bound: activation('tanh') }),
  input: [...PICTURE],
});

/** Both batches, one after the other. */
const imagesOf = (...batches: readonly Batch[]): tf.Tensor =>
  tf.tidy(() => tf.concat(batches.map(({ images, shape }) => tf.tensor(images, [...shape]))));

/** One player's outputs, put through the other, which shall give the input back: the first learns through the second's input gradient. */
function cycle(first: Player, second: Player, input: tf.Tensor) {
  const there = pass(first.instance, input, { mode: 'train' });
  const back: Pass = pass(second.instance, there.output, { mode: 'train', needsInputGrad: true });
  const { value, gradient } = meanSquaredError(back.output, input);
  let signed: tf.Tensor | undefined;
  return {
    /** The squared error times `sign`. */
    async loss(sign: number): Promise<number> {
      signed = tf.mul(gradient, sign);
      return sign * (await value.data())[0]!;
    },
    async update(clock: StepContext['clock']): Promise<void> {
      const through = back.backward(signed!);
      signed = undefined;
      const { [INPUT]: dThere, ...others } = Object.fromEntries(through);
      tf.dispose(Object.values(others));
      await first.update(there.backward(dThere!), clock);
    },
    dispose(): void {
      there.dispose();
      back.dispose();
      tf.dispose([value, gradient, there.output, back.output, ...(signed ? [signed] : [])]);
    },
  };
}
