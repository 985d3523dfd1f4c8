import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selectBackend } from '@refold/core/backend';
import { readNetwork, writeNetwork } from '@refold/core/io';
import { chain, flatten, linear, type Params, relu } from '@refold/core/layers';
import { multiStep } from '@refold/core/optim';
import {
  Interrupted,
  initialParams,
  type Method,
  playerIn,
  type Registry,
  RUN_FILES,
  readCheckpoint,
  type TrainConfig,
  type TrainOptions,
  train,
} from '@refold/core/train';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  ACTIVE,
  type GsmSettings,
  gsm,
  keptCount,
  kernelsOf,
  nonZeroRatios,
  nonZeros,
  pruneByMagnitude,
  rankCorrelation,
  shrinkage,
  sizeOfAll,
  type TicketSettings,
  ticket,
} from '../src/index.ts';

let folder: string;
beforeAll(() => selectBackend('wasm'));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refold-gsm-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const KEEP = 1 / 40;
const data = { name: 'generated', shape: [12, 12, 1], noise: 60 } as const;
const SCHEDULE = {
  lr: 0.01,
  momentum: 0.98,
  weightDecay: 9e-3,
  at: [80, 100],
  factor: 0.1,
  epochs: 120,
  stepsPerEpoch: 16,
};
const plain: TrainConfig = {
  layer: chain({ flatten: flatten(), linear1: linear(64), relu: relu(), linear2: linear(10) }),
  input: [12, 12, 1],
  data: {
    train: { ...data, split: 'train', size: 512 },
    test: { ...data, split: 'test', size: 200 },
    augment: { normalize: { mean: [0.5], std: [0.25] } },
  },
  optimizer: {
    kind: 'sgd',
    lr: multiStep(SCHEDULE.lr, SCHEDULE.at),
    momentum: SCHEDULE.momentum,
    weightDecay: [
      ['kernel$', SCHEDULE.weightDecay],
      ['', 0],
    ],
  },
  epochs: SCHEDULE.epochs,
  evalEvery: SCHEDULE.epochs,
  batchSize: 32,
  seed: 5,
};
const base: TrainConfig = {
  ...plain,
  optimizer: { kind: 'sgd', lr: multiStep(0.03, [4]), momentum: 0.9 },
  epochs: 6,
};

async function run(config: TrainConfig, name: string, options: Partial<TrainOptions> = {}) {
  const at = join(folder, name);
  const { metrics } = await train(config, { folder: at, ...options });
  const { params, optimizer } = playerIn(readCheckpoint(join(at, RUN_FILES.checkpoint)));
  return { metrics, params, optimizer, net: { layer: config.layer, input: config.input, params } };
}

const withMethod = (config: TrainConfig, method: GsmSettings | TicketSettings, initial: Params) => ({
  config: { ...config, method, initial: { training: base } },
  options: {
    initial: async () => initial,
    registry: {
      methods: { gsm: own => gsm(own as GsmSettings), ticket: own => ticket(own as TicketSettings) },
    } satisfies Registry,
  },
});

test('pruning costs little after a run in which passive weights shrank, and much in one shot', async () => {
  expect(shrinkage(SCHEDULE)).toBeGreaterThan(8);
  const before = await run(base, 'base');
  const { config, options } = withMethod(plain, { name: 'gsm', keep: KEEP, sensitivityOn: 100 }, before.params);
  const { metrics, net } = await run(config, 'gsm', options);
  const pruned = pruneByMagnitude(net, { keep: KEEP });
  const size = sizeOfAll(kernelsOf(net));
  expect(metrics).toMatchObject({ nonZero: keptCount(size, KEEP), ratio: keptCount(size, KEEP) / size, shortSteps: 0 });
  expect(metrics.top1Base).toBe(before.metrics.top1);
  expect(metrics.drop).toBeCloseTo(metrics.top1Base! - metrics.top1Pruned!, 12);
  expect(metrics.top1Base! - metrics.top1OneShot!).toBeGreaterThan(0.2);
  expect(metrics.lostByPruning!).toBeLessThan((metrics.top1Base! - metrics.top1OneShot!) / 4);
  expect(metrics.logitDifference!).toBeGreaterThan(0);
  expect(metrics['below1e-3']!).toBeGreaterThan(0.9);
  expect(metrics['below1e-4']!).toBeLessThanOrEqual(metrics['below1e-3']!);
  expect(metrics.rankCorrelation!).toBeGreaterThanOrEqual(-1);

  const path = join(folder, 'sparse.safetensors');
  writeNetwork(path, pruned, { sparse: true });
  expect(readFileSync(path)).toHaveLength(metrics.sparseBytes!);
  expect(metrics.sparseBytes! * 5).toBeLessThan(metrics.bytes!);
  expect([...readNetwork(path).params]).toEqual([...pruned.params]);
  expect(nonZeroRatios(pruned).every(ratio => ratio > 0)).toBe(true);
});

