/** The whole of ResRep on generated images: rows reach zero, what is cut changes no prediction, a run that stopped goes on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chain } from '@refold/core/layers';
import { poly } from '@refold/core/optim';
import {
  Interrupted,
  playerIn,
  type Registry,
  RUN_FILES,
  readCheckpoint,
  type TrainConfig,
  train,
} from '@refold/core/train';
import { basicBlock, convNormRelu, poolAndClassify } from '@refold/core/zoo';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { activate } from '../../core/test/support/backends.ts';
import {
  type CutFirstSettings,
  cutFirst,
  LearnedNetwork,
  type ResRepSettings,
  reductionOf,
  resrep,
} from '../src/index.ts';
import { NETS } from './nets.ts';

const settings: ResRepSettings = {
  name: 'resrep',
  on: 'compactors',
  lambda: 0.3,
  keep: 0.5,
  reset: { warmUp: 4, interval: 2, growth: 4 },
};

/** 120 steps, of which a row needs about 20 to zero; rates that end near zero take it below ε. */
const config: TrainConfig = {
  layer: chain({
    stem: convNormRelu(6, 3),
    one: basicBlock({ input: 6, out: 6, stride: 2 }),
    head: poolAndClassify(4),
  }),
  input: [8, 8, 3],
  data: {
    train: { name: 'generated', split: 'train', size: 192, classes: 4, shape: [8, 8, 3], noise: 20 },
    test: { name: 'generated', split: 'test', size: 64, classes: 4, shape: [8, 8, 3], noise: 20 },
    augment: { normalize: { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] } },
  },
  optimizer: {
    kind: 'sgd',
    lr: poly(0.1, 4),
    momentum: [
      ['compactor', 0.8],
      ['', 0.9],
    ],
    weightDecay: [
      ['compactor', 0],
      ['kernel$', 1e-4],
      ['', 0],
    ],
  },
  epochs: 10,
  evalEvery: 10,
  batchSize: 16,
  seed: 3,
  method: settings,
};

const registry: Registry = {
  methods: {
    resrep: own => resrep(own as ResRepSettings),
    cutFirst: own => cutFirst(own as CutFirstSettings),
  },
};

let folder: string;
beforeAll(() => activate('wasm'));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refold-resrep-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (method: ResRepSettings, change: Partial<TrainConfig> = {}) =>
  train({ ...config, ...change, method }, { folder, fresh: true, registry });

