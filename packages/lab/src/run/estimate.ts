/** How long runs will take on this machine, before they begin. */
import { withNativeThreads } from '@refold/core/backend';
import { count } from '@refold/core/cost';
import { infer } from '@refold/core/layers';
import { type AnyConfig, isSupervised } from '@refold/core/train';
import type { FinishedRun } from './messages.ts';

/** A run and its multiply-adds. */
export interface SizedRun {
  readonly work: number;
  /** Undefined if it is still to be done. */
  readonly finished: FinishedRun | undefined;
}

/** Steps that warm up: a backend may try in them which of its algorithms is fastest. */
const WARM_UP = 2;
/** Steps that are timed. The fastest counts: others were interrupted. */
const STEPS = 5;

/**
 * Milliseconds that the runs still to be done will take, `slots` at a time: by the time that finished ones took on this backend, else by
 * timing some training steps; undefined where neither can be.
 * @param measure multiply-adds per second of one run with a slot's threads
 */
export async function estimateTime(
  runs: readonly SizedRun[],
  slots: number,
  measure: () => Promise<number | undefined>,
): Promise<number | undefined> {
  const sum = (of: readonly number[]) => of.reduce((a, b) => a + b, 0);
  const open = runs.filter(({ finished }) => finished === undefined);
  const done = runs.filter(({ finished }) => finished !== undefined);
  const known = sum(done.map(({ work }) => work)) / sum(done.map(({ finished }) => finished!.result.seconds));
  const rate = known > 0 ? known : await measure();
  if (rate === undefined) return undefined;
  return (1000 * sum(open.map(({ work }) => work))) / (rate * Math.min(slots, open.length));
}

/**
 * Multiply-adds of forward passes per second of training on the active backend, by timing a few steps with random images; undefined for what
 * isn't a classifier.
 * @param threads of the run, on backends that can be told
 */
export async function trainingRate(config: AnyConfig, threads: number): Promise<number | undefined> {
  if (!isSupervised(config)) return undefined;
  const { layer, input, batchSize } = config;
  if (infer(layer, input).length !== 1) return undefined;
  const { prepare } = await import('./bench-network.ts');
  const step = await prepare({ layer, input, batchSize, mode: 'train' });
  try {
    const times: number[] = [];
    await withNativeThreads(threads, async () => {
      for (let i = 0; i < WARM_UP + STEPS; i++) {
        const start = performance.now();
        await step.run();
        times.push(performance.now() - start);
      }
    });
    return (1000 * batchSize * count(layer, input).total.macs) / Math.min(...times.slice(WARM_UP));
  } finally {
    step.dispose();
  }
}
