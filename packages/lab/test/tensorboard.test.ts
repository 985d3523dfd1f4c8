/** Event files for TensorBoard: their bytes, what is written how often, and what becomes of a run whose disk is full. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Network } from '@refold/core/layers';
import type { AnyConfig, Look, RunResult } from '@refold/core/train';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isDue, MOST_BYTES, Thinning } from '../src/tensorboard/cadence.ts';
import { EventFile, eventFilesIn } from '../src/tensorboard/event-file.ts';
import { settingsOf } from '../src/tensorboard/hparams.ts';
import { type Event, encodeEvent, encodeHParams, type SummaryValue } from '../src/tensorboard/messages.ts';
import { tensorBoardOf } from '../src/tensorboard/observer.ts';
import { framed } from '../src/tensorboard/tfrecord.ts';
import { histogram, text } from '../src/tensorboard/values.ts';
import { framesIn } from './support/event-records.ts';
import { temporaryFolder } from './support/folder.ts';

const FIXTURE = join(import.meta.dirname, 'fixtures/events.tfevents');

/** The events that scripts/peers/events.py has TensorBoard write. */
function examples(): readonly Event[] {
  const hparams = (content: Uint8Array, name: string): SummaryValue => ({
    tag: `_hparams_/${name}`,
    metadata: { pluginData: { pluginName: 'hparams', content }, dataClass: 2 },
    tensor: { dtype: 1, tensorShape: { dim: [{ size: 0 }] } },
  });
  const values: readonly SummaryValue[] = [
    { tag: 'step/loss', simpleValue: 0.75 },
    {
      tag: 'parameters/kernel',
      histo: { min: -1, max: 2, num: 4, sum: 2.5, sumSquares: 6.25, bucketLimit: [0.5, 2], bucket: [1, 3] },
    },
    {
      tag: 'pictures/a',
      image: { height: 2, width: 3, colorspace: 3, encodedImageString: Buffer.from('\x89PNG', 'latin1') },
    },
    text('run', 'héllo'),
    hparams(
      encodeHParams({
        sessionStartInfo: { hparams: { lr: { numberValue: 0.1 } }, groupName: 'row (1234)', startTimeSecs: 3.5 },
      }),
      'session_start_info',
    ),
    hparams(encodeHParams({ sessionEndInfo: { status: 1, endTimeSecs: 9 } }), 'session_end_info'),
  ];
  return [
    { wallTime: 1.5, fileVersion: 'brain.Event:2' },
    { wallTime: 2.25, step: 7, sessionLog: { status: 1 } },
    ...values.map(value => ({ wallTime: 3.125, step: 300, summary: { value: [value] } })),
  ];
}

describe('an event file', () => {
  it('has the bytes that TensorBoard itself writes', () => {
    const theirs = framesIn(FIXTURE).map(frame => frame.toString('hex'));
    expect(examples().map(event => Buffer.from(framed(encodeEvent(event))).toString('hex'))).toEqual(theirs);
  });

  it('says zeros', () => {
    const bytes = encodeEvent({ wallTime: 0, summary: { value: [{ tag: 'a', simpleValue: 0 }] } });
    // Field 2 of the value, a float.
    expect(Buffer.from(bytes).toString('hex')).toContain('0a01611500000000');
  });

  it('comes after those of earlier sessions, also within a second, and replaces them where a run begins again', () => {
    const folder = temporaryFolder();
    for (let session = 0; session < 3; session++) new EventFile(folder, 4);
    expect(eventFilesIn(folder)).toHaveLength(3);
    expect(new EventFile(folder, 8).size).toBeGreaterThan(3 * 50);
    new EventFile(folder, 0);
    expect(readdirSync(folder)).toHaveLength(1);
  });
});

