import { selectBackend } from '@refold/core/backend';
import { chain, conv, flatten, globalAvgPool, type Layer, linear, relu } from '@refold/core/layers';
import { constant } from '@refold/core/optim';
import type { TrainConfig } from '@refold/core/train';
import { expect, it, vi } from 'vitest';
import { estimateTime, type SizedRun, trainingRate } from '../src/run/estimate.ts';

const open = (work: number): SizedRun => ({ work, finished: undefined });
const done = (work: number, seconds: number) => ({ work, finished: { result: { seconds } } }) as unknown as SizedRun;

it('takes the rate of finished runs, all of them together', async () => {
  const measure = vi.fn();
  const runs = [done(30, 2), done(10, 2), open(50), open(50)];
  expect(await estimateTime(runs, 2, measure)).toBe(5_000);
  expect(await estimateTime([done(10, 1), open(100)], 4, measure)).toBe(10_000); // one run fills one slot
  expect(measure).not.toHaveBeenCalled();
});

it('takes the measured rate where nothing is finished, and tells nothing without one', async () => {
  expect(await estimateTime([open(60), open(40)], 1, async () => 20)).toBe(5_000);
  expect(await estimateTime([open(60)], 1, async () => undefined)).toBeUndefined();
});

const config = (layer: Layer): TrainConfig => ({
  layer,
  input: [8, 8, 3],
  data: { train: { name: 'generated', split: 'train' }, test: { name: 'generated', split: 'test' } },
  optimizer: { kind: 'sgd', lr: constant(0.1) },
  epochs: 1,
  batchSize: 4,
  seed: 0,
});

it('measures the rate of classifiers', async () => {
  await selectBackend('wasm');
  const body = { conv: conv(4, 3), relu: relu() };
  const classifier = chain({ ...body, pool: globalAvgPool(), flat: flatten(), fc: linear(3) });
  expect(await trainingRate(config(classifier), 1)).toBeGreaterThan(0);
  expect(await trainingRate(config(chain(body)), 1)).toBeUndefined();
});
