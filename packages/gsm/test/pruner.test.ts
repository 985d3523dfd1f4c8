/** GSM for any network: how momentum and weight decay follow from the length of the run. */
import { Rng } from '@refold/core';
import { network } from '@refold/core/init';
import { chain, flatten, linear, relu } from '@refold/core/layers';
import type { Sgd } from '@refold/core/optim';
import { describe, expect, it, test } from 'vitest';
import { decayFor, gsmPruner, nonZeros, shrinkage } from '../src/index.ts';

const scheduleOf = (stepsPerEpoch: number, lr = 0.01) => ({ lr, at: [2.4, 3.4], epochs: 4, stepsPerEpoch }) as const;

/** What is left of a passive weight after a whole run, from 1: the largest magnitude of its last twenty steps. */
function leftAfter(stepsPerEpoch: number, lr: number): number {
  const { momentum, weightDecay } = decayFor(scheduleOf(stepsPerEpoch, lr));
  let [w, z, largest] = [1, 0, 0];
  const steps = 4 * stepsPerEpoch;
  for (let step = 0; step < steps; step++) {
    const rate = lr * (step >= 3.4 * stepsPerEpoch ? 0.01 : step >= 2.4 * stepsPerEpoch ? 0.1 : 1);
    z = momentum * z + weightDecay * w;
    w -= rate * z;
    if (step >= steps - 20) largest = Math.max(largest, Math.abs(w));
  }
  return largest;
}

describe('decayFor', () => {
  test.each([20, 100, 300, 780, 5_000])('makes passive weights vanish: %i steps an epoch', stepsPerEpoch => {
    for (const lr of [0.003, 0.05]) {
      const fitted = decayFor(scheduleOf(stepsPerEpoch, lr));
      expect(shrinkage({ ...scheduleOf(stepsPerEpoch, lr), ...fitted, factor: 0.1 })).toBeCloseTo(11, 5);
      // The paper's rule of thumb: at 1e-4, pruning them changes nothing.
      expect(leftAfter(stepsPerEpoch, lr)).toBeLessThan(2e-4);
    }
  });

  it('has a momentum of 0.98 where the run is long enough, and less in shorter ones', () => {
    expect(decayFor(scheduleOf(780)).momentum).toBe(0.98);
    // As in a run of the paper's kind, by 1 − a·h/(1 − b) a step.
    const { weightDecay } = decayFor(scheduleOf(5_000));
    expect((0.01 * weightDecay * 5_000 * (2.4 + 0.1 + 0.006)) / 0.02).toBeCloseTo(11, 0);
    const [short, shorter] = [decayFor(scheduleOf(100)), decayFor(scheduleOf(20))];
    expect(short.momentum).toBeCloseTo(Math.exp(-22 / 240), 12);
    expect(shorter.momentum).toBeLessThan(short.momentum);
    expect(shorter.weightDecay).toBeGreaterThan(short.weightDecay);
  });
});

describe('gsmPruner', () => {
  const layer = chain({ flat: flatten(), one: linear(8), act: relu(), two: linear(4) });
  const net = network(layer, [2, 2, 3], Rng.seeded(0));
  const plan = (stepsPerEpoch: number) =>
    gsmPruner.plan({ net, keep: 0.25, schedule: scheduleOf(stepsPerEpoch), targets: [], seed: 0 });

  it('decays kernels alone, and says where a run is short', () => {
    const { method, optimizer, advice } = plan(780);
    expect(method).toEqual({ name: 'gsm', keep: 0.25 });
    const { momentum, weightDecay } = decayFor(scheduleOf(780));
    expect(optimizer as Sgd).toMatchObject({
      kind: 'sgd',
      momentum,
      weightDecay: [
        ['kernel$', weightDecay],
        ['', 0],
      ],
    });
    expect(advice).toBeUndefined();
    expect(plan(100).advice).toMatch(
      /^the run is short for GSM: 240 steps before the rate drops, where it wants 1089\./,
    );
  });

  it('leaves the share of the weights in the end', () => {
    const { params } = network(layer, [2, 2, 3], Rng.seeded(1));
    const pruned = gsmPruner.finish(params, net, plan(780).method);
    expect(nonZeros(pruned).total).toBe((12 * 8 + 8 * 4) / 4);
    expect(gsmPruner.targets).toBeUndefined();
  });
});
