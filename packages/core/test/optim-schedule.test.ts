import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  constant,
  cosine,
  linearDecay,
  linearWarmup,
  multiStep,
  poly,
  type Schedule,
  scheduleAt,
} from '../src/optim/index.ts';

const clock = { stepsPerEpoch: 10, totalSteps: 100 };
const at = (schedule: Schedule, step: number) => scheduleAt(schedule, { ...clock, step });

test('constant stays', () => {
  expect([0, 50, 99].map(step => at(constant(0.3), step))).toEqual([0.3, 0.3, 0.3]);
});

test('cosine halves at half time and ends at its floor', () => {
  expect(at(cosine(0.1), 0)).toBeCloseTo(0.1, 12);
  expect(at(cosine(0.1), 50)).toBeCloseTo(0.05, 12);
  expect(at(cosine(0.1), 100)).toBeCloseTo(0, 12);
  expect(at(cosine(0.1, 0.02), 50)).toBeCloseTo(0.06, 12);
  // A third of the way, 1 + cos 60° = 3/2.
  expect(scheduleAt(cosine(0.1), { step: 20, stepsPerEpoch: 1, totalSteps: 60 })).toBeCloseTo(0.075, 12);
});

test('multi-step drops at the first step of each milestone epoch', () => {
  const schedule = multiStep(1, [3, 6], 0.1);
  expect([29, 30, 59, 60, 99].map(step => at(schedule, step))).toEqual([1, 0.1, 0.1, 0.1 ** 2, 0.1 ** 2]);
});

test('poly of power 1 is a line, of power 0.9 lies above it', () => {
  expect(at(poly(1, 1), 25)).toBeCloseTo(0.75, 12);
  expect(at(poly(1), 50)).toBeCloseTo(0.5 ** 0.9, 12);
  expect(at(poly(1, 2, 0.2), 50)).toBeCloseTo(0.4, 12);
});

test('a warm-up climbs to the start of what follows', () => {
  const schedule = linearWarmup(2, constant(0.8));
  expect([0, 5, 10, 20].map(step => at(schedule, step))).toEqual([0, 0.2, 0.4, 0.8]);
  expect(at(linearWarmup(2, constant(0.8), { from: 0.4 }), 10)).toBeCloseTo(0.6, 12);
});

test("after RepVGG's warm-up the cosine has already run for as long; shifted, it starts at its peak", () => {
  expect(at(linearWarmup(2, cosine(1)), 20)).toBeCloseTo((1 + Math.cos(0.2 * Math.PI)) / 2, 12);
  expect(at(linearWarmup(2, cosine(1), { shift: true }), 20)).toBeCloseTo(1, 12);
  expect(at(linearWarmup(2, cosine(1), { shift: true }), 60)).toBeCloseTo(0.5, 12);
});

test('a linear decay holds its value for some epochs, then falls in a line to its end', () => {
  // 5 of 10 epochs are 50 of 100 steps.
  expect([0, 25, 49, 50].map(step => at(linearDecay(0.3, 5), step))).toEqual([0.3, 0.3, 0.3, 0.3]);
  expect(at(linearDecay(0.3, 5), 75)).toBeCloseTo(0.15, 12);
  expect(at(linearDecay(0.3, 5), 99)).toBeCloseTo(0.3 / 50, 12);
  expect(at(linearDecay(0.3, 5), 100)).toBeCloseTo(0, 12);
  expect(at(linearDecay(0.3, 5, 0.1), 75)).toBeCloseTo(0.2, 12);
  expect(at(linearDecay(0.3, 0), 50)).toBeCloseTo(0.15, 12);
});

test('schedules are data: they survive JSON', () => {
  const schedule = linearWarmup(5, multiStep(0.1, [4, 8]));
  expect(JSON.parse(JSON.stringify(schedule))).toEqual(schedule);
});

test('every schedule stays between its floor and its peak', () => {
  const peak = fc.double({ min: 0.001, max: 10, noNaN: true });
  const schedule = fc.oneof(
    peak.map(value => cosine(value)),
    peak.map(value => poly(value, 2)),
    peak.map(value => multiStep(value, [1, 2.5])),
    fc.tuple(fc.double({ min: 0, max: 4, noNaN: true }), peak).map(([w, value]) => linearWarmup(w, cosine(value))),
  );
  fc.assert(
    fc.property(schedule, fc.nat(99), (s, step) => {
      const top = s.kind === 'linearWarmup' ? s.then : s;
      const value = at(s, step);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual((top as { value: number }).value * (1 + 1e-12));
    }),
  );
});
