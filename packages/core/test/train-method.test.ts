/** What a paper adds to a training: a prepared network, edited gradients, figures; parameters to begin with, and copies on the way. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { init } from '../src/init/init.ts';
import * as L from '../src/layers/index.ts';
import { constant, stateKey, type Transform } from '../src/optim/index.ts';
import { Rng } from '../src/rng.ts';
import {
  type Checkpoint,
  Interrupted,
  type Method,
  parametersDigest,
  playerIn,
  RUN_FILES,
  readCheckpoint,
  snapshotFiles,
  type TrainConfig,
  type TrainOptions,
  train,
} from '../src/train/index.ts';
import { activate } from './support/backends.ts';

const layer = L.chain({ conv: L.conv(4, 3, { stride: 2 }), relu: L.relu(), flat: L.flatten(), fc: L.linear(3) });
const data = { name: 'generated', classes: 3, shape: [6, 6, 3] } as const;

/** 4 epochs of 3 steps. */
const config: TrainConfig = {
  layer,
  input: [6, 6, 3],
  data: { train: { ...data, split: 'train', size: 24 }, test: { ...data, split: 'test', size: 10 } },
  optimizer: { kind: 'sgd', lr: constant(1e-3), momentum: 0.9 },
  epochs: 4,
  batchSize: 8,
  seed: 5,
};
const withMethod: TrainConfig = { ...config, method: { name: 'mine' } };

/** Options that register a method under that name. */
const having = (method: Method) => ({ registry: { methods: { mine: () => method } } });

let folder: string;
beforeAll(() => activate('cpu'));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refold-method-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const checkpoint = () => playerIn(readCheckpoint(join(folder, RUN_FILES.checkpoint)));
const paramsOf = () => checkpoint().params;

/** Stops a run after a step. */
async function stopAfter(step: number, what: TrainConfig, options: Partial<TrainOptions> = {}) {
  const abort = new AbortController();
  const onEvent: TrainOptions['onEvent'] = event => event.kind === 'step' && event.step === step && abort.abort();
  await expect(train(what, { folder, ...options, signal: abort.signal, onEvent })).rejects.toThrow(Interrupted);
}

describe('prepare', () => {
  /** Puts a factor behind the convolution, with numbers that it draws. */
  const grown = (calls: unknown[]): Method => ({
    prepare: (net, rng) => {
      const factor = { shape: [4], data: Float32Array.from({ length: 4 }, () => rng.uniform(1, 2)) };
      calls.push([net, factor]);
      const wider = L.insertAfter(net.layer, net.input, new Map([['conv', ['factor', L.scale()]]]));
      return { layer: wider, input: net.input, params: new Map([...net.params, ['factor.factor', factor]]) };
    },
  });

  test('makes the network that learns, of the configured one with its starting parameters', async () => {
    const calls: [L.Network, { data: Float32Array }][] = [];
    await train(withMethod, { folder, ...having(grown(calls)) });
    const [[base, factor], ...others] = calls as [[L.Network, { data: Float32Array }]];
    expect(others).toEqual([]);
    expect(base.layer).toEqual(layer);
    expect(base.params).toEqual(init(layer, config.input, Rng.seeded(config.seed).fork('init')));
    const learned = paramsOf().get('factor.factor')!;
    expect([...learned.data]).not.toEqual([...factor.data]);
    for (const [i, value] of learned.data.entries()) expect(value).toBeCloseTo(factor.data[i]!, 0);
  });

  test('is called again on resume, with the same network and an equal stream', async () => {
    const calls: unknown[] = [];
    const method = grown(calls);
    await stopAfter(5, withMethod, having(method));
    await train(withMethod, { folder, ...having(method) });
    expect(calls).toHaveLength(2);
    expect(calls[1]).toEqual(calls[0]);
    const resumed = checkpoint();
    await train(withMethod, { folder, ...having(method), fresh: true });
    expect(checkpoint().params).toEqual(resumed.params);
    expect(checkpoint().optimizer).toEqual(resumed.optimizer);
  });
});

