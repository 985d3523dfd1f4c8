import { afterEach, describe, expect, it, vi } from 'vitest';
import { TrainingProgress } from '../src/run/training-progress.ts';
import { duration, lineReporter, reporterFor } from '../src/terminal/progress.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A reporter whose time stands still until it is told, and what it wrote. */
function timed() {
  const lines: string[] = [];
  const clock = { now: 0 };
  const reporter = lineReporter(
    text => lines.push(text),
    () => clock.now,
  );
  return { lines, clock, reporter };
}

describe('progress', () => {
  it('is written line by line as a task of turbo, whose terminal shows no unfinished line', () => {
    vi.stubEnv('TURBO_HASH', 'abc');
    const written: string[] = [];
    const stream = { isTTY: true, write: (text: string) => written.push(text) > 0 };
    reporterFor(stream as unknown as NodeJS.WriteStream).begin('training', 3);
    expect(written).toEqual(['training ...\n']);
  });

  it('says after two seconds, then at most every ten, how far it is and how long it takes', () => {
    const { lines, clock, reporter } = timed();
    reporter.begin('training', 4);
    reporter.update(0, '');
    clock.now = 1_000;
    reporter.update(0.2, '100 images/s');
    clock.now = 5_000;
    reporter.update(1, '100 images/s');
    clock.now = 14_000;
    reporter.update(1.8, '100 images/s');
    clock.now = 20_000;
    reporter.update(2, '100 images/s');
    reporter.line('a run is done');
    expect(lines).toEqual([
      'training ...',
      'training 25 % · 100 images/s · 15 s left',
      'training 50 % · 100 images/s · 20 s left',
      'a run is done',
    ]);
  });

  it('doesn’t take what was done before for fast work', () => {
    const { lines, clock, reporter } = timed();
    reporter.begin('training', 4);
    reporter.update(1.5, '', 1.5);
    clock.now = 1_000;
    reporter.update(2.2, '', 2.2); // a second run goes on
    clock.now = 20_000;
    reporter.update(3.2, '', 2.2);
    expect(lines).toEqual(['training ...', 'training 80 % · 16 s left']);
  });

  it('knows no time left when all that is left is to measure what was trained', () => {
    const { lines, clock, reporter } = timed();
    reporter.begin('training', 2);
    reporter.update(0.5, '');
    clock.now = 20_000;
    reporter.update(2, '2 being measured');
    expect(lines).toEqual(['training ...', 'training 100 % · 2 being measured']);
  });

  it.each([
    [45_400, '45 s'],
    [12 * 60_000, '12 min'],
    [200 * 60_000, '3 h 20 min'],
  ])('writes %i ms as %s', (ms, text) => expect(duration(ms)).toBe(text));
});

describe('the runs of a session', () => {
  it('are added up: what was done before, what goes on, how fast, and what is being measured', () => {
    const tasks = Object.entries({ a: 8, b: 1, c: 3 }).map(([id, work]) => ({ id, work }));
    const meter = new TrainingProgress(tasks, ({ id }) => id === 'c');
    expect(meter.total).toBe(12);
    expect(meter.detail()).toBe('');
    expect(meter.note({ id: 'a' }, { fraction: 0.25, imagesPerSecond: 1000 })).toBe(5);
    expect(meter.note({ id: 'b' }, { fraction: 0, imagesPerSecond: 500.4 })).toBe(5);
    expect(meter.detail()).toBe('1500 images/s');
    expect(meter.note({ id: 'a' }, { fraction: 1, imagesPerSecond: 0, isMeasuring: true })).toBe(11);
    expect(meter.detail()).toBe('500 images/s, 1 being measured');
    expect(meter.finish({ id: 'b' })).toBe(12);
    expect(meter.detail()).toBe('1 being measured');
    expect(meter.before).toBe(5);
  });
});
