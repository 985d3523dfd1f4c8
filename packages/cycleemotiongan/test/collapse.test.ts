/** Standstill of a game: what counts as one, and what doesn't. */
import { Rng } from '@refold/core';
import { expect, it } from 'vitest';
import { adversarialLoss } from '../src/adversarial.ts';
import { collapseOf, FEWEST_STEPS, type GameRecord } from '../src/collapse.ts';

const { coin } = adversarialLoss('leastSquares');
const STEPS = 100;

/** Losses around a mean. */
function around(mean: number, spread: number, steps = STEPS): number[] {
  const rng = Rng.seeded(`${mean} ${spread}`);
  return Array.from({ length: steps }, () => Math.abs(rng.normal(mean, spread)));
}

const game = (record: Partial<GameRecord>): GameRecord => ({
  name: 'source to target',
  discriminator: around(0.15, 0.05),
  generator: around(0.5, 0.15),
  coin,
  ...record,
});

it('a lively game is none', () => {
  expect(collapseOf(game({}))).toEqual({ collapsed: 0 });
});

it('a discriminator that always wins, one that tosses a coin, a generator that stands still: each is named', () => {
  const won = collapseOf(game({ discriminator: around(0.001, 0.0005) }));
  expect(won.collapsed).toBe(1);
  expect(won.note).toMatch(/^source to target: The discriminator won nearly every step \(its mean loss is 0\.00/);
  const coined = collapseOf(game({ discriminator: around(0.25, 0.001) }));
  expect(coined.collapsed).toBe(1);
  expect(coined.note).toMatch(/stayed at that of a coin \(0\.250, a coin's is 0\.250\)/);
  const still = collapseOf(game({ generator: around(1, 0.002) }));
  expect(still.collapsed).toBe(1);
  expect(still.note).toMatch(/generator's adversarial loss stayed constant \(1\.00\)/);
  // Two at once are both said.
  const both = collapseOf(game({ discriminator: around(0.25, 0.001), generator: around(0.25, 0.0005) }));
  expect(both.note).toMatch(/coin.*constant/);
});

it("the coin's loss is that of the game's form", () => {
  const discriminator = around(Math.LN2, 0.002);
  expect(collapseOf(game({ discriminator })).collapsed).toBe(0);
  expect(collapseOf(game({ discriminator, coin: adversarialLoss('crossEntropy').coin })).collapsed).toBe(1);
});

it('a few odd batches excuse nothing, a tenth of them do', () => {
  const won = around(0.001, 0.0005);
  const withLively = (count: number) =>
    collapseOf(game({ discriminator: [...won.slice(count), ...around(0.2, 0.01, count)] }));
  expect(withLively(3).collapsed).toBe(1);
  expect(withLively(10).collapsed).toBe(0);
});

it('a loss that is 0 in every step is constant', () => {
  expect(collapseOf(game({ generator: new Array<number>(STEPS).fill(0) })).collapsed).toBe(1);
});

it('an epoch of few steps is not judged', () => {
  const record = (steps: number) => game({ discriminator: around(0.001, 0.0005, steps), generator: [] });
  expect(collapseOf(record(FEWEST_STEPS - 1)).collapsed).toBe(0);
  expect(collapseOf(record(FEWEST_STEPS)).collapsed).toBe(1);
});
