/** ResRep for any network: how its settings follow from a share of the multiply-adds and from the length of the run. */
import { countFolded } from '@refold/core/fold';
import type { Params } from '@refold/core/layers';
import { multiStep, scheduleAt } from '@refold/core/optim';
import { describe, expect, it } from 'vitest';
import {
  budgetOf,
  compactorsOf,
  keptBy,
  lambdaFor,
  placesOf,
  type ResRepSettings,
  resetFor,
  resrepPruner,
  rowsOf,
  withCompactors,
} from '../src/index.ts';
import { NETS, trainedNet } from './nets.ts';

const schedule = { lr: 0.02, at: [2.4, 3.4], epochs: 4, stepsPerEpoch: 300 } as const;

it('the lasso takes a row 1.5 times its way to zero', () => {
  const [lambda, totalSteps] = [lambdaFor(schedule), 1200];
  let [way, velocity] = [0, 0];
  for (let step = 0; step < totalSteps; step++) {
    velocity = 0.95 * velocity + lambda;
    way += scheduleAt(multiStep(0.02, [2.4, 3.4]), { step, totalSteps, stepsPerEpoch: 300 }) * velocity;
  }
  expect(way).toBeGreaterThan(1.4);
  expect(way).toBeLessThan(1.55);
  // As the table of four methods has it at quick, by hand.
  expect(lambdaFor({ ...schedule, stepsPerEpoch: 312 })).toBeCloseTo(0.005, 3);
});

it.each([
  [8, 100],
  [300, 200],
  [300, 3],
  [5_000, 1_000],
])(
  'masks have grown enough by half of the steps, and not long before: %i steps an epoch, %i channels',
  (steps, channels) => {
    const own = { ...schedule, stepsPerEpoch: steps };
    const { warmUp, interval, growth } = resetFor(own, channels);
    const all = 4 * steps;
    const maskedBy = (step: number): number => Math.floor((step - warmUp) / interval) * growth;
    expect(warmUp).toBeGreaterThan(0);
    expect(maskedBy(all / 2)).toBeGreaterThanOrEqual(channels);
    if (growth > 1) expect(maskedBy(all / 5)).toBeLessThan(channels);
  },
);

describe('resrepPruner', () => {
  const net = trainedNet(NETS['basic blocks']!);
  const targets = resrepPruner.targets!(net);
  const planned = (keep: number, more: object = {}) => {
    const { method, optimizer } = resrepPruner.plan({ net, keep, targets, schedule, seed: 0, ...more });
    return { method: method as ResRepSettings, optimizer };
  };

  it('has the settings of the method, with the options that are given', () => {
    const { method, optimizer } = planned(0.6);
    expect(method).toMatchObject({ name: 'resrep', on: 'compactors', keep: 0.6, lambda: lambdaFor(schedule) });
    expect(method).not.toHaveProperty('except');
    expect(optimizer).toMatchObject({
      momentum: [
        ['compactor', 0.95],
        ['', 0.9],
      ],
    });
    const { method: other } = planned(0.9, { targets: targets.slice(1), minKept: 2 });
    expect(other).toMatchObject({ minKept: 2, except: [`^${targets[0]!.path.replaceAll('.', '\\.')}$`] });
    const except = new RegExp(String(other.except![0]));
    expect(placesOf(net).filter(({ target }) => except.test(target.path))).toHaveLength(1);
    expect(() => planned(0.01)).toThrow("can't bring the network down to 0.01 of the multiply-adds");
  });

  it('cuts to the budget where too few rows are zero, and zero rows alone where they are enough', () => {
    const { method } = planned(0.6);
    const { params } = withCompactors(net);
    const macsOf = (own: Params): number => {
      const { layer, input } = resrepPruner.finish(own, net, method);
      return countFolded(layer, input).total.macs;
    };
    const { targets: own, whole, costOf } = budgetOf(net);
    const sizes = own.map(({ group }) => group.size);
    // Every row has norm 1. The conversion of the paper cuts none of them.
    expect(macsOf(params)).toBeLessThanOrEqual(0.6 * whole);
    expect(macsOf(params)).toBeGreaterThan(0.4 * whole);
    const rows = rowsOf(withCompactors(net), net, method);
    expect(keptBy(rows, net, { ...method, withinBudget: false }).map(({ length }) => length)).toEqual(sizes);

    const compactors = new Set(compactorsOf(net).map(({ parameter }) => parameter));
    const few = new Map(
      [...params].map(([path, { shape, data }]) => [
        path,
        { shape, data: compactors.has(path) ? data.map((value, i) => (i % shape.at(-1)! === 0 ? value : 0)) : data },
      ]),
    );
    expect(macsOf(few)).toBe(costOf(sizes.map(() => 1)));
  });
});
