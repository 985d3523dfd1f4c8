import { afterEach, describe, expect, it } from 'vitest';
import { setThreads, threads } from '../src/index.ts';
import { runChild } from './support/child.ts';
import { train } from './support/training.ts';

const before = threads();
afterEach(() => setThreads(before));

/** Losses of many steps on different threads: sums are split differently, unless the deterministic mode forbids it. */
const TOLERANCE = 1e-5;
const STEPS = 10;

function expectNear(found: readonly number[], wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length);
  for (const [i, loss] of found.entries()) expect(Math.abs(loss - wanted[i]!)).toBeLessThan(TOLERANCE);
}

describe('threads', () => {
  it('train alike, however many there are', async () => {
    setThreads(1);
    const alone = await train(STEPS);
    expect(alone.at(-1)).toBeLessThan(alone[0]!);
    for (const count of [2, 3, 8]) {
      setThreads(count);
      expect(threads()).toBe(count);
      expectNear(await train(STEPS), alone);
    }
  });

  it('are a number from 1 to 256', () => {
    for (const count of [0, -1, 257, 1.5, Number.NaN]) expect(() => setThreads(count)).toThrow(RangeError);
    expect(threads()).toBe(before);
  });

  it('are taken from the environment', () => {
    const environment = { TFJS_NATIVE_THREADS: '3' };
    expect(runChild<{ threads: number }>('./settings.ts', { environment }).threads).toBe(3);
    expect(() => runChild('./settings.ts', { environment: { TFJS_NATIVE_THREADS: 'many' } })).toThrow(
      /TFJS_NATIVE_THREADS: expected a number of at least 0, not 'many'/,
    );
  });

  it('of JavaScript run kernels at the same time, and give back their memory when they end', () => {
    const { workers, alone, left } = runChild<{ workers: number[][]; alone: number[]; left: number }>(
      './two-workers.ts',
    );
    for (const losses of workers) expectNear(losses, alone);
    expect(left).toBe(0);
  });
});

describe('instruction sets', () => {
  it.each(['avx512', 'avx2', 'neon', 'baseline'])('%s: trains alike, or says that this machine lacks it', async set => {
    const environment = { TFJS_NATIVE_SET: set };
    let found: { set: string; losses: number[] };
    try {
      found = runChild('./settings.ts', { environment });
    } catch (error) {
      expect((error as Error).message).toContain(`'${set}' isn't available on this machine`);
      return;
    }
    expect(found.set).toBe(set);
    expectNear(found.losses, await train(STEPS));
  });
});
