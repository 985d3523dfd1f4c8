/** Adaptation of distributions, whole: a run measures shares, and an oracle whose answer is known says how often labels are kept. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rng } from '@refold/core';
import { type DatasetSpec, loadDataset } from '@refold/core/data';
import { init } from '@refold/core/init';
import type { Params } from '@refold/core/layers';
import { DISTRIBUTION_MEASURES, train } from '@refold/core/train';
import { beforeAll, expect, it } from 'vitest';
import { activate } from '../../core/test/support/backends.ts';
import { adaptation } from '../src/adaptation.ts';
import type { AdaptationConfig } from '../src/config.ts';
import { PIXELS, TINY } from './support/tiny.ts';

const ANSWER = 2;

beforeAll(() => activate('cpu'));

const shares = (spec: DatasetSpec, size: number): DatasetSpec =>
  ({ ...spec, label: 'distribution', size }) as DatasetSpec;

/** A classifier that gives one answer, whatever it sees. */
function stubborn({ classifier, input }: AdaptationConfig): Params {
  const params = init(classifier.layer, input, Rng.seeded(0));
  const { data } = params.get('head.scores.kernel')!;
  const bias = params.get('head.scores.bias')!;
  return new Map([
    ...params,
    ['head.scores.kernel', { ...params.get('head.scores.kernel')!, data: new Float32Array(data.length) }],
    ['head.scores.bias', { ...bias, data: Float32Array.from(bias.data, (_, i) => Number(i === ANSWER)) }],
  ]);
}

it('learns shares, and counts labels as kept where the oracle names one of the largest', async () => {
  const source = shares(TINY.source, 24);
  const config: AdaptationConfig = {
    ...TINY,
    source,
    target: shares(TINY.target, 24),
    test: shares(TINY.test, 12),
    batchSize: 8,
    epochs: 1,
    pixels: { ...PIXELS, semantic: { distance: 'skl', judge: 'static' } },
    initials: { oracle: { training: {} as never } },
  };
  const folder = mkdtempSync(join(tmpdir(), 'refold-distributions-'));
  try {
    const registry = { tasks: { adaptation } };
    const { metrics } = await train(config, { folder, registry, initial: async () => stubborn(config) });
    for (const measure of DISTRIBUTION_MEASURES) expect(metrics[measure], measure).toBeGreaterThanOrEqual(0);
    const { labels, size } = await loadDataset(source);
    if (labels.kind !== 'distribution') throw new Error(labels.kind);
    const named = Array.from({ length: size }, (_, i) => {
      const own = labels.values.subarray(8 * i, 8 * i + 8);
      return Number(own[ANSWER] === Math.max(...own));
    });
    const expected = named.reduce((a, b) => a + b, 0) / size;
    expect(expected).toBeGreaterThan(0);
    expect([metrics.known, metrics.preserved]).toEqual([expected, expected]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