describe('a run that was interrupted ends as one that was not', () => {
  const short: TrainConfig = { ...plain, epochs: 1, evalEvery: 1 };
  test.each<[string, Partial<GsmSettings>]>([
    ['with a frozen mask', { frozenMask: true }],
    ['with counted re-activations', { counted: true }],
    ['as it is', {}],
  ])('%s', async (_, more) => {
    const initial = initialParams(short);
    const { config, options } = withMethod(short, { name: 'gsm', keep: KEEP, ...more }, initial);
    const whole = await run(config, 'whole', options);
    for (const stop of [1, 9]) {
      const controller = new AbortController();
      const onEvent: TrainOptions['onEvent'] = event =>
        event.kind === 'step' && event.step === stop && controller.abort();
      const session = { ...options, signal: controller.signal, onEvent };
      await expect(run(config, 'parts', session)).rejects.toThrow(Interrupted);
    }
    const resumed = await run(config, 'parts', options);
    expect([...resumed.params]).toEqual([...whole.params]);
    expect([...resumed.optimizer]).toEqual([...whole.optimizer]);
    expect(resumed.optimizer.has(`${ACTIVE}/linear1.kernel`)).toBe(Object.keys(more).length > 0);
  });
});

describe('a ticket', () => {
  const short: TrainConfig = { ...plain, epochs: 2, evalEvery: 2 };
  const settings: TicketSettings = { name: 'ticket', keep: KEEP, seed: 5 };

  test('begins with fresh weights where its mask has weights, and keeps zeros at exactly 0', async () => {
    const trained = await run({ ...base, epochs: 1 }, 'base');
    const { config, options } = withMethod(short, settings, trained.params);
    const mask = pruneByMagnitude(trained.net, settings);
    const fresh = initialParams(plain);
    const seen: Params[] = [];
    const own = ticket(settings);
    const watching: Method = {
      ...own,
      prepare: (net, rng) => {
        const prepared = own.prepare!(net, rng);
        seen.push(prepared.params);
        return prepared;
      },
    };
    const { net, metrics } = await run(config, 'ticket', {
      ...options,
      registry: { methods: { ticket: () => watching } },
    });
    for (const { path } of kernelsOf(net)) {
      const [start, kept, drawn] = [seen[0]!, mask.params, fresh].map(params => params.get(path)!.data);
      expect(start).toEqual(drawn!.map((value, i) => (kept![i] === 0 ? 0 : value)));
      const end = net.params.get(path)!.data;
      expect(end.every((value, i) => kept![i] !== 0 || Object.is(value, 0))).toBe(true);
      expect(end).not.toEqual(start);
    }
    expect(seen[0]!.get('linear1.bias')).toEqual(fresh.get('linear1.bias'));
    expect(metrics.nonZero).toBe(nonZeros(mask).total);
    expect(metrics.top1Base).toBe(trained.metrics.top1);
  });

  test('without a seed goes on from the pruned weights; a random mask is as large, and another', async () => {
    const trained = await run({ ...base, epochs: 1 }, 'base');
    const { seed: _, ...retrain } = settings;
    const by = (mask: TicketSettings['by']) =>
      withMethod(short, { ...(retrain as TicketSettings), ...(mask && { by: mask }) }, trained.params);
    const [largest, any] = [by('magnitude'), by('random')];
    const magnitude = await run(largest.config, 'magnitude', largest.options);
    const random = await run(any.config, 'random', any.options);
    expect(magnitude.metrics.nonZero).toBe(random.metrics.nonZero);
    const zeros = (params: Params) => [...params.get('linear1.kernel')!.data].map(value => Number(value === 0));
    expect(zeros(magnitude.params)).toEqual(zeros(pruneByMagnitude(trained.net, settings).params));
    expect(zeros(random.params)).not.toEqual(zeros(magnitude.params));
  });
});

test('rank correlation is Spearman’s, with ties at the mean of their ranks', () => {
  expect(rankCorrelation([1, 2, 3], [10, 100, 1000])).toBeCloseTo(1, 12);
  expect(rankCorrelation([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
  // Ranks 1, 2.5, 2.5, 4 against 1, 3, 2, 4: the textbook's formula for Pearson's coefficient of them.
  expect(rankCorrelation([1, 5, 5, 9], [0, 2, 1, 3])).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 12);
});
