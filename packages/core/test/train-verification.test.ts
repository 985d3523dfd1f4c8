/** Verification: the protocol by hand, embeddings of a network, the metric of a training; and the ORL faces' layout. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generatedDataset, loadDataset } from '../src/data/index.ts';
import { network } from '../src/init/init.ts';
import { disposeInstance, instantiate } from '../src/layers/apply.ts';
import { chain, flatten, linear, tap } from '../src/layers/build.ts';
import { Rng } from '../src/rng.ts';
import { type TrainConfig, train, verification } from '../src/train/index.ts';
import { accuracyOf } from '../src/train/verification.ts';
import { activate } from './support/backends.ts';
import { classNames } from './support/labels.ts';

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

  it('judges a fold by the others alone', () => {
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

  it('are a metric of a training that asks for them', async () => {
    const data = (split: 'train' | 'test') => ({ ...unseen, split, classes: 4, size: 40, seed: 0 });
    const config: TrainConfig = {
      layer: embedder(16),
      input: [8, 8, 1],
      data: { train: data('train'), test: data('test') },
      verification: { data: unseen, tap: 'embedding' },
      optimizer: { kind: 'sgd', lr: { kind: 'constant', value: 0.05 } },
      epochs: 1,
      batchSize: 8,
      seed: 0,
    };
    const { metrics } = await train(config, { folder: join(folder, 'run') });
    expect(metrics.verification).toBeGreaterThan(0.5);
    expect(metrics.top1).toBeDefined();
  });
});

describe('the ORL faces', () => {
  const root = join(folder, 'orl-faces');
  /** A picture of 4×6 whose grey level is 6·person + number. */
  const pgm = (person: number, number: number) =>
    Buffer.concat([Buffer.from('P5\n# a comment\n4 6\n255\n'), Buffer.alloc(24, 6 * person + number)]);

  beforeAll(() => {
    for (let person = 1; person <= 40; person++) {
      mkdirSync(join(root, `s${person}`), { recursive: true });
      for (let n = 1; n <= 10; n++) writeFileSync(join(root, `s${person}`, `${n}.pgm`), pgm(person, n));
    }
  });

  it('are split by picture for 30 people, and by person for the last ten', async () => {
    const read = (split: 'train' | 'test', people?: 'known' | 'unseen') =>
      loadDataset({ name: 'faces', split, size: [3, 2], ...(people && { people }) }, { folder });
    const [trainSet, testSet, others] = [await read('train'), await read('test'), await read('test', 'unseen')];
    expect([trainSet.size, testSet.size, others.size]).toEqual([240, 60, 100]);
    expect(trainSet.shape).toEqual([3, 2, 1]);
    const levelOf = async (dataset: typeof trainSet, index: number) => {
      const { images } = await dataset.batch(Uint32Array.of(index));
      return Math.round(255 * images[0]!);
    };
    expect(await levelOf(trainSet, 9)).toBe(6 * 2 + 2);
    expect(await levelOf(testSet, 1)).toBe(6 * 1 + 10);
    expect([classNames(others)[0], await levelOf(others, 0)]).toEqual(['s31', 6 * 31 + 1]);
  });

  it('say where to ask for them, and which file is missing or broken', async () => {
    const spec = { name: 'faces', split: 'train', size: [3, 2] } as const;
    await expect(loadDataset(spec, { folder: join(folder, 'nowhere') })).rejects.toThrow(
      /Get the ORL database .* and put its folders s1 to s40/,
    );
    writeFileSync(join(root, 's3', '2.pgm'), pgm(3, 2).subarray(0, 30));
    await expect(loadDataset(spec, { folder })).rejects.toThrow(/2\.pgm is not a whole binary PGM/);
    rmSync(join(root, 's3', '2.pgm'));
    await expect(loadDataset(spec, { folder })).rejects.toThrow(/there is no .*2\.pgm/);
  });
});
