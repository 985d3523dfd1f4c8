/** The search of one layer, on damages that a reader can follow. */
import { Rng } from '@refold/core';
import { FilterSearch } from 'aofp';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** Damage of a set: the sum of what its members do alone. */
const damageOf = (alone: readonly number[]) => (masked: readonly number[]) =>
  masked.reduce((sum, filter) => sum + alone[filter]!, 0);

/** The decisions of a search until it has made so many, with the sizes of the candidates that each was made of. */
function decisions(alone: readonly number[], threshold: number, count: number, samples = 400) {
  const search = new FilterSearch(alone.length, { threshold, samples });
  const rng = Rng.seeded('search');
  const damage = damageOf(alone);
  const made: string[] = [];
  while (made.length < count && search.isOpen) {
    const before = search.candidates.length;
    const masked = search.draw(rng);
    const decision = search.add(masked, damage(masked));
    if (decision)
      made.push(
        `${before}: ${decision.kind}${decision.kind === 'prune' ? ` ${[...decision.filters].sort((a, b) => a - b)}` : ''}`,
      );
  }
  return { search, made };
}

describe('the search of a layer', () => {
  it('prunes half of the filters at once where they do no harm', () => {
    const alone = [0, 1, 0, 1, 0, 1, 0, 1];
    expect(decisions(alone, 2, 1).made).toEqual(['8: prune 0,2,4,6']);
  });

  it('halves its candidates until what is left does no harm, then begins anew, and gives up at one filter', () => {
    // Two filters that do nothing, among others that do much.
    const alone = Array.from({ length: 16 }, (_, i) => (i === 5 || i === 9 ? 0 : 1));
    const { search, made } = decisions(alone, 0.5, 8);
    expect(made).toEqual([
      '16: refine',
      '8: refine',
      '4: refine',
      '2: prune 5',
      '15: refine',
      '7: refine',
      '3: prune 9',
      '14: refine',
    ]);
    expect(search.kept).toHaveLength(14);
    const stubborn = decisions([1, 1, 1, 1], 0.5, 4);
    expect(stubborn.made).toEqual(['4: refine', '2: giveUp', '4: refine', '2: giveUp']);
    expect(stubborn.search.kept).toEqual([0, 1, 2, 3]);
  });

  it('accepts on the largest mean damage, not on the mean of them', () => {
    const search = new FilterSearch(4, { threshold: 1, samples: 2 });
    search.add([0, 1], 0.1);
    expect(search.add([2, 3], 3)).toEqual({ kind: 'prune', filters: [0, 1] });
    const other = new FilterSearch(4, { threshold: 1, samples: 3 });
    other.add([0], 0);
    other.add([1], 1.5);
    expect(other.add([2, 3], 3)).toEqual({ kind: 'refine' });
  });

  it('forgets its samples after every decision, and takes filters that were never masked for harmful', () => {
    const search = new FilterSearch(4, { threshold: 1, samples: 1 });
    expect(search.add([3], 0)).toEqual({ kind: 'refine' });
    expect([0, 1, 2, 3].map(filter => search.meanDamage(filter))).toEqual(Array(4).fill(Number.POSITIVE_INFINITY));
    expect(search.candidates).toEqual([0, 3]);
  });

  it('remembers what filters did when they were last masked, and prunes what it is told to', () => {
    const search = new FilterSearch(4, { threshold: 0, samples: 2 });
    expect(search.knownDamage(0)).toBe(Number.POSITIVE_INFINITY);
    search.add([0, 1], 1);
    expect([0, 1, 2].map(filter => search.knownDamage(filter))).toEqual([1, 1, Number.POSITIVE_INFINITY]);
    search.add([0, 2], 3);
    // The half was decided on. Filter 1 was masked once, filter 0 twice.
    expect([0, 1, 2].map(filter => search.knownDamage(filter))).toEqual([2, 1, 3]);
    search.add([0], 5);
    expect(search.knownDamage(0)).toBe(5);
    search.prune([1, 3]);
    expect([search.kept, search.candidates, search.share]).toEqual([[0, 2], [0, 2], 0.5]);
    expect(search.meanDamage(0)).toBe(Number.POSITIVE_INFINITY);
    expect(search.knownDamage(0)).toBe(5);
  });

  it('keeps one filter', () => {
    const { search } = decisions([0, 0, 0, 0, 0], 1, 100);
    expect(search.kept).toHaveLength(1);
    expect(search.isOpen).toBe(false);
  });

  it('draws half of the candidates, each as often as the others', () => {
    const search = new FilterSearch(9, { threshold: 1, samples: 10 });
    const counts = new Array<number>(9).fill(0);
    for (let i = 0; i < 3000; i++) {
      const drawn = search.draw(Rng.seeded(i));
      expect(new Set(drawn).size).toBe(4);
      for (const filter of drawn) counts[filter]!++;
    }
    for (const count of counts) expect(Math.abs(count / 3000 - 4 / 9)).toBeLessThan(0.04);
  });

  it('goes on from what it saved', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: 2, maxLength: 20 }),
        fc.nat(60),
        (alone, pause) => {
          const settings = { threshold: 0.7, samples: 5 };
          const run = (isPaused: boolean) => {
            let search = new FilterSearch(alone.length, settings);
            for (let i = 0; i < 80 && search.isOpen; i++) {
              if (isPaused && i === pause) search = new FilterSearch(alone.length, settings, search.save());
              const masked = search.draw(Rng.seeded(i));
              search.add(masked, damageOf(alone)(masked));
            }
            return search.save();
          };
          expect(run(true)).toEqual(run(false));
        },
      ),
    );
  });

  it.each([
    [{ threshold: -1, samples: 1 }, 'the threshold is -1'],
    [{ threshold: 1, samples: 0 }, 'samples are 0'],
  ])('refuses %o', (settings, message) => expect(() => new FilterSearch(4, settings)).toThrow(message));
});
