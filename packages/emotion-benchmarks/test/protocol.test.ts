/** The protocol: features kept by picture, settings chosen on training samples alone, cells as runs. */
import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rng } from '@refold/core';
import type { DatasetSpec } from '@refold/core/data';
import { Interrupted, playerIn, RUN_FILES, readCheckpoint, train } from '@refold/core/train';
import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Learner, Samples } from '../src/learners/learner.ts';
import { runCell } from '../src/protocol/cell.ts';
import { FeatureStore } from '../src/protocol/feature-store.ts';
import { retrievalTask } from '../src/protocol/retrieval.ts';
import { chosenSettings } from '../src/protocol/selection.ts';
import { scalerOf } from '../src/protocol/standardise.ts';
import { type CellConfig, cellTask } from '../src/protocol/task.ts';

const folder = mkdtempSync(join(tmpdir(), 'refold-benchmarks-'));
beforeAll(() => vi.stubEnv('REFOLD_DATA', join(folder, 'data')));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const stopIfAsked = () => {};
const context = { fetch: {}, rng: Rng.seeded(1), stopIfAsked };

const pictures = (split: 'train' | 'test', label: string, size = 40): DatasetSpec =>
  ({ name: 'generated-affect', split, label, size, side: 64 }) as DatasetSpec;

describe('a store of features', () => {
  const features = (value: number) => Float32Array.from([value, -value]);

  it('gives what was added, to other processes too', () => {
    const one = new FeatureStore('ours-1', 2, folder);
    one.add(new Map([['a', features(1)]]));
    const other = new FeatureStore('ours-1', 2, folder);
    expect(other.get('a')).toBeUndefined();
    other.refresh();
    expect(other.get('a')).toEqual(features(1));
    expect(one.get('b')).toBeUndefined();
  });

  it('removes a shard that is damaged, or of another size, and reads the others', () => {
    const store = new FeatureStore('damaged-1', 2, folder);
    store.add(new Map([['a', features(1)]]));
    store.add(new Map([['b', features(2)]]));
    const [first] = readdirSync(join(folder, 'damaged-1')).sort();
    truncateSync(join(folder, 'damaged-1', first!), 40);
    writeFileSync(join(folder, 'damaged-1', 'c.safetensors'), 'nonsense');
    const again = new FeatureStore('damaged-1', 2, folder);
    again.refresh();
    expect([again.get('a'), again.get('b')]).toEqual([undefined, features(2)]);
    expect(readdirSync(join(folder, 'damaged-1'))).toHaveLength(1);
    const wider = new FeatureStore('damaged-1', 3, folder);
    wider.refresh();
    expect(wider.get('b')).toBeUndefined();
  });
});

it('standardises training features to mean 0 and variance 1, and constant ones to 0', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 3, maxLength: 3 }), {
        minLength: 2,
        maxLength: 9,
      }),
      rows => {
        const features = new Matrix(rows.map(row => [...row, 7.3]));
        const scaled = scalerOf(features)(features);
        for (let j = 0; j < 4; j++) {
          const column = scaled.getColumn(j);
          const mean = column.reduce((a, b) => a + b, 0) / column.length;
          const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length;
          expect(Math.abs(mean)).toBeLessThan(1e-6);
          const spread = Math.max(...features.getColumn(j)) - Math.min(...features.getColumn(j));
          if (j === 3) expect(column.every(value => value === 0)).toBe(true);
          else if (spread > 1e-3) expect(variance).toBeCloseTo(1, 6);
        }
      },
    ),
  );
});