describe('a run with resetting', () => {
  it('takes rows to zero, and the cut changes no prediction', async () => {
    const { metrics } = await run(settings);
    expect(metrics).toMatchObject({ differing: 0, lostByCut: 0 });
    expect(metrics.reduction).toBeGreaterThanOrEqual(0.5);
    expect(metrics.channels).toBe(metrics.nonZero);
    const { optimizer } = playerIn(readCheckpoint(join(folder, RUN_FILES.checkpoint)));
    const masks = [...optimizer].flatMap(([key, { data }]) => (key.startsWith('mask/') ? [...data] : []));
    expect(masks).toHaveLength(12);
    expect(metrics.channels).toBe(masks.filter(mask => mask === 1).length);
    expect(metrics.top1Pruned).toBe(metrics.top1);
    expect(metrics.top1Pruned).toBeGreaterThan(0.5);
    expect(metrics.drop).toBe(metrics.top1Base! - metrics.top1Pruned!);
    expect(metrics.macsPruned).toBeGreaterThan(0);
    expect(metrics.paramsPruned).toBeGreaterThan(0);
    const learned = new LearnedNetwork(config, playerIn(readCheckpoint(join(folder, RUN_FILES.checkpoint))).params);
    expect(reductionOf(learned.cut(), learned.base)).toBe(metrics.reduction);
    expect(learned.kept.flat()).toHaveLength(metrics.channels!);
    const whole = learned.rows.map(({ norms }) => [...Array(norms.length).keys()]);
    expect(reductionOf(learned.cut(whole), learned.base)).toBe(0);
  });

  it('that is interrupted and goes on ends bit for bit as one that is not, its masks too', async () => {
    const whole = join(folder, 'whole');
    const expected = await train(config, { folder: whole, registry });
    const options = { folder, registry };
    for (const stop of [7, 20]) {
      const abort = new AbortController();
      const session = train(config, {
        ...options,
        signal: abort.signal,
        onEvent: event => event.kind === 'step' && event.step === stop && abort.abort(),
      });
      await expect(session).rejects.toThrow(Interrupted);
    }
    const resumed = await train(config, options);
    expect(resumed.metrics).toEqual(expected.metrics);
    expect(resumed.epochs).toEqual(expected.epochs);
    const [a, b] = [folder, whole].map(under => playerIn(readCheckpoint(join(under, RUN_FILES.checkpoint))));
    expect(a!.params).toEqual(b!.params);
    expect(a!.optimizer).toEqual(b!.optimizer);
    const masks = [...a!.optimizer].filter(([key]) => key.startsWith('mask/'));
    expect(masks).toHaveLength(2);
    expect(masks.some(([, { data }]) => data.includes(0))).toBe(true);
  });

  it('is one for factors and for filters too', async () => {
    const factors = await run({ ...settings, on: 'factors' }, { epochs: 2 });
    expect(factors.metrics.channels).toBe(factors.metrics.nonZero);
    const filters = await run({ ...settings, on: 'filters' }, { epochs: 2 });
    // Filters end near zero, not at it: the budget says how many go.
    expect(filters.metrics.reduction).toBeGreaterThanOrEqual(0.5);
    expect(filters.metrics.channels).toBeLessThan(filters.metrics.nonZero!);
  });

  it('prunes branches that are not folded yet, and the cut changes no prediction', async () => {
    const { metrics } = await run(settings, { layer: NETS.RepVGG! });
    expect(metrics).toMatchObject({ differing: 0 });
    expect(metrics.channels).toBeLessThan(20);
  });
});

it('without resetting nothing is masked, and the smallest network that is no worse is looked for', async () => {
  const { reset: _, ...lasso } = settings;
  const { metrics } = await run({ ...lasso, lambda: 1e-3, minimalOn: 32 } as ResRepSettings, { epochs: 2 });
  expect(metrics.minimalReduction).toBeGreaterThanOrEqual(0);
  expect(metrics.minimalChannels).toBeLessThanOrEqual(12);
  expect(metrics.nonZero).toBe(12);
  const { optimizer } = playerIn(readCheckpoint(join(folder, RUN_FILES.checkpoint)));
  expect([...optimizer.keys()].filter(key => key.startsWith('mask/'))).toEqual([]);
});

it('a network that is folded first is read with the layers that were folded', async () => {
  const folded = { ...config, layer: NETS.RepVGG!, method: { ...settings, folded: true } };
  const { metrics } = await train({ ...folded, epochs: 2 }, { folder, registry });
  const learned = new LearnedNetwork(folded, playerIn(readCheckpoint(join(folder, RUN_FILES.checkpoint))).params);
  expect(learned.kept.flat()).toHaveLength(metrics.channels!);
  expect(reductionOf(learned.cut(), learned.base)).toBe(metrics.reduction);
});

it('a network that another method trained is refused', () => {
  const { method: _, ...plain } = config;
  const ofMethod = (method?: object) => () => new LearnedNetwork({ ...plain, ...method }, new Map());
  expect(ofMethod()).toThrow("the run's method is none, not 'resrep'");
  expect(ofMethod({ method: { name: 'cutFirst' } })).toThrow("the run's method is 'cutFirst', not 'resrep'");
});

it('cutFirst trains a network that is narrow from the start', async () => {
  const method = { name: 'cutFirst', by: 'l2', keep: 0.6 } as const;
  const { metrics } = await train({ ...config, epochs: 2, method }, { folder, registry });
  expect(metrics.reduction).toBeGreaterThanOrEqual(0.4);
  expect(metrics.top1Pruned).toBe(metrics.top1);
});
