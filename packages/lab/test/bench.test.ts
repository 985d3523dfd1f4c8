import { selectBackend } from '@refold/core/backend';
import { chain, conv, flatten, globalAvgPool, linear } from '@refold/core/layers';
import { normed } from '@refold/core/zoo';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { alternate, ratiosOf } from '../src/run/bench.ts';
import { prepare } from '../src/run/bench-network.ts';
import { duration, lineReporter } from '../src/terminal/progress.ts';

describe('alternate', () => {
  it('changes the order each round, so that a machine that slows down slows both', async () => {
    let clock = 0;
    const order: string[] = [];
    const work = (name: string, ms: number) => () => {
      order.push(name);
      clock += ms * (1 + order.length / 100); // every run is a little slower than the one before
    };
    const timings = await alternate(work('a', 300), work('b', 600), 4, () => clock);
    expect(order.slice(4).join('')).toBe('abbaabba');
    const ratios = ratiosOf(timings, 'rate', { own: 32, reference: 32 });
    expect(ratios).toHaveLength(4);
    expect(ratios.reduce((sum, ratio) => sum + ratio / 4, 0)).toBeCloseTo(2, 2);
  });

  it('repeats fast work until a timing is long enough to trust', async () => {
    let clock = 0;
    let runs = 0;
    const fast = () => {
      runs++;
      clock += 5;
    };
    const { own } = await alternate(
      fast,
      () => {
        clock += 200;
      },
      2,
      () => clock,
    );
    expect(runs).toBe(2 + 2 * 20);
    expect(own).toEqual([0.005, 0.005]);
  });

  it('compares work a second, or seconds', () => {
    const timings = { own: [2], reference: [1] };
    expect(ratiosOf(timings, 'rate', { own: 30, reference: 10 })).toEqual([1.5]);
    expect(ratiosOf(timings, 'time', { own: 30, reference: 10 })).toEqual([2]);
  });
});

describe('prepare', () => {
  const layer = chain([normed(conv(4, 3)), globalAvgPool(), flatten(), linear(3)]);

  it.each([
    ['inference', false],
    ['inference', true],
    ['train', false],
  ] as const)('runs %s passes as often as wanted (folded: %s), and leaves no tensor behind', async (mode, fold) => {
    await selectBackend('cpu');
    const before = tf.memory().numTensors;
    const { run, work, dispose } = await prepare({ layer, input: [6, 6, 2], batchSize: 4, mode, fold });
    expect(work).toBe(4);
    await run();
    const ready = tf.memory().numTensors;
    for (let i = 0; i < 3; i++) await run();
    expect(tf.memory().numTensors).toBe(ready);
    dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('lineReporter', () => {
  it('writes a line of progress after two seconds and then one in ten, with the time left at the present rate', () => {
    let clock = 0;
    const lines: string[] = [];
    const reporter = lineReporter(
      line => lines.push(line),
      () => clock,
    );
    reporter.begin('training', 10);
    for (clock = 1000; clock <= 21_000; clock += 1000) reporter.update(2 + clock / 10_000, '100 images/s');
    reporter.line('done');
    expect(lines).toEqual([
      'training ...',
      'training 22 % · 100 images/s · 78 s left',
      'training 32 % · 100 images/s · 68 s left',
      'done',
    ]);
  });

  it('says durations in words', () => {
    expect([4_000, 600_000, 12_000_000].map(duration)).toEqual(['4 s', '10 min', '3 h 20 min']);
  });
});
