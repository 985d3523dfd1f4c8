/** Verification: the protocol by hand, embeddings of a network, the metric of a run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rng } from '@refold/core';
import { disposeInstance, instantiate } from '@refold/core/apply';
import { generatedDataset, loadDataset } from '@refold/core/data';
import { network } from '@refold/core/init';
import { chain, flatten, linear, tap } from '@refold/core/layers';
import { type TrainConfig, train } from '@refold/core/train';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activate } from '../../core/test/support/backends.ts';
import { accuracyOf, type VerificationSettings, verification, verifying } from '../src/verification.ts';

const folder = mkdtempSync(join(tmpdir(), 'refold-verification-'));
beforeAll(() => activate('cpu'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the protocol', () => {
  const pair = (similarity: number, same: boolean) => ({ similarity, same });

  it('is right about pairs that a threshold divides, wherever it lies', () => {
    const pairs = Array.from({ length: 40 }, (_, i) =>
      pair(i % 2 === 0 ? 0.6 + i / 1000 : 0.5 - i / 1000, i % 2 === 0),
    );
    expect(accuracyOf(pairs)).toBe(1);
  });

  it('classifies a fold by the others alone', () => {
    // In the first fold, and there only, what is alike is called different.
    const pairs = Array.from({ length: 40 }, (_, i) => {
      const [same, isFirst] = [i % 2 === 0, (i >> 1) % 10 === 0];
      return pair(same !== isFirst ? 0.9 : 0.1, same);
    });
    expect(accuracyOf(pairs)).toBeCloseTo(0.9, 12);
  });
});

const embedder = (width: number) =>
  chain({ flatten: flatten(), embed: linear(width), embedding: tap('embedding'), classify: linear(4) });
const unseen = {
  name: 'generated',
  split: 'test',
  classes: 5,
  shape: [8, 8, 1],
  size: 50,
  seed: 9,
  noise: 10,
} as const;

describe('embeddings', () => {
  it('tell generated patterns apart that no one has learnt, by what is nearly the picture itself', async () => {
    const instance = instantiate(network(embedder(64), [8, 8, 1], Rng.seeded(0)));
    const augment = { normalize: { mean: [0.5], std: [0.2] } };
    expect(
      await verification(instance, generatedDataset(unseen), { tap: 'embedding', batchSize: 16, augment }),
    ).toBeGreaterThan(0.9);
    await expect(verification(instance, generatedDataset(unseen), { tap: 'other', batchSize: 16 })).rejects.toThrow(
      "no tap 'other'",
    );
    const scenes = await loadDataset({ name: 'generated-scenes', split: 'test', shape: [8, 8, 1], size: 2 });
    await expect(verification(instance, scenes, { tap: 'embedding', batchSize: 2 })).rejects.toThrow(
      'verification needs classes',
    );
    disposeInstance(instance);
  });

  it('are a metric of a run whose method asks for them', async () => {
    const data = (split: 'train' | 'test') => ({ ...unseen, split, classes: 4, size: 40, seed: 0 });
    const config: TrainConfig = {
      layer: embedder(16),
      input: [8, 8, 1],
      data: { train: data('train'), test: data('test') },
      method: { name: 'verification', data: unseen, tap: 'embedding', batchSize: 8 },
      optimizer: { kind: 'sgd', lr: { kind: 'constant', value: 0.05 } },
      epochs: 1,
      batchSize: 8,
      seed: 0,
    };
    const { metrics } = await train(config, {
      folder: join(folder, 'run'),
      registry: { methods: { verification: settings => verifying(settings as VerificationSettings) } },
    });
    expect(metrics.verification).toBeGreaterThan(0.5);
    expect(metrics.top1).toBeDefined();
  });
});