describe('a histogram', () => {
  const histoOf = (values: readonly number[]) => histogram('a', Float64Array.from(values))?.histo;

  it('counts each value once, in the bucket that it lies in', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }), values => {
        const { min, max, num, bucketLimit, bucket } = histoOf(values)!;
        expect([min, max, num]).toEqual([Math.min(...values), Math.max(...values), values.length]);
        expect(bucket.reduce((sum, count) => sum + count, 0)).toBe(values.length);
        expect(bucketLimit.at(-1)).toBe(max);
        for (let i = 1; i < bucketLimit.length; i++) expect(bucketLimit[i]!).toBeGreaterThan(bucketLimit[i - 1]!);
      }),
    );
  });

  it('puts values into buckets of equal width', () => {
    const { bucketLimit, bucket } = histoOf([0, 0.5, 1, 29.5, 30])!;
    expect(bucketLimit.slice(0, 3)).toEqual([1, 2, 3]);
    expect([bucket[0], bucket[1], bucket[29]]).toEqual([2, 1, 2]);
  });

  it('leaves out what is no number, and is none of an array that has nothing else', () => {
    expect(histoOf([1, Number.NaN, Infinity, 3])).toMatchObject({ min: 1, max: 3, num: 2, sum: 4, sumSquares: 10 });
    expect(histoOf([Number.NaN])).toBeUndefined();
    expect(histoOf([2, 2, 2])).toMatchObject({ bucketLimit: [2], bucket: [3] });
  });
});

describe('how often', () => {
  it('a value is due as many times as asked, the last epoch among them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 20 }), (epochs, times) => {
        const due = Array.from({ length: epochs }, (_, i) => i + 1).filter(epoch => isDue(epoch, epochs, times));
        expect(due).toHaveLength(Math.min(epochs, times));
        expect(due.at(-1)).toBe(epochs);
      }),
    );
  });

  it('items pass so that all of them fit, at multiples of what is asked', () => {
    const thinning = new Thinning(1000, 5000, 4);
    thinning.note(45);
    const passed = Array.from({ length: 1000 }, (_, i) => i + 1).filter(number => thinning.passes(number));
    expect(passed.slice(0, 2)).toEqual([12, 24]);
    expect(new Thinning(100, 5000).passes(7)).toBe(true);
  });
});

it('settings are those that fit a table, without networks and seeds', () => {
  const config = {
    layer: { op: 'relu' },
    epochs: 2,
    seed: 1,
    optimizer: { kind: 'sgd', nesterov: true, at: [1, 2] },
    initial: { training: { epochs: 5 }, player: 'judge' },
    long: Array.from({ length: 99 }, () => 1234),
  } as unknown as AnyConfig;
  expect(settingsOf(config)).toEqual({
    epochs: { numberValue: 2 },
    'optimizer.kind': { stringValue: 'sgd' },
    'optimizer.nesterov': { boolValue: true },
    'optimizer.at': { stringValue: '[1,2]' },
    initial: { stringValue: 'another run' },
    'initial.player': { stringValue: 'judge' },
  });
});

