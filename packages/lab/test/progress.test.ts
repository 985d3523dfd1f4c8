import { afterEach, describe, expect, it, vi } from 'vitest';
import { duration, lineReporter, reporterFor } from '../src/progress.ts';

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

  it('says at most every ten seconds how far it is and how long it takes', () => {
    const { lines, clock, reporter } = timed();
    reporter.begin('training', 4);
    reporter.update(0, '');
    clock.now = 5_000;
    reporter.update(1, '100 images/s');
    clock.now = 20_000;
    reporter.update(2, '100 images/s');
    reporter.line('a run is done');
    expect(lines).toEqual(['training ...', 'training 50 % · 100 images/s · 20 s left', 'a run is done']);
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

  it.each([
    [45_400, '45 s'],
    [12 * 60_000, '12 min'],
    [200 * 60_000, '3 h 20 min'],
  ])('writes %i ms as %s', (ms, text) => expect(duration(ms)).toBe(text));
});
