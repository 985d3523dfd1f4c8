import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selectBackend } from '@refold/core/backend';
import { train } from '@refold/core/train';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heavy, simple, training } from '../../../experiments/repvgg/recipes.ts';
import { repvgg } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'refold-recipe-'));
const before = process.env.REFOLD_DATA;

beforeAll(async () => {
  process.env.REFOLD_DATA = folder;
  for (const part of ['train', 'val']) {
    for (const [name, background] of Object.entries({ cat: '#c02020', dog: '#2020c0' })) {
      const home = join(folder, 'imagenet', part, name);
      mkdirSync(home, { recursive: true });
      for (let i = 0; i < 4; i++) {
        const create = { width: 260 + 10 * i, height: 240, channels: 3, background } as const;
        await sharp({ create })
          .jpeg()
          .toFile(join(home, `${i}.JPEG`));
      }
    }
  }
  await selectBackend('wasm');
});

afterAll(() => {
  if (before === undefined) delete process.env.REFOLD_DATA;
  else process.env.REFOLD_DATA = before;
  rmSync(folder, { recursive: true, force: true });
});

describe.each(Object.entries({ simple, heavy }))('the %s ImageNet recipe', (name, recipe) => {
  it('trains on a folder of pictures', async () => {
    const settings = { data: 'imagenet', epochs: 2, batchSize: 4, lr: 0.1 };
    const layer = repvgg({ depths: [1, 1, 1, 1, 1], widths: [4, 4, 4, 4, 8] }, { classes: 2 });
    const result = await train(
      { ...training(layer, settings, recipe), seed: 0 },
      { folder: join(folder, `run-${name}`) },
    );
    expect(result.steps).toBe(4);
    expect(result.metrics).toMatchObject({ n: 8 });
    expect(Number.isFinite(result.metrics.loss)).toBe(true);
  }, 30_000);
});

it('decays kernels and the γ of identity branches, and nothing else', () => {
  const { optimizer } = training(repvgg({ depths: [1], widths: [4] }), {
    data: 'imagenet',
    epochs: 1,
    batchSize: 1,
    lr: 0.1,
  });
  const rules = optimizer.weightDecay as readonly (readonly [string, number])[];
  const decayOf = (path: string) => rules.find(([pattern]) => new RegExp(pattern).test(path))?.[1];
  expect(decayOf('stage1.0.branches.dense.conv.kernel')).toBe(1e-4);
  expect(decayOf('head.linear.kernel')).toBe(1e-4);
  expect(decayOf('stage1.1.branches.identity.gamma')).toBe(1e-4);
  expect(decayOf('stage1.1.branches.dense.norm.gamma')).toBe(0);
  expect(decayOf('head.linear.bias')).toBe(0);
});
