/** Runs that stop and go on, that are refused, and that fail. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { temporaryName } from '../src/io/atomic.ts';
import { thisProcess } from '../src/io/process-identity.ts';
import { constant } from '../src/optim/index.ts';
import {
  Interrupted,
  type LossDefinition,
  RUN_FILES,
  readCheckpoint,
  runHolder,
  softmaxCrossEntropy,
  type TrainConfig,
  type TrainEvent,
  train,
  writeCheckpoint,
} from '../src/train/index.ts';
import { activate } from './support/backends.ts';
import { config, listen, metricsIn, plain, RunFolder } from './support/training-run.ts';

const run = new RunFolder();

/** Ways in which a checkpoint is damaged: a flipped bit, a cut, other bytes, none. */
const DAMAGE: readonly ((bytes: Buffer) => Buffer)[] = [
  bytes => {
    bytes[bytes.length - 9]! ^= 1;
    return bytes;
  },
  bytes => bytes.subarray(0, bytes.length / 2),
  bytes => bytes.fill(0),
  () => Buffer.alloc(0),
];

describe('sessions', () => {
  beforeAll(async () => {
    await activate('cpu');
  });

  test('a finished run is returned without another step, and a lost result is made again from its checkpoint', async () => {
    const first = await train(config, { folder: run.path });
    const { events, onEvent } = listen();
    expect(await train(config, { folder: run.path, onEvent })).toEqual(first);
    expect(events).toEqual([]);
    writeFileSync(run.file('result'), '{"hash":');
    const again = await train(config, { folder: run.path, onEvent });
    expect({ ...again, seconds: 0 }).toEqual({ ...first, seconds: 0 });
    expect(events.filter(event => event.kind === 'step')).toEqual([]);
  });

  test('an interruption says where it stopped and that it can go on', async () => {
    const signal = AbortSignal.abort();
    const stopped = train(config, { folder: run.path, signal });
    await expect(stopped).rejects.toThrow(
      /after step 1 of 12 \(epoch 1 of 3\) and saved to .*Run the same command again/,
    );
    expect(readCheckpoint(run.file('checkpoint')).progress.step).toBe(1);
  });

  test('the time of all sessions is added up', async () => {
    await expect(train(config, { folder: run.path, signal: AbortSignal.abort() })).rejects.toThrow(Interrupted);
    const checkpoint = readCheckpoint(run.file('checkpoint'));
    // A first session of a thousand days.
    const seconds = 86_400_000;
    writeCheckpoint(run.file('checkpoint'), { ...checkpoint, progress: { ...checkpoint.progress, seconds } });
    const result = await train(config, { folder: run.path });
    expect(result.seconds).toBeGreaterThan(seconds);
    expect(result.steps).toBe(12);
  });

  test('an evaluation can be interrupted, and is done again', async () => {
    const controller = new AbortController();
    const onEvent = (event: TrainEvent) =>
      event.kind === 'step' && event.step === 4 && setImmediate(() => setImmediate(() => controller.abort()));
    await expect(train(config, { folder: run.path, signal: controller.signal, onEvent })).rejects.toThrow(
      /after step 4 of 12/,
    );
    expect(readCheckpoint(run.file('checkpoint')).progress.records.filter(record => 'test' in record)).toEqual([]);
    const { epochs } = await train(config, { folder: run.path });
    expect(epochs.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 4],
      [2, 8],
      [3, 12],
    ]);
  });

  test('the backend can be chosen, and a run that changed it names both', async () => {
    await expect(train(config, { folder: run.path, backend: 'cpu', signal: AbortSignal.abort() })).rejects.toThrow(
      Interrupted,
    );
    expect((await train(config, { folder: run.path, backend: 'wasm' })).backend).toBe('cpu, wasm');
    await activate('cpu');
    await expect(train(config, { folder: run.path, fresh: true, backend: 'abacus' })).rejects.toThrow(
      /unknown backend 'abacus'/,
    );
  });

  test('checkpoints are written as often as asked', async () => {
    const { events, onEvent } = listen();
    await train(config, { folder: run.path, onEvent, checkpointEvery: 0 });
    expect(events.filter(event => event.kind === 'checkpoint').map(event => event.step)).toEqual([
      ...Array.from({ length: 12 }, (_, i) => i + 1),
      12,
    ]);
  });

  test('the end of an epoch of seconds is saved, that of a shorter one is not', async () => {
    const { events, onEvent } = listen();
    let epochSeconds = 6;
    const start = performance.now();
    const epochs = () => events.filter(event => event.kind === 'epoch').length;
    vi.spyOn(performance, 'now').mockImplementation(() => start + 1000 * epochSeconds * epochs());
    onTestFinished(() => void vi.restoreAllMocks());
    const saved = () => events.filter(event => event.kind === 'checkpoint').map(event => event.step);
    await train(config, { folder: run.path, onEvent });
    expect(saved()).toEqual([4, 8, 12]);
    events.length = 0;
    epochSeconds = 1;
    await train(config, { folder: run.path, onEvent, fresh: true });
    expect(saved()).toEqual([12]);
  });

  test('metrics hold a line every so many steps and one an epoch', async () => {
    await train({ ...config, evalEvery: 2 }, { folder: run.path });
    const records = metricsIn(run.path)
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(records.map(record => [record.step, 'lr' in record, 'test' in record])).toEqual([
      [3, true, false],
      [4, false, false],
      [6, true, false],
      [8, false, true],
      [9, true, false],
      [12, true, false],
      [12, false, true],
    ]);
  });

  test('a damaged checkpoint is never resumed: it gets another name, the event says so, and the run begins again', async () => {
    const [expected, aside] = [await train(config, { folder: run.path }), `${run.file('checkpoint')}.damaged`];
    for (const [i, damage] of DAMAGE.entries()) {
      rmSync(run.file('result'));
      await train(config, { folder: run.path, fresh: true, signal: AbortSignal.abort() }).catch(() => {});
      const bytes = damage(readFileSync(run.file('checkpoint')));
      writeFileSync(run.file('checkpoint'), bytes);
      const { events, onEvent } = listen();
      const { epochs } = await train(config, { folder: run.path, onEvent });
      const path = i === 0 ? aside : `${aside}-${i + 1}`;
      expect(events.slice(0, 2)).toMatchObject([
        { kind: 'setAside', path: run.file('checkpoint'), aside: path, reason: expect.stringContaining('checkpoint') },
        { kind: 'start', step: 0 },
      ]);
      expect(readFileSync(path).equals(bytes)).toBe(true);
      expect(epochs).toEqual(expected.epochs);
    }
  });

  test('a checkpoint that the system does not hand out is left where it is', async () => {
    mkdirSync(run.file('checkpoint'));
    await expect(train(config, { folder: run.path })).rejects.toThrow(/can't read .*checkpoint/);
    expect(readdirSync(run.path)).toEqual(['checkpoint.safetensors']);
  });

  test('a result with another digit than was written is made again from its checkpoint', async () => {
    const first = await train(config, { folder: run.path });
    const written = readFileSync(run.file('result'), 'utf8');
    const digit = /"top1": 0\.\d/.exec(written)![0];
    writeFileSync(run.file('result'), written.replace(digit, digit.endsWith('1') ? '"top1": 0.2' : '"top1": 0.1'));
    expect((await train(config, { folder: run.path })).metrics).toEqual(first.metrics);
    expect(JSON.parse(readFileSync(run.file('result'), 'utf8')).metrics).toEqual(first.metrics);
  });

  test('a run goes on once at a time; what killed writes left in its folder is swept', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const [dead, mine] = [`x.${thisProcess().place}-${pid}-00000000.tmp`, temporaryName('x')];
    for (const name of [dead, mine]) writeFileSync(join(run.path, name), '');
    const first = train(config, { folder: run.path });
    await expect(train(config, { folder: run.path })).rejects.toThrow(
      new RegExp(`${run.path} is being trained by process ${process.pid}\\. Wait`),
    );
    expect(runHolder(run.path)?.pid).toBe(process.pid);
    await first;
    expect(runHolder(run.path)).toBeUndefined();
    expect(readdirSync(run.path).sort()).toEqual([...Object.values(RUN_FILES), mine].sort());
    expect(existsSync(`${run.path}.lock`)).toBe(false);
  });

  test('a checkpoint of another configuration is refused', async () => {
    await expect(train(config, { folder: run.path, signal: AbortSignal.abort() })).rejects.toThrow(Interrupted);
    const other = { ...config, seed: 8 };
    await expect(train(other, { folder: run.path })).rejects.toThrow(
      /belongs to a run of another configuration.*another folder.*move the file away/,
    );
  });

  test('a loss that is not finite stops the run and leaves the last checkpoint', async () => {
    const broken: TrainConfig = { ...plain, loss: { kind: 'bad' } };
    let step = 0;
    const bad: LossDefinition = {
      labels: ['class'],
      make: () => (output, target) => {
        const { value, gradient } = softmaxCrossEntropy(output, target);
        const scaled = tf.mul(value, step++ === 0 ? 1 : Number.NaN) as tf.Scalar;
        value.dispose();
        return { value: scaled, gradient };
      },
    };
    const options = { folder: run.path, registry: { losses: { bad } } };
    const stopped = train(broken, { ...options, signal: AbortSignal.abort() });
    await expect(stopped).rejects.toThrow(Interrupted);
    const saved = readFileSync(run.file('checkpoint'));
    const before = tf.memory().numTensors;
    await expect(train(broken, options)).rejects.toThrow(
      /the loss is NaN at step 2 of 12 \(epoch 1, learning rate 0\.05\)\. Lower/,
    );
    expect(tf.memory().numTensors).toBe(before);
    expect(readFileSync(run.file('checkpoint')).equals(saved)).toBe(true);
  });

  const small = { name: 'generated', split: 'train', size: 10, classes: 4, shape: [8, 8, 3] } as const;
  test.each<[string, Partial<TrainConfig>, RegExp]>([
    ['epochs', { epochs: 0 }, /epochs is 0; it must be a whole number above 0/],
    ['smoothing', { loss: { labelSmoothing: 1 } }, /labelSmoothing is 1; it must be in \[0, 1\)/],
    ['taps', { loss: { aux: { nope: 1 } } }, /no tap 'nope'; its taps: aux/],
    [
      'images',
      { input: [8, 8, 1] },
      /generated \(train\) has images of \[8, 8, 3\], but the network takes \[8, 8, 1\]/,
    ],
    [
      'classes',
      { data: { ...config.data, test: { ...small, split: 'test', classes: 5 } } },
      /\(test\) has 5 classes.*\[4\]/,
    ],
    ['batch', { data: { ...config.data, train: small } }, /10 training examples, fewer than the batch size of 14/],
    [
      'decay',
      { optimizer: { kind: 'sgd', lr: constant(0.1), weightDecay: [['kernel$', 1]] } },
      /no rule matches.*norm\.gamma/,
    ],
  ])('what cannot be is said at the door: %s', async (_, change, message) => {
    await expect(train({ ...config, ...change }, { folder: run.path })).rejects.toThrow(message);
  });
});
