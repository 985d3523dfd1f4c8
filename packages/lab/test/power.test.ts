/** What more seeds would tell. */
import { Rng } from '@refold/core';
import { describe, expect, it } from 'vitest';
import { chanceNextDecides, effectOn, powerOf, seedsNeeded } from '../src/judge/power.ts';
import { meanOf, pValue } from '../src/judge/student.ts';

const greater = { kind: 'greater', margin: 0 } as const;

describe('the number of seeds', () => {
  it.each([
    // Of a paired t-test at 5 %, two-sided, with a power of 80 %, from tables of power.
    [0.5, 34],
    [0.8, 15],
    [1, 10],
  ])('for an effect of %d is that of the tables', (effect, n) => {
    expect(seedsNeeded(effect)).toBe(n);
    expect(seedsNeeded(-effect)).toBe(n);
  });

  it('decides as often as it says', () => {
    const rng = Rng.seeded('power');
    const n = seedsNeeded(1.2)!;
    const experiments = 4_000;
    let decided = 0;
    for (let i = 0; i < experiments; i++) {
      if (pValue(meanOf(Array.from({ length: n }, () => 1.2 + rng.normal())), 0) < 0.05) decided++;
    }
    expect(decided / experiments).toBeGreaterThan(0.78);
    expect(decided / experiments).toBeCloseTo(powerOf(1.2, n), 1.6);
  });

  it('is none where there is no effect, or none that anybody would wait for', () => {
    expect([seedsNeeded(0), seedsNeeded(0.01), seedsNeeded(Number.NaN)]).toEqual([undefined, undefined, undefined]);
    expect(seedsNeeded(1000)).toBe(2);
  });
});

it('an effect is the distance to where the claim would change', () => {
  const differences = [1, 2, 3];
  expect(effectOn(greater, differences)).toBeCloseTo(2, 12);
  expect(effectOn({ kind: 'greater', margin: 1.5 }, differences)).toBeCloseTo(0.5, 12);
  expect(effectOn({ kind: 'less', margin: 0.5 }, differences)).toBeCloseTo(2.5, 12);
  expect(effectOn({ kind: 'equal', margin: 2.5 }, differences)).toBeCloseTo(0.5, 12);
});

describe('the chance that the next seed decides', () => {
  it('is high for a steady gain, low for a wavering one, and none for one difference', () => {
    const chances = [
      [1, 1.2, 1.7],
      [1, 2, 3],
      [-1, 2, 0],
    ].map(differences => chanceNextDecides(greater, differences));
    expect(chances[0]).toBeGreaterThan(0.9);
    expect(chances[1]).toBeGreaterThan(0.5);
    expect(chances[2]).toBeLessThan(0.15);
    expect(chanceNextDecides(greater, [1])).toBeNaN();
  });

  it('counts a decision either way', () => {
    const [up, down] = [
      [1, 2, 3],
      [-1, -2, -3],
    ].map(differences => chanceNextDecides(greater, differences));
    expect(up).toBeCloseTo(down!, 12);
    // Most of what is to be expected next leaves the mean within, and the interval reaches over either bound.
    expect(chanceNextDecides({ kind: 'equal', margin: 10 }, [-1, 0, 1])).toBeGreaterThan(0.95);
    expect(chanceNextDecides({ kind: 'equal', margin: 0.5 }, [-1, 0, 1])).toBeLessThan(0.1);
  });
});