describe('transform', () => {
  /** Holds the convolution still, and counts its own steps in the optimizer's state. */
  const still = (seen: (readonly string[])[] = []): Transform => ({
    init: () => new Map([[stateKey('count', 'all'), tf.zeros([1])]]),
    update(gradients, state, params) {
      seen.push([...params.keys()]);
      const count = state.get('count/all')!;
      state.set('count/all', tf.add(count, 1));
      count.dispose();
      const own = gradients.get('conv.kernel')!;
      gradients.set('conv.kernel', tf.zerosLike(own));
      own.dispose();
      return gradients;
    },
  });

  test('edits gradients before the configured optimizer sees them, and its state goes through checkpoints', async () => {
    const seen: (readonly string[])[] = [];
    const given: unknown[] = [];
    const method: Method = {
      prepare: net => ({ ...net }),
      transform: (net, base) => {
        given.push(net === base, net.layer === base.layer);
        return still(seen);
      },
    };
    await stopAfter(5, withMethod, having(method));
    await train(withMethod, { folder, ...having(method) });
    const start = init(layer, config.input, Rng.seeded(config.seed).fork('init'));
    expect(paramsOf().get('conv.kernel')).toEqual(start.get('conv.kernel'));
    expect(paramsOf().get('fc.kernel')).not.toEqual(start.get('fc.kernel'));
    expect([...checkpoint().optimizer.get('count/all')!.data]).toEqual([12]);
    expect([...checkpoint().optimizer.keys()]).toContain('momentum/fc.kernel');
    expect(seen).toHaveLength(12);
    expect(seen[0]).toEqual(['conv.kernel', 'fc.kernel', 'fc.bias']);
    expect(given).toEqual([false, true, false, true]);
  });

  test('may not keep what the optimizer keeps', async () => {
    const transform = (): Transform => ({ ...still(), init: () => new Map([['momentum/fc.bias', tf.zeros([1])]]) });
    await expect(train(withMethod, { folder, ...having({ transform }) })).rejects.toThrow(
      /both use the state key .momentum\/fc\.bias/,
    );
  });
});

test('measure adds its figures to the result, of the network as it ended', async () => {
  const method: Method = {
    measure: async ({ net, base, metrics }, evaluate) => {
      const predictions = await evaluate.predictions(net);
      return {
        same: evaluate.accuracy(predictions) - metrics.top1!,
        base: evaluate.accuracy(await evaluate.predictions(base, 5)),
        bias: net.params.get('fc.bias')!.data[0]!,
        start: base.params.get('fc.bias')!.data[0]!,
        images: predictions.length,
      };
    },
  };
  const kinds: string[] = [];
  const { metrics, epochs } = await train(withMethod, {
    folder,
    ...having(method),
    onEvent: ({ kind }) => kinds.push(kind),
  });
  expect(kinds.indexOf('measure')).toBe(kinds.length - 1); // after the last checkpoint: it isn't lost when measuring fails
  expect(metrics).toMatchObject({ ...epochs.at(-1)!.test, same: 0, images: 10 });
  expect(metrics.bias).toBe(paramsOf().get('fc.bias')!.data[0]);
  const start = init(layer, config.input, Rng.seeded(config.seed).fork('init'));
  expect(metrics.start).toBe(start.get('fc.bias')!.data[0]);
  expect([0, 1, 2, 3, 4, 5].map(right => right / 5)).toContain(metrics.base);
  expect(JSON.parse(readFileSync(join(folder, RUN_FILES.result), 'utf8')).metrics).toEqual(metrics);
  expect(epochs.at(-1)!.test).not.toHaveProperty('same');
});