describe('the observer of a run', () => {
  afterEach(() => vi.unstubAllEnvs());
  const name = { label: 'table-1: plain, seed 0', group: 'plain (1234)', about: { row: 'plain' } };
  const layer = { op: 'linear', units: 2, bias: false } as unknown as Network['layer'];
  const look = (params = new Map()): Look => ({
    networks: async () => ({ model: { layer, input: [2], params } }),
    pictures: async () => [],
  });
  const config = (more: object) => ({ epochs: 1, seed: 0, ...more }) as unknown as AnyConfig;
  const result = { metrics: {}, epochs: [], steps: 1 } as unknown as RunResult;

  it('is none where it is turned off', () => {
    vi.stubEnv('REFOLD_TENSORBOARD', 'off');
    expect(tensorBoardOf({ folder: '', config: config({}), name }, () => {})).toBeUndefined();
  });

  it('keeps the files of a long run below 2 MB, however much it has to say', async () => {
    const folder = temporaryFolder();
    const kernel = { shape: [2, 2], data: Float32Array.from([1, 2, 3, 4]) };
    const params = new Map(Array.from({ length: 300 }, (_, i) => [`block${i}.conv.kernel`, kernel] as const));
    const epochs = 2000;
    const observer = tensorBoardOf({ folder, config: config({ epochs, logEvery: 1 }), name }, text => {
      throw new Error(text);
    })!;
    const totalSteps = 50 * epochs;
    await observer.begin({ step: 0, totalSteps, records: [] }, look(params));
    const test = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`recall/class ${i}`, 0.5]));
    for (let epoch = 1; epoch <= epochs; epoch++) {
      for (let i = 1; i <= 50; i++) observer.step({ step: 50 * (epoch - 1) + i, epoch, loss: 1, lr: 0.1 });
      await observer.epoch({ step: 50 * epoch, epoch, trainLoss: 1, test }, look(params));
    }
    await observer.end(result);
    const [file] = eventFilesIn(folder);
    const { size } = statSync(join(folder, file!));
    expect(size).toBeGreaterThan(MOST_BYTES / 3);
    expect(size).toBeLessThan(2_000_000);
    expect(readFileSync(join(folder, file!)).includes('session_end_info')).toBe(true);
  });

  it('leaves out what alone would make them too large', async () => {
    const folder = temporaryFolder();
    const kernel = { shape: [2], data: Float32Array.from([1, 2]) };
    const params = new Map(Array.from({ length: 2500 }, (_, i) => [`block${i}.conv.kernel`, kernel] as const));
    // Noise, which PNG can't make smaller.
    let state = 1;
    const pixels = Uint8Array.from({ length: 300 * 300 * 3 }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      return state >>> 24;
    });
    const pictures = async () => [{ name: 'noise', pixels, height: 300, width: 300 }];
    const observer = tensorBoardOf({ folder, config: config({ epochs: 2 }), name }, () => {})!;
    await observer.begin({ step: 0, totalSteps: 2, records: [] }, look(params));
    for (const epoch of [1, 2]) {
      await observer.epoch({ step: epoch, epoch, trainLoss: 1 }, { ...look(params), pictures });
    }
    const file = readFileSync(join(folder, eventFilesIn(folder)[0]!));
    expect(file.length).toBeLessThan(MOST_BYTES);
    expect(file.includes('pictures/noise')).toBe(false);
    expect(file.includes('block2499.conv.kernel')).toBe(true);
  });

  it('says once that it ends, and lets the run go on, where it can write no more', async () => {
    const folder = join(temporaryFolder(), 'run');
    writeFileSync(folder, 'a file where the folder should be');
    const failures: string[] = [];
    const observer = tensorBoardOf({ folder, config: config({}), name }, text => failures.push(text))!;
    await observer.begin({ step: 0, totalSteps: 1, records: [] }, look());
    observer.step({ step: 1, epoch: 1, loss: 1, lr: 0.1 });
    await observer.epoch({ step: 1, epoch: 1, trainLoss: 1 }, look());
    await observer.end(result);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatch(/^TensorBoard's event files end here, and the run goes on without: can't /);
  });

  it('writes what earlier sessions logged where they wrote no event files', async () => {
    const folder = join(temporaryFolder(), 'run');
    mkdirSync(folder);
    const observer = tensorBoardOf({ folder, config: config({ epochs: 2, logEvery: 1 }), name }, () => {})!;
    const records = [
      { step: 1, epoch: 1, loss: 3, lr: 0.1 },
      { step: 1, epoch: 1, trainLoss: 3 },
    ];
    await observer.begin({ step: 1, totalSteps: 2, records }, look());
    const frames = framesIn(join(folder, eventFilesIn(folder)[0]!)).map(frame => frame.toString('latin1'));
    for (const tag of ['session_start_info', 'network', 'step/loss', 'epoch/loss']) {
      expect(frames.filter(frame => frame.includes(tag))).toHaveLength(1);
    }
    expect(existsSync(folder)).toBe(true);
  });
});
