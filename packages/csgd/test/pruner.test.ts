/** C-SGD for any network: how its settings follow from a share of the multiply-adds and from the length of the run. */
import { Rng } from '@refold/core';
import { count } from '@refold/core/cost';
import { network } from '@refold/core/init';
import { pacesettersOf, type Target } from '@refold/core/prune';
import { CIFAR, cifarResNet } from '@refold/core/zoo';
import { type CsgdSettings, csgdPruner, strengthFor, tiedBy, trimmed } from 'csgd';
import { describe, expect, it } from 'vitest';

const MOMENTUM = 0.9;

/** The largest difference within a cluster in the last of so many steps of SGD with Nesterov's momentum, from 1. */
function differenceAfter(steps: number, lr: number, strength: number): number {
  let [d, v, largest] = [1, 0, 0];
  for (let step = 0; step < steps; step++) {
    const gradient = strength * d;
    v = MOMENTUM * v + gradient;
    d -= lr * (gradient + MOMENTUM * v);
    // Where differences swing about zero, one step alone says nothing.
    if (step >= steps - 20) largest = Math.max(largest, Math.abs(d));
  }
  return largest;
}

describe('strengthFor', () => {
  it.each([100, 250, 1_000, 20_000])('makes differences shrink by e^-13 in %i steps', steps => {
    for (const lr of [0.003, 0.05]) {
      const strength = strengthFor({ lr, at: [6, 8], epochs: 10, stepsPerEpoch: steps / 6 });
      const powers = -Math.log(differenceAfter(steps, lr, strength));
      // Steps before the last few, and the start from rest, cost some.
      expect(powers).toBeGreaterThan(9);
      expect(powers).toBeLessThan(13.5);
    }
  });

  it('is nearly 13·(1 − m)/(τ·T) in long runs, and never more than a step can take', () => {
    const long = strengthFor({ lr: 0.03, at: [6, 8.5], epochs: 10, stepsPerEpoch: 10_000 });
    expect(long / ((13 * 0.1) / (0.03 * 60_000))).toBeCloseTo(1, 2);
    for (const stepsPerEpoch of [1, 3, 10]) {
      const strength = strengthFor({ lr: 0.1, at: [0.6, 0.85], epochs: 1, stepsPerEpoch });
      expect(strength * 0.1).toBeLessThanOrEqual(1);
    }
  });
});

describe('csgdPruner', () => {
  const layer = cifarResNet(8, { shortcut: 'projection' });
  const net = network(layer, CIFAR, Rng.seeded('pruner'));
  const schedule = { lr: 0.01, at: [2.4, 3.4], epochs: 4, stepsPerEpoch: 100 } as const;
  const planned = (keep: number, targets: readonly Target[] = csgdPruner.targets!(net)) =>
    csgdPruner.plan({ net, keep, targets, schedule, seed: 3 }).method as CsgdSettings;
  const macsWith = (settings: CsgdSettings): number => {
    const narrow = trimmed(net, tiedBy(net, { ...settings, by: 'even' }).clusters);
    return count(narrow.layer, narrow.input).total.macs;
  };
  const whole = count(layer, CIFAR).total.macs;

  it.each([0.2, 0.391, 0.75])('leaves every layer the largest share that the budget allows: %f', keep => {
    const { keep: rules, ...settings } = planned(keep);
    const [[, share]] = rules as unknown as readonly [readonly [string, number]];
    expect(settings).toMatchObject({ name: 'csgd', by: 'kmeans', seed: 3, strength: strengthFor(schedule) });
    expect(settings.vectorStrength).toBe(settings.strength);
    expect(macsWith({ ...settings, keep: share })).toBeLessThanOrEqual(keep * whole);
    // A channel of the widest layers more.
    expect(macsWith({ ...settings, keep: share + 1 / 16 })).toBeGreaterThan(keep * whole);
  });

  it('narrows no other layers than the targets', () => {
    const [first, ...rest] = csgdPruner.targets!(net);
    const { clusters } = tiedBy(net, { ...planned(0.5, rest), by: 'even' });
    expect(Object.keys(clusters)).toEqual(rest.map(({ group }) => group.name));
    expect(Object.keys(clusters)).not.toContain(first!.group.name);
  });

  it('makes of the parameters at the end the network that the method measures', () => {
    const method = { ...planned(0.5), by: 'even' } as const;
    const { params } = network(layer, CIFAR, Rng.seeded('trained'));
    const pruned = csgdPruner.finish(params, net, method);
    expect(pruned).toEqual(trimmed({ ...net, params }, tiedBy(net, method).clusters));
    expect(pacesettersOf(pruned.layer, pruned.input)).toHaveLength(pacesettersOf(layer, CIFAR).length);
  });
});
