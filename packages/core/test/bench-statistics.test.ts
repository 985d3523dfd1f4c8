import fc from 'fast-check';
import { expect, test } from 'vitest';
import { busyTime, foreignShare, ownTime } from '../../../scripts/bench/processor-time.ts';
import { logSlope, quantile, spreadOf } from '../../../scripts/bench/statistics.ts';

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 });

test('quartiles are those of definition 7', () => {
  // R: quantile(c(1, 2, 4, 8), c(0.25, 0.5, 0.75))
  expect(spreadOf([8, 1, 4, 2])).toEqual({ n: 4, median: 3, q1: 1.75, q3: 5 });
  expect(spreadOf([7])).toEqual({ n: 1, median: 7, q1: 7, q3: 7 });
});

test('quantiles lie between the extremes, grow with q, and do not depend on the order', () => {
  fc.assert(
    fc.property(
      values,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (v, a, b) => {
        const [low, high] = [quantile(v, Math.min(a, b)), quantile(v, Math.max(a, b))];
        expect(low).toBeGreaterThanOrEqual(Math.min(...v));
        expect(high).toBeLessThanOrEqual(Math.max(...v));
        expect(low).toBeLessThanOrEqual(high + 1e-9 * Math.abs(high));
        expect(quantile(v.toReversed(), a)).toBe(quantile(v, a));
      },
    ),
  );
});

test('the slope in logarithms is the exponent of a power law', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.double({ min: 0.1, max: 10, noNaN: true }),
      (power, factor) => {
        const points = [16, 32, 64, 512].map(x => ({ x, y: factor * x ** power }));
        expect(logSlope(points)).toBeCloseTo(power, 8);
      },
    ),
  );
});

const STAT = `cpu  100 20 30 4000 500 6 7 8 90 0
cpu0 50 10 15 2000 250 3 4 4 45 0
cpu1 50 10 15 2000 250 3 3 4 45 0
intr 1 2 3
`;

test('busy time is all but idle and iowait, with what a hypervisor took', () => {
  expect(busyTime(STAT)).toEqual({ busy: (100 + 20 + 30 + 6 + 7 + 8) / 100, processors: 2 });
});

test("a process's time is found behind a name with spaces and brackets", () => {
  const stat = '17 (node (a) b) S 1 17 17 0 -1 4194560 5000 0 0 0 250 50 0 0 20 0 11 0 77 1000000 2000';
  expect(ownTime(stat)).toBeCloseTo(3);
});

test('the foreign share is what was busy beside the own processes', () => {
  const at = (busy: number, own: number) => ({ busy, own, processors: 2 });
  expect(foreignShare(at(10, 4), at(13, 6), 2)).toBeCloseTo(0.25);
  // Ticks may be counted late for one of the clocks.
  expect(foreignShare(at(10, 4), at(11, 6), 2)).toBe(0);
});
