/** Which rows are reset, and when: the schedule of section 3.3 through the method's own transform. */
import '@tensorflow/tfjs-backend-cpu';
import type { Network } from '@refold/core/layers';
import { selectChannels } from '@refold/core/prune';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { budgetOf, compactorsOf, type ResRepSettings, resrep, rowNorms } from '../src/index.ts';
import { NETS, trainedNet } from './nets.ts';

beforeEach(async () => {
  await tf.setBackend('cpu');
  tf.engine().startScope();
});
afterEach(() => tf.engine().endScope());

const base = trainedNet(NETS['basic blocks']!);
const KEEP = 0.3;
const SETTINGS: ResRepSettings = {
  name: 'resrep',
  on: 'compactors',
  lambda: 0,
  keep: KEEP,
  reset: { warmUp: 10, interval: 5, growth: 3 },
};

/** Runs the method's transform over steps, and tells which rows are masked after each, target by target. */
class Masks {
  readonly #net: Network;
  readonly #transform;
  readonly #params;
  readonly #state;

  constructor(settings: Partial<ResRepSettings> = {}) {
    const { prepare, transform } = resrep({ ...SETTINGS, ...settings });
    this.#net = prepare!(base, undefined as never);
    this.#transform = transform!(this.#net, base);
    this.#params = new Map([...this.#net.params].map(([path, { shape, data }]) => [path, tf.tensor(data, [...shape])]));
    this.#state = this.#transform.init(this.#params);
  }

  /** Gives the rows of each target other norms. */
  shrink(norms: readonly (readonly number[])[]): this {
    for (const [i, { parameter }] of compactorsOf(base).entries()) {
      const { shape } = this.#net.params.get(parameter)!;
      const own = norms[i]!;
      const diagonal = own.flatMap((norm, row) => own.map((_, column) => (row === column ? norm : 0)));
      this.#params.set(parameter, tf.tensor(diagonal, [...shape]));
    }
    return this;
  }

  async after(step: number): Promise<readonly (readonly number[])[]> {
    await this.#transform.update(new Map(), this.#state, this.#params, { step, stepsPerEpoch: 10, totalSteps: 100 });
    return compactorsOf(base).map(({ parameter }) => {
      const mask = [...this.#state.get(`mask/${parameter}`)!.dataSync()];
      return mask.flatMap((value, row) => (value === 0 ? [row] : []));
    });
  }

  async countsAfter(steps: readonly number[]): Promise<readonly number[]> {
    const counts: number[] = [];
    for (const step of steps) counts.push((await this.after(step)).reduce((sum, { length }) => sum + length, 0));
    return counts;
  }
}

/** Two targets of 6 and 8 channels: norms that grow along both, the first's below the second's. */
const RISING = [
  [1, 2, 3, 4, 5, 6],
  [11, 12, 13, 14, 15, 16, 17, 18],
];
const { whole, costOf } = budgetOf(base);
const within = (rows: readonly (readonly number[])[]) =>
  costOf(rows.map(({ length }, i) => RISING[i]!.length - length)) <= KEEP * whole;

describe('masks', () => {
  it('come first an interval after the warm-up, then every interval, and grow by so many each time', async () => {
    const masks = new Masks().shrink(RISING);
    expect(await masks.countsAfter([0, 5, 10, 11, 14, 15, 16, 19, 20, 24, 25])).toEqual([
      0, 0, 0, 0, 0, 3, 3, 3, 6, 6, 9,
    ]);
  });

  it('grow in ascending order of norms', async () => {
    const masks = new Masks().shrink(RISING);
    expect(await masks.after(15)).toEqual([[0, 1, 2], []]);
    expect(await masks.after(20)).toEqual([[0, 1, 2, 3, 4], [0]]);
  });

  it('stop at the first widths within the budget, and stay there', async () => {
    const masks = new Masks().shrink(RISING);
    let rows = await masks.after(15);
    for (let step = 20; step < 60; step += 5) rows = await masks.after(step);
    expect(within(rows)).toBe(true);
    const last = rows.findLastIndex(({ length }) => length > 0);
    expect(within(rows.map((own, i) => (i === last ? own.slice(0, -1) : own)))).toBe(false);
    expect(await masks.after(60)).toEqual(rows);
  });

  it('are chosen afresh each time: a row that grew is let go', async () => {
    const masks = new Masks().shrink(RISING);
    await masks.after(15);
    masks.shrink([[100, 2, 3, 4, 5, 6], RISING[1]!]);
    expect(await masks.after(20)).toEqual([[1, 2, 3, 4, 5], [0]]);
  });

  it('are chosen without a limit once the network is within its budget', async () => {
    const masks = new Masks({ keep: 0.6, reset: { warmUp: 0, interval: 1, growth: 1 } }).shrink(RISING);
    expect(await masks.countsAfter([1, 2, 3, 4, 5])).toEqual([1, 2, 3, 4, 4]);
    // Now the second target's rows are the shortest. Its channels cost less, so more of them must go, at once.
    masks.shrink([
      [11, 12, 13, 14, 15, 16],
      [1, 2, 3, 4, 5, 6, 7, 8],
    ]);
    expect(await masks.after(6)).toEqual([
      [0, 1],
      [0, 1, 2, 3, 4, 5, 6],
    ]);
  });

  it('leave every target its least width', async () => {
    const masks = new Masks({ keep: 0.01, minKept: 2, reset: { warmUp: 0, interval: 1, growth: 100 } }).shrink(RISING);
    expect((await masks.after(1)).map(({ length }) => length)).toEqual([4, 6]);
    const one = new Masks({ keep: 0.01, reset: { warmUp: 0, interval: 1, growth: 100 } }).shrink(RISING);
    expect((await one.after(1)).map(({ length }) => length)).toEqual([5, 7]);
  });

  it('of a target without a chosen row are reset to 1, as the authors’ code doesn’t', async () => {
    const masks = new Masks().shrink(RISING);
    expect(await masks.after(15)).toEqual([[0, 1, 2], []]);
    masks.shrink([[101, 102, 103, 104, 105, 106], RISING[1]!]);
    expect(await masks.after(20)).toEqual([[], [0, 1, 2, 3, 4, 5]]);
  });
});

it('does not count entries that are passed over against the limit, as the authors’ code does', () => {
  const norms = [
    [1, 2, 3],
    [4, 5, 6],
  ];
  const costOf = (widths: readonly number[]) => widths.reduce((a, b) => a + b);
  const chosen = selectChannels({ norms, costOf, budget: 0, limit: 3 });
  expect(chosen.map(rows => [...rows])).toEqual([[0, 1], [0]]);
});

it('takes a row’s norm over all but the last axis', () => {
  const data = Float32Array.of(3, 0, 4, 5);
  expect([...rowNorms({ shape: [1, 1, 2, 2], data })]).toEqual([5, 5]);
  expect([...rowNorms({ shape: [4], data: data.map(value => -value) })]).toEqual([3, 0, 4, 5]);
});
