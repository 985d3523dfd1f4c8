/** Runs from end to end, on generated images. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { batchNorm, chain, conv, flatten, linear, maxPool, type Params, relu } from '@refold/core/layers';
import { constant } from '@refold/core/optim';
import {
  Interrupted,
  type MethodSpec,
  playerIn,
  RUN_FILES,
  readCheckpoint,
  type TrainConfig,
  train,
} from '@refold/core/train';
import { type AofpSettings, aofp, type CutMaskedSettings, cutMasked } from 'aofp';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'refold-aofp-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const registry = {
  methods: {
    aofp: (settings: MethodSpec) => aofp(settings as AofpSettings),
    cutMasked: (settings: MethodSpec) => cutMasked(settings as CutMaskedSettings),
  },
};
const data = (split: 'train' | 'test') =>
  ({ name: 'generated', split, size: 64, classes: 4, shape: [12, 12, 1] }) as const;
const METHOD: AofpSettings = { name: 'aofp', threshold: 0.3, samples: 6, warmUp: 4, keep: 0.6 };
const config: TrainConfig = {
  layer: chain({
    conv1: conv(8, 3),
    norm1: batchNorm(),
    relu1: relu(),
    pool1: maxPool(2),
    conv2: conv(16, 3),
    norm2: batchNorm(),
    relu2: relu(),
    pool2: maxPool(2),
    flat: flatten(),
    fc: linear(4),
  }),
  input: [12, 12, 1],
  data: { train: data('train'), test: data('test') },
  seed: 0,
  epochs: 20,
  evalEvery: 20,
  batchSize: 16,
  optimizer: { kind: 'sgd', lr: constant(0.02), momentum: 0.9, weightDecay: 1e-3 },
  method: METHOD,
};
const run = (name: string, own: Partial<TrainConfig> = {}, more: Partial<Parameters<typeof train>[1]> = {}) =>
  train({ ...config, ...own }, { folder: join(folder, name), registry, backend: 'auto', ...more });
const paramsOf = (name: string): Params => playerIn(readCheckpoint(join(folder, name, RUN_FILES.checkpoint))).params;

describe('a run by AOFP', () => {
  it('masks filters until the budget is met, keeps masks as they are set, and cuts them without a change', async () => {
    const { metrics } = await run('whole');
    expect(metrics.reduction).toBeGreaterThan(0.4);
    expect(metrics.reduction).toBeLessThan(0.75);
    expect(metrics.differing).toBe(0);
    expect(metrics.logitDifference).toBeLessThan(1e-4);
    expect(metrics.top1Pruned).toBe(metrics.top1);
    const masks = [...paramsOf('whole')].filter(([path]) => /mask\d*\.factor$/.test(path));
    expect(masks).toHaveLength(2);
    // Decay and gradients leave them alone.
    for (const [, { data }] of masks) expect([...data].every(value => value === 0 || value === 1)).toBe(true);
    expect(masks.reduce((sum, [, { data }]) => sum + [...data].reduce((a, b) => a + b, 0), 0)).toBe(metrics.channels);
  });

  it('goes on after an interruption as if there had been none', async () => {
    await run('whole');
    const stop = new AbortController();
    const onEvent = ({ kind, step }: { readonly kind: string; readonly step?: number }) => {
      if (kind === 'step' && step === 33) stop.abort();
    };
    const cut = run('cut', {}, { signal: stop.signal, onEvent: onEvent as never });
    await expect(cut).rejects.toThrow(Interrupted);
    await run('cut');
    expect(paramsOf('cut')).toEqual(paramsOf('whole'));
  });

  it('prunes nothing at a threshold of zero, nor before the warm-up', async () => {
    const { metrics } = await run('strict', { method: { ...METHOD, threshold: 0 }, epochs: 6 });
    expect(metrics.channels).toBe(24);
    const late = await run('warming up', { method: { ...METHOD, warmUp: 1000 }, epochs: 6 });
    expect(late.metrics.channels).toBe(24);
  });

  it('meets its budget at the deadline where the threshold lets nothing go, by what is known', async () => {
    const deadline = 40;
    const { metrics } = await run('late', { method: { ...METHOD, threshold: 0, deadline }, epochs: 11 });
    expect(metrics.reduction).toBeGreaterThanOrEqual(1 - METHOD.keep);
    // One filter less would not do.
    expect(metrics.reduction).toBeLessThan(1 - METHOD.keep + 0.1);
    expect(metrics.differing).toBe(0);
    const before = await run('too late', { method: { ...METHOD, threshold: 0, deadline: 1000 }, epochs: 11 });
    expect(before.metrics.channels).toBe(24);
  });

  it('raises its threshold where it is late, and only there', async () => {
    const strict = { ...METHOD, threshold: 0.02 };
    const channels = async (name: string, method: AofpSettings) => (await run(name, { method })).metrics.channels!;
    const fixed = await channels('fixed', strict);
    expect(await channels('raised', { ...strict, deadline: 79 })).toBeLessThan(fixed);
    // The line comes down so late that nothing lies above it.
    expect(await channels('patient', { ...strict, deadline: 1e6, keep: 0.99 })).toBeGreaterThanOrEqual(fixed);
  });

  it('leaves layers alone that are excepted', async () => {
    await run('excepted', { method: { ...METHOD, keep: 0.9, except: ['conv2'] } });
    expect([...paramsOf('excepted').keys()].filter(path => path.endsWith('.factor'))).toEqual(['mask.factor']);
  });
});

it('a run goes on with the cut network', async () => {
  const { metrics: before } = await run('whole');
  const { metrics } = await run(
    'tuned',
    { method: { name: 'cutMasked' }, initial: { training: config }, epochs: 2 },
    { initial: async () => paramsOf('whole') },
  );
  expect(metrics.top1Cut).toBe(before.top1Pruned);
  expect([metrics.macsPruned, metrics.paramsPruned]).toEqual([before.macsPruned, before.paramsPruned]);
  expect(metrics.top1Pruned).toBe(metrics.top1);
  expect([...paramsOf('tuned').keys()].some(path => path.includes('mask'))).toBe(false);
});
