/** How long runs will take on this machine, before they begin. */
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

/** Steps that are timed, after one that warms up. */
const STEPS = 3;

/**
 * Milliseconds that the runs still to be done will take, `slots` at a time: by the time that finished ones took on this backend, else by
 * timing some training steps; undefined where neither can be.
 * @param measure multiply-adds per second of one run that has the machine's share of a slot
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
 */
export async function trainingRate(config: AnyConfig): Promise<number | undefined> {
  if (!isSupervised(config)) return undefined;
  const { layer, input, batchSize } = config;
  if (infer(layer, input).length !== 1) return undefined;
  const { prepare } = await import('./bench-network.ts');
  const step = prepare({ layer, input, batchSize, mode: 'train' });
  try {
    await step.run();
    const start = performance.now();
    for (let i = 0; i < STEPS; i++) await step.run();
    return (1000 * STEPS * batchSize * count(layer, input).total.macs) / (performance.now() - start);
  } finally {
    step.dispose();
  }
}
