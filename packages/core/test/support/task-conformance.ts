/** What holds for every task: a run resumes at any step bit for bit, holds no more memory as it goes, and names a loss that isn't finite. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  type AnyConfig,
  type Checkpoint,
  Interrupted,
  RUN_FILES,
  readCheckpoint,
  type TrainEvent,
  type TrainOptions,
  train,
} from '../../src/train/index.ts';
import { activate, onEveryBackend } from './backends.ts';

export interface TaskCase {
  /** A run of a few epochs with a few steps each. */
  readonly config: AnyConfig;
  /** Where its task, losses and datasets are found. */
  readonly options?: Omit<TrainOptions, 'folder'>;
  /** Steps that memory is watched over; fewer where a step takes long on the slowest backend. Default: 500. */
  readonly watchedSteps?: number;
  /** The same run with a setting that makes a loss not finite, and that loss's name in the message. */
  readonly diverging: { readonly config: AnyConfig; readonly message: RegExp };
}

/** Steps of the run that memory is watched over, where a case doesn't say. */
const WATCHED_STEPS = 500;

/** The conformance suite of tasks, on every backend that is present. */
export function describeTask(
  name: string,
  { config, options = {}, diverging, watchedSteps = WATCHED_STEPS }: TaskCase,
): void {
  onEveryBackend(name, backend => {
    let folder: string;
    beforeAll(() => activate(backend));
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'refold-task-'));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    /** Runs in the folder of that name; `onStep` may say after which step to stop. */
    async function run(what: AnyConfig, at: string, onStep: (step: number) => boolean = () => false) {
      const abort = new AbortController();
      const onEvent = (event: TrainEvent) => event.kind === 'step' && onStep(event.step) && abort.abort();
      return await train(what, { ...options, folder: join(folder, at), signal: abort.signal, onEvent });
    }
    const file = (at: string, name: keyof typeof RUN_FILES) => join(folder, at, RUN_FILES[name]);

    it('resumes at any step, and ends bit for bit as a run that was never stopped', async () => {
      const whole = await run(config, 'whole');
      for (let stop = 1; stop <= whole.steps; stop++) {
        await expect(run(config, 'parts', step => step === stop)).rejects.toThrow(Interrupted);
      }
      const parts = await run(config, 'parts');
      expect(parts.metrics).toEqual(whole.metrics);
      expect(parts.epochs).toEqual(whole.epochs);
      expect(readFileSync(file('parts', 'metrics'), 'utf8')).toBe(readFileSync(file('whole', 'metrics'), 'utf8'));
      expect(content(readCheckpoint(file('parts', 'checkpoint')))).toEqual(
        content(readCheckpoint(file('whole', 'checkpoint'))),
      );
    });

    it(`holds no more tensors after ${watchedSteps} steps than after the second`, async () => {
      const before = tf.memory().numTensors;
      const held: [tensors: number, bytes: number][] = [];
      const epochs = 1000;
      const endless = { ...config, epochs, evalEvery: epochs, logEvery: epochs * 100 } as AnyConfig;
      const watched = run(endless, 'long', step => {
        const { numTensors, numBytes } = tf.memory();
        held.push([numTensors, numBytes]);
        return step === watchedSteps;
      });
      await expect(watched).rejects.toThrow(Interrupted);
      expect(held).toHaveLength(watchedSteps);
      expect(held.at(-1)).toEqual(held[1]);
      expect(tf.memory().numTensors).toBe(before);
    });

    it('names a loss that is not finite, and where', async () => {
      const before = tf.memory().numTensors;
      await expect(run(diverging.config, 'diverging')).rejects.toThrow(diverging.message);
      expect(tf.memory().numTensors).toBe(before);
    });
  });
}

/** What a checkpoint holds, but for the times. */
const content = ({ players, state, progress: { step, records } }: Checkpoint) => ({ players, state, step, records });