describe('what a training begins with', () => {
  const initial = init(layer, config.input, Rng.seeded('mine'));

  test('can be given, and the method is given it', async () => {
    let given: L.Network | undefined;
    const prepare: Method['prepare'] = net => {
      given = net;
      return net;
    };
    const frozen: TrainConfig['optimizer'] = { kind: 'sgd', lr: constant(0) };
    const begun: TrainConfig = { ...withMethod, optimizer: frozen, initial: { training: config } };
    const asked: unknown[] = [];
    const lookUp: TrainOptions['initial'] = async spec => {
      asked.push(spec);
      return initial;
    };
    await train(begun, { folder, ...having({ prepare }), initial: lookUp });
    expect(asked).toEqual([{ training: config }]);
    expect(given!.params).toBe(initial);
    expect(paramsOf()).toEqual(initial);
  });

  test('is said when a method is asked for that nobody registered', async () => {
    await expect(train(withMethod, { folder })).rejects.toThrow("unknown method 'mine'. Available: none.");
    const registry = { methods: { mind: () => ({}) } };
    await expect(train(withMethod, { folder, registry })).rejects.toThrow("unknown method 'mine'. Did you mean mind?");
  });

  test('is said when another training’s end is asked for that is not given', async () => {
    await expect(train({ ...config, initial: { training: config } }, { folder })).rejects.toThrow(
      '`config.initial` names another run, but `options.initial` is missing.',
    );
    const { steps } = await train(
      { ...config, initial: { training: config } },
      { folder, initial: async () => initial },
    );
    expect(steps).toBe(12);
  });

  test('can be the caller’s own, named by their digest', async () => {
    const held: TrainConfig = { ...config, initial: { parameters: parametersDigest(initial) } };
    await stopAfter(1, { ...held, optimizer: { kind: 'sgd', lr: constant(0) } }, { parameters: initial });
    expect(paramsOf()).toEqual(initial);
    await expect(train(held, { folder, fresh: true })).rejects.toThrow(
      '`config.initial` names parameters by their digest, but `options.parameters` is missing.',
    );
    const others = init(layer, config.input, Rng.seeded('others'));
    await expect(train(held, { folder, fresh: true, parameters: others })).rejects.toThrow(
      `\`options.parameters\` aren't those that \`config.initial\` names: their digest is ${parametersDigest(others)}`,
    );
  });
});

test('the digest of parameters depends on paths, shapes and numbers, and not on their order', () => {
  const [one, two] = [Float32Array.of(1, 2), Float32Array.of(3)];
  const of = (...entries: [string, number[], Float32Array | Float64Array][]) =>
    parametersDigest(new Map(entries.map(([path, shape, data]) => [path, { shape, data }])));
  const digest = of(['a', [2], one], ['b', [1], two]);
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(of(['b', [1], two], ['a', [2], one])).toBe(digest);
  const others = [
    of(['a', [2], one], ['c', [1], two]),
    of(['a', [1, 2], one], ['b', [1], two]),
    of(['a', [2], Float32Array.of(1, 3)], ['b', [1], two]),
    of(['a', [2], Float64Array.of(1, 2)], ['b', [1], two]),
  ];
  expect(new Set([digest, ...others]).size).toBe(5);
});

describe('copies on the way', () => {
  const kept = { ...config, snapshotEvery: 2 };
  const epochsKept = () => [...snapshotFiles(folder).keys()];

  test('are kept every so many epochs, without an optimizer’s state, and the last is the run’s end', async () => {
    await train(kept, { folder });
    expect(epochsKept()).toEqual([2, 4]);
    const [early, late] = [...snapshotFiles(folder).values()].map(path => readCheckpoint(path)) as [
      Checkpoint,
      Checkpoint,
    ];
    expect(playerIn(early).optimizer.size).toBe(0);
    expect([early.progress.step, late.progress.step]).toEqual([6, 12]);
    expect(playerIn(late).params).toEqual(paramsOf());
    expect(playerIn(early).params).not.toEqual(paramsOf());
  });

  test('stay when a run goes on, and go when it begins again', async () => {
    await stopAfter(8, kept);
    expect(epochsKept()).toEqual([2]);
    await train(kept, { folder });
    expect(epochsKept()).toEqual([2, 4]);
    await train(config, { folder, fresh: true });
    expect(epochsKept()).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(Object.values(RUN_FILES).sort());
  });

  test('are none in a folder that isn’t there, and snapshotEvery must be a whole number', async () => {
    expect(snapshotFiles(join(folder, 'nowhere')).size).toBe(0);
    await expect(train({ ...config, snapshotEvery: 0 }, { folder })).rejects.toThrow(
      /snapshotEvery is 0; it must be a whole/,
    );
  });
});
