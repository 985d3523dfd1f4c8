import { RefoldError } from '@refold/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TopValues } from '../src/index.ts';

/** Greatest first, of equal ones the first of the list first. */
const sorted = (values: ArrayLike<number>): number[] =>
  [...Array(values.length).keys()].sort((a, b) => values[b]! - values[a]! || a - b);

function holding(values: readonly number[]): TopValues {
  const top = new TopValues(values.length);
  top.values.set(values);
  return top;
}

/** Floats of any magnitude, subnormals and infinity among them, and few enough different ones that many are equal. */
const magnitudes = fc.oneof(
  fc.float({ min: 0, noNaN: true, noDefaultInfinity: false }),
  fc.constantFrom(0, 2 ** -149, 2 ** -126, 1, 1 + 2 ** -23, 1 - 2 ** -24, Number.POSITIVE_INFINITY),
);

describe('the selection of the largest', () => {
  it('is that of a full sort, of ties the first', () => {
    const cases = fc
      .array(magnitudes, { minLength: 1, maxLength: 300 })
      .chain(values => fc.tuple(fc.constant(values), fc.integer({ min: 1, max: values.length })));
    fc.assert(
      fc.property(cases, ([values, count]) => {
        const top = holding(values);
        const order = sorted(top.values);
        const { value, above } = top.threshold(count);
        expect(value).toBe(top.values[order[count - 1]!]!);
        expect(above).toBe(top.values.filter(other => other > value).length);
        expect([...top.select(count).places]).toEqual(order.slice(0, count).sort((a, b) => a - b));
      }),
      { numRuns: 500, seed: 20260306 },
    );
  });

  it.each([1, 5, 9])('takes exactly %d of equal values', count => {
    expect([...holding(Array(9).fill(0.25)).select(count).places]).toEqual([...Array(count).keys()]);
  });

  it('fills up with zeros where too few values are above them', () => {
    const top = holding([0, 0, 3, 0, 0]);
    expect(top.threshold(3)).toEqual({ value: 0, above: 1 });
    expect([...top.select(3).places]).toEqual([0, 1, 2]);
  });

  it('begins anew every time', () => {
    const top = holding([1, 2, 3]);
    expect(top.threshold(1)).toEqual({ value: 3, above: 0 });
    top.values.set([0.5, 0.25, 0.125]);
    expect(top.threshold(3)).toEqual({ value: 0.125, above: 2 });
  });

  it.each([Number.NaN, -1, Number.NEGATIVE_INFINITY, -(2 ** -149)])('refuses %d', value => {
    const top = holding([1, value, 0]);
    expect(() => top.threshold(1)).toThrow(RefoldError);
    expect(() => top.threshold(1)).toThrow(/some are negative or NaN/);
  });

  it.each([0, 4, 1.5, Number.NaN])('refuses a count of %d among three', count => {
    expect(() => holding([1, 2, 3]).threshold(count)).toThrow(/largest of 3 values/);
  });
});