describe('the choice of settings', () => {
  /** Predicts a constant that is a setting, and counts what it was shown. */
  const shown: number[] = [];
  const guess: Learner<{ readonly value: number }> = {
    name: 'guess',
    title: 'Guess',
    source: 'this test',
    learns: ['dimensions'],
    defaults: { value: 0 },
    grid: [{ value: 0 }, { value: 1 }, { value: 2 }, { value: 1 }],
    fit: (train, { value }) => {
      shown.push(train.features.rows);
      return { predict: features => Matrix.ones(features.rows, 1).mul(value) };
    },
  };
  const part = (labels: readonly number[]): Samples => ({
    features: Matrix.columnVector([...labels.keys()]),
    labels: { kind: 'dimensions', values: Float32Array.from(labels), width: 1 },
    labelKind: { kind: 'dimensions', dimensions: [{ name: 'valence', range: [0, 2], neutral: 1 }] },
    blocks: [{ name: 'place', from: 0, to: 1 }],
  });
  const learner = guess as unknown as Learner;
  const parts = [part([1, 1, 2]), part([1, 0]), part([1, 1])];

  it('takes the best on parts left out, each learnt from all the others', async () => {
    shown.length = 0;
    const { settings, score } = await chosenSettings(learner, parts, {}, 3, context);
    expect(settings).toEqual({ value: 1 });
    // Mean squared errors of 1/3, 1/2 and 0.
    expect(score).toBeCloseTo(-(1 / 3 + 1 / 2) / 3, 12);
    expect(shown).toEqual([4, 5, 5, 4, 5, 5, 4, 5, 5]);
  });

  it('leaves fixed settings alone, and learns nothing where there is no choice', async () => {
    shown.length = 0;
    expect(await chosenSettings(learner, parts, { value: 2 }, 3, context)).toEqual({ settings: { value: 2 } });
    expect(await chosenSettings(learner, parts, {}, 0, context)).toEqual({ settings: { value: 0 } });
    expect(shown).toEqual([]);
  });
});

describe('a cell', () => {
  const spec = (learner: string, label: string) => ({
    features: ['colour-statistics', 'glcm'],
    learner: { name: learner },
    train: pictures('train', label),
    test: pictures('test', label, 20),
    innerFolds: 2,
  });

  it('learns a law of colours from colours, better than the mean', async () => {
    const own = await runCell(spec('ridge', 'dimensions'), context);
    const mean = await runCell(spec('mean', 'dimensions'), context);
    expect(own.test.features.columns).toBe(20 + 12);
    expect(own.trained).toBe(40);
    expect(own.metrics.mse).toBeLessThan(mean.metrics.mse!);
    expect(mean.metrics.r2).toBeLessThanOrEqual(0);
  });

  it.each([
    ['an unknown extractor', { features: ['gits'] }, "there is no extractor 'gits'. Did you mean gist?"],
    ['an unknown learner', { learner: { name: 'smv' } }, "there is no learner 'smv'. Did you mean svm"],
    [
      'a learner of other labels',
      { learner: { name: 'ridge' } },
      "the learner 'ridge' learns labels of the kind dimensions, not 'class'. For these: ",
    ],
    ['sets of other classes', { test: pictures('test', 'polarity', 20) }, 'are of different classes or dimensions'],
  ])('names %s', async (_, change, message) => {
    await expect(runCell({ ...spec('naive-bayes', 'class'), ...change }, context)).rejects.toThrow(message);
  });

  it('stops when it is asked to, and keeps features', async () => {
    const stopped = runCell(spec('ridge', 'dimensions'), {
      ...context,
      stopIfAsked: () => {
        throw new Interrupted('stopped');
      },
    });
    await expect(stopped).rejects.toThrow(Interrupted);
  });

  it('is a run: kept with its predictions, found again, the same from the same seed', async () => {
    const config: CellConfig = {
      task: 'emotion-benchmark',
      epochs: 1,
      seed: 3,
      ...spec('logistic-regression', 'class'),
    };
    const registry = { tasks: { 'emotion-benchmark': cellTask } };
    const at = join(folder, 'run');
    const result = await train(config, { folder: at, registry, backend: 'cpu' });
    expect(result.steps).toBe(0);
    expect(result.imagesPerSecond).toBe(0);
    expect(result.metrics.top1).toBeGreaterThan(1 / 8);
    const { state, players } = readCheckpoint(join(at, RUN_FILES.checkpoint));
    expect(players.size).toBe(0);
    expect(() => playerIn({ state, players } as never)).toThrow("no player 'model'");
    expect(state.get('predicted')!.shape).toEqual([20, 8]);
    expect(state.get('labels')!.shape).toEqual([20, 1]);
    const again = await train(config, { folder: join(folder, 'again'), registry, backend: 'cpu' });
    expect(again.metrics).toEqual(result.metrics);
  });
});

it('retrieval ranks pictures of the same emotion before others more often than chance', async () => {
  const config = {
    task: 'emotion-retrieval',
    epochs: 1,
    seed: 0,
    features: ['colour-statistics'],
    train: pictures('train', 'polarity'),
    test: pictures('test', 'polarity', 40),
  } as const;
  const { metrics } = await train(config, {
    folder: join(folder, 'retrieval'),
    registry: { tasks: { 'emotion-retrieval': retrievalTask } },
    backend: 'cpu',
  });
  expect(metrics.queries).toBe(40);
  expect(metrics.map).toBeGreaterThan(0.55);
});
