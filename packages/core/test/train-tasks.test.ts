/** Every task that core has, and two that a paper might add, in the conformance suite; and that they learn. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATASETS, type DatasetDescriptor, type DatasetSpec } from '../src/data/index.ts';
import { chain, flatten, linear } from '../src/layers/build.ts';
import { constant } from '../src/optim/index.ts';
import { Rng } from '../src/rng.ts';
import {
  playerIn,
  RUN_FILES,
  readCheckpoint,
  type TaskDefinition,
  type TrainConfig,
  train,
} from '../src/train/index.ts';
import { activate } from './support/backends.ts';
import { type GameConfig, game } from './support/reconstruction-game.ts';
import { describeTask } from './support/task-conformance.ts';
import { config as classifier } from './support/training-run.ts';

const DIMENSIONS = ['valence', 'arousal', 'dominance'].map(name => ({ name, range: [-1, 1] as const, neutral: 0 }));

/** Pictures of 2×2 pixels whose mean, contrast and slant are their three ratings: a linear law. */
const rated: DatasetDescriptor<'rated', { readonly count: number }> = {
  name: 'rated',
  title: 'Rated pictures',
  origin: { kind: 'generated' },
  defaults: { count: 24 },
  shape: () => [2, 2, 1],
  labelKind: () => ({ kind: 'dimensions', dimensions: DIMENSIONS }),
  size: ({ count }) => count,
  read: ({ count, split }) => {
    const rng = Rng.seeded('rated').fork(split);
    const images = Uint8Array.from({ length: count * 4 }, () => rng.int(256));
    const values = Float32Array.from({ length: count * 3 }, (_, i) => {
      const [a, b, c, d] = images.subarray(4 * Math.floor(i / 3)) as unknown as [number, number, number, number];
      return [(a + b + c + d) / 510 - 1, (a - b + c - d) / 510, (a + b - c - d) / 510][i % 3]!;
    });
    return { images, labels: { kind: 'dimensions', values, width: 3 } };
  },
};
const spec = (split: 'train' | 'test'): DatasetSpec => ({ name: 'rated', split }) as unknown as DatasetSpec;

const regression: TrainConfig = {
  layer: chain({ flat: flatten(), fc: linear(3) }),
  input: [2, 2, 1],
  data: { train: spec('train'), test: spec('test') },
  loss: { kind: 'smoothL1', beta: 0.5 },
  optimizer: { kind: 'adam', lr: constant(0.05) },
  epochs: 2,
  batchSize: 8,
  seed: 4,
  logEvery: 2,
};
const withRated = { fetch: { datasets: [...DATASETS, rated] } };

const duel: GameConfig = { task: 'game', lr: 0.02, epochs: 3, seed: 6, logEvery: 1 };
const withGame = { registry: { tasks: { game } } };

const blownUp = { kind: 'sgd', lr: constant(1e30) } as const;
describeTask('a classifier', {
  config: { ...classifier, epochs: 2 },
  diverging: {
    config: { ...classifier, optimizer: blownUp },
    message: /the loss is (NaN|Infinity) at step \d+ of 12 \(epoch 1, learning rate 1e\+30\)/,
  },
});
describeTask('a regression on three dimensions', {
  config: regression,
  options: withRated,
  diverging: {
    config: { ...regression, loss: { kind: 'mse' }, optimizer: blownUp },
    message: /the loss is (NaN|Infinity) at step \d of 6 \(epoch 1, learning rate 1e\+30\)/,
  },
});
describeTask('two players against each other', {
  config: duel,
  options: withGame,
  diverging: {
    config: { ...duel, lr: Number.MAX_VALUE },
    message: /the loss '(read|missed)' is NaN at step \d of 6/,
  },
});

describe('learning', () => {
  const folder = mkdtempSync(join(tmpdir(), 'refold-tasks-'));
  beforeAll(() => activate('wasm'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('finds a linear law of three dimensions', async () => {
    const { metrics } = await train(
      { ...regression, epochs: 100, evalEvery: 100 },
      { folder: join(folder, 'r'), ...withRated },
    );
    expect(metrics.r2).toBeGreaterThan(0.99);
    expect(metrics['r2/arousal']).toBeGreaterThan(0.99);
    expect(metrics['signErrors/valence']).toBeLessThan(0.1);
    expect(metrics.mse).toBeLessThan(0.003);
    expect(metrics).toMatchObject({ n: 24 });
  });

  it('moves both players, keeps frozen ones, and logs each loss by its name', async () => {
    const at = join(folder, 'game');
    const { epochs } = await train({ ...duel, epochs: 100, evalEvery: 100 }, { folder: at, ...withGame });
    const [first, last] = [epochs[0]!, epochs.at(-1)!];
    expect(Object.keys(last.trainLosses!)).toEqual(['read', 'missed']);
    expect(last.trainLoss).toBeCloseTo(last.trainLosses!.read! + last.trainLosses!.missed!, 12);
    // The painter's codes come to be read; the reader would have pictures come back wrong, more than at first.
    expect(last.trainLosses!.missed).toBeLessThan(first.trainLosses!.missed!);
    const checkpoint = readCheckpoint(join(at, RUN_FILES.checkpoint));
    expect([...checkpoint.players.keys()]).toEqual(['painter', 'reader', 'judge']);
    expect(playerIn(checkpoint, 'judge').optimizer.size).toBe(0);
    expect(playerIn(checkpoint, 'painter').optimizer.size).toBeGreaterThan(0);
    expect(checkpoint.state.get('pool')!.shape).toEqual([3]);
    expect(() => playerIn(checkpoint)).toThrow("no player 'model'. Available: painter, reader, judge.");
  });
});

it('a task without streams has no steps: its evaluation is all of it, and what it keeps is in the checkpoint', async () => {
  await activate('cpu');
  const folder = mkdtempSync(join(tmpdir(), 'refold-fit-'));
  let kept = 0;
  const fit: TaskDefinition = {
    create: async () => ({
      players: {},
      streams: {},
      step: async () => ({}),
      evaluate: async () => {
        kept = 7;
        return { answer: 42 };
      },
      noticed: () => ['The answer is known already.'],
      state: { save: () => new Map([['kept', { shape: [1], data: Float32Array.of(kept) }]]), load: () => {} },
    }),
    datasets: () => [],
    estimateMacs: () => 1,
  };
  const registry = { tasks: { fit } };
  try {
    const result = await train({ task: 'fit', epochs: 1, seed: 0 }, { folder, registry });
    expect(result).toMatchObject({ metrics: { answer: 42 }, steps: 0, imagesPerSecond: 0 });
    expect(result.epochs.map(({ notes }) => notes)).toEqual([['The answer is known already.']]);
    expect(readFileSync(join(folder, RUN_FILES.metrics), 'utf8')).toContain('"notes":["The answer is known already."]');
    const { state, players } = readCheckpoint(join(folder, RUN_FILES.checkpoint));
    expect([players.size, Array.from(state.get('kept')!.data)]).toEqual([0, [7]]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
