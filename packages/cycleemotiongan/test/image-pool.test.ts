/** The history of translated images: what it shows, how often, and that a resumed run draws the same. */
import { Rng } from '@refold/core';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { activate } from '../../core/test/support/backends.ts';
import { ImagePool } from '../src/image-pool.ts';

beforeAll(() => activate('cpu'));

/** Images of one pixel, each a number. */
async function exchanged(pool: ImagePool, values: readonly number[], rng: Rng): Promise<number[]> {
  const fakes = tf.tensor4d([...values], [values.length, 1, 1, 1]);
  const shown = await pool.exchange(fakes, rng);
  const found = Array.from(await shown.data());
  tf.dispose([fakes, shown]);
  return found;
}

const kept = (pool: ImagePool): number[] => Array.from(pool.save().get('images')?.data ?? []);

it('shows and keeps every image until it is full', async () => {
  const pool = new ImagePool(3);
  expect(kept(pool)).toEqual([]);
  expect(await exchanged(pool, [1, 2], Rng.seeded(1))).toEqual([1, 2]);
  expect(await exchanged(pool, [3], Rng.seeded(2))).toEqual([3]);
  expect(kept(pool)).toEqual([1, 2, 3]);
});

it('full, it either shows an image and forgets it, or shows an earlier one, whose place it takes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 6 }),
      async (seed, capacity, n) => {
        const pool = new ImagePool(capacity);
        await exchanged(
          pool,
          Array.from({ length: capacity }, (_, i) => i),
          Rng.seeded(seed),
        );
        const fresh = Array.from({ length: n }, (_, i) => 100 + i);
        const shown = await exchanged(pool, fresh, Rng.seeded(seed).fork(1));
        // Nothing is lost or doubled: what was there and what came is what is shown and what is kept.
        const before = [...Array(capacity).keys(), ...fresh];
        expect([...shown, ...kept(pool)].sort((a, b) => a - b)).toEqual(before);
      },
    ),
  );
});

it('full, it shows an earlier image half of the time, from each place alike', async () => {
  const [capacity, draws] = [5, 4000];
  const pool = new ImagePool(capacity);
  await exchanged(pool, [0, 1, 2, 3, 4], Rng.seeded(0));
  const replaced = new Array<number>(capacity).fill(0);
  for (let step = 0; step < draws; step++) {
    const before = kept(pool);
    await exchanged(pool, [100 + step], Rng.seeded('pool').fork(step));
    const place = kept(pool).findIndex((value, i) => value !== before[i]);
    if (place >= 0) replaced[place]!++;
  }
  // 2000 expected, standard deviation √(4000/4) = 32; per place 400, standard deviation 19: four of them.
  expect(Math.abs(replaced.reduce((sum, count) => sum + count) - draws / 2)).toBeLessThan(4 * 32);
  for (const count of replaced) expect(Math.abs(count - draws / 2 / capacity)).toBeLessThan(4 * 19);
});

it('resumed from what it saved, it goes on exactly as it would have', async () => {
  const run = Rng.seeded(7);
  const play = (pool: ImagePool, step: number): Promise<number[]> =>
    exchanged(pool, [10 * step, 10 * step + 1], run.fork('pool').fork(step));
  // Stopped before it was full, at it, and after it.
  for (const stop of [1, 3, 8]) {
    const whole = new ImagePool(6);
    for (let step = 0; step < stop; step++) await play(whole, step);
    const resumed = new ImagePool(6);
    resumed.load(whole.save());
    for (let step = stop; step < stop + 10; step++) expect(await play(resumed, step)).toEqual(await play(whole, step));
    expect(kept(resumed)).toEqual(kept(whole));
  }
});

it('what was saved stays as it was while the pool goes on, and an empty pool saves and loads', async () => {
  const pool = new ImagePool(1);
  const empty = pool.save();
  await exchanged(pool, [1], Rng.seeded(0));
  const saved = pool.save();
  for (let step = 0; step < 8; step++) await exchanged(pool, [2 + step], Rng.seeded(step));
  expect(Array.from(saved.get('images')!.data)).toEqual([1]);
  pool.load(empty);
  expect(kept(pool)).toEqual([]);
  expect(await exchanged(pool, [9], Rng.seeded(1))).toEqual([9]);
});

it('keeps the shape of its images, and refuses others', async () => {
  const pool = new ImagePool(4);
  const fakes = tf.tensor4d(
    Array.from({ length: 24 }, (_, i) => i),
    [2, 2, 3, 2],
  );
  const shown = await pool.exchange(fakes, Rng.seeded(1));
  expect(shown.shape).toEqual([2, 2, 3, 2]);
  expect(Array.from(await shown.data())).toEqual(Array.from(await fakes.data()));
  expect(pool.save().get('images')!.shape).toEqual([2, 2, 3, 2]);
  await expect(pool.exchange(tf.zeros([1, 2, 2, 2]), Rng.seeded(1))).rejects.toThrow(/holds images \[2,3,2\]/);
});

it('of capacity 0 shows every image once; an impossible capacity, or more saved images than it holds, are refused', async () => {
  expect(await exchanged(new ImagePool(0), [1, 2], Rng.seeded(1))).toEqual([1, 2]);
  expect(() => new ImagePool(-1)).toThrow(/capacity is -1/);
  expect(() => new ImagePool(1.5)).toThrow(/capacity is 1.5/);
  const full = new ImagePool(2);
  await exchanged(full, [1, 2], Rng.seeded(1));
  expect(() => new ImagePool(1).load(full.save())).toThrow(/2 images were saved, but it holds 1/);
});
