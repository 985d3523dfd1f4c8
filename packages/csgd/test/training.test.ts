/** Runs of the methods from end to end, on generated images. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constant } from '@refold/core/optim';
import { type MethodSpec, train } from '@refold/core/train';
import { cifarResNet } from '@refold/core/zoo';
import {
  type CsgdSettings,
  csgd,
  ONE_SHOT,
  type OneShotSettings,
  oneShot,
  type RedundantSettings,
  redundantFilters,
} from 'csgd';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'refold-csgd-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const methods = {
  csgd: (settings: MethodSpec) => csgd(settings as CsgdSettings),
  redundantFilters: (settings: MethodSpec) => redundantFilters(settings as RedundantSettings),
  oneShot: (settings: MethodSpec) => oneShot(settings as OneShotSettings),
};
const data = (split: 'train' | 'test') =>
  ({ name: 'generated', split, size: 48, classes: 3, shape: [8, 8, 3] }) as const;

const run = (name: string, method: MethodSpec, epochs = 2) =>
  train(
    {
      layer: cifarResNet(8, { shortcut: 'projection', classes: 3 }),
      input: [8, 8, 3],
      data: { train: data('train'), test: data('test') },
      seed: 0,
      epochs,
      batchSize: 12,
      optimizer: { kind: 'sgd', lr: constant(0.02), weightDecay: 1e-4 },
      method,
    },
    { folder: join(folder, name), registry: { methods }, backend: 'auto' },
  );

describe('a run by C-SGD', () => {
  it.each(['kmeans', 'even'] as const)(
    'ends with filters that are alike, and trimming changes nothing: %s',
    async by => {
      // A step halves differences, τ·ε being 0.5; running statistics forget theirs by a tenth a step.
      const { metrics } = await run(
        `strong-${by}`,
        { name: 'csgd', by, keep: 5 / 8, strength: 25, vectorStrength: 25 },
        40,
      );
      expect(metrics.logDeviation).toBeLessThan(-10);
      expect(metrics.logVectorDeviation).toBeLessThan(-10);
      expect(metrics.logitDifference).toBeLessThan(1e-3);
      expect(metrics.differing).toBe(0);
      expect(metrics.lostByTrimming).toBe(0);
      expect(metrics.reduction).toBeCloseTo(0.6, 1);
    },
    60_000,
  );

  it('reports what trimming breaks where filters are still apart', async () => {
    const { metrics } = await run('weak', { name: 'csgd', by: 'even', keep: 0.5, strength: 1e-6 }, 1);
    expect(metrics.logDeviation).toBeGreaterThan(0);
    expect(metrics.logitDifference).toBeGreaterThan(1e-2);
  });
});

it('a lasso shrinks the redundant filters, and cuts them', async () => {
  const settings = { name: 'redundantFilters', by: 'even', keep: 5 / 8 };
  const [weak, strong] = [
    await run('lasso-0', { ...settings, lambda: 0 }, 10),
    await run('lasso', { ...settings, lambda: 1 }, 10),
  ];
  expect(strong.metrics.logSquares!).toBeLessThan(weak.metrics.logSquares! - 0.5);
  expect(strong.metrics.paramsPruned).toBe(weak.metrics.paramsPruned);
});

it.each(ONE_SHOT)('%s cuts first, to the widths of C-SGD, and trains on', async by => {
  const { metrics } = await run(by, { name: 'oneShot', by, keep: 5 / 8, images: 24 });
  const { metrics: merged } = await run('widths', { name: 'csgd', by: 'even', keep: 5 / 8, strength: 0 }, 1);
  expect([metrics.macsPruned, metrics.paramsPruned]).toEqual([merged.macsPruned, merged.paramsPruned]);
  expect(metrics.top1Pruned).toBe(metrics.top1);
});
