/** AOFP for any network: what is scored, and how its settings follow from the length of the run. */
import { Rng } from '@refold/core';
import { count } from '@refold/core/cost';
import { network } from '@refold/core/init';
import { CIFAR, cifarResNet } from '@refold/core/zoo';
import { type AofpSettings, aofpPruner, timesFor, withMasks, withOpenMasks } from 'aofp';
import { describe, expect, it } from 'vitest';

const layer = cifarResNet(8);
const net = network(layer, CIFAR, Rng.seeded('pruner'));
const targets = aofpPruner.targets!(net);
const schedule = { lr: 0.01, at: [2.4, 3.4], epochs: 4, stepsPerEpoch: 500 } as const;
const request = { net, keep: 0.6, targets, schedule, seed: 0 };

describe('timesFor', () => {
  it('ends scoring as the rate first drops, with time for forty halvings', () => {
    expect(timesFor(schedule)).toEqual({ warmUp: 24, samples: 29, deadline: 1200 });
  });

  it('masks each candidate a few times, however short the run', () => {
    expect(timesFor({ ...schedule, stepsPerEpoch: 5 })).toEqual({ warmUp: 0, samples: 8, deadline: 12 });
  });
});

describe('aofpPruner', () => {
  it('prunes the first layer of each block, and nothing else than what it is told to', () => {
    expect(targets.map(({ path }) => path)).toHaveLength(3);
    const { method } = aofpPruner.plan({ ...request, keep: 0.8, targets: targets.slice(1) });
    const { except = [] } = method as AofpSettings;
    expect(except).toHaveLength(1);
    const excepted = new RegExp(String(except[0]));
    expect(targets.filter(({ path }) => excepted.test(path))).toEqual(targets.slice(0, 1));
    expect(aofpPruner.plan(request).method).toEqual({
      name: 'aofp',
      keep: 0.6,
      threshold: 0.01,
      ...timesFor(schedule),
    });
  });

  it('refuses a budget that is out of reach, and warns of a run that is short', () => {
    expect(() => aofpPruner.plan({ ...request, keep: 0.01 })).toThrow("can't bring the network down to 0.01");
    expect(aofpPruner.plan(request)).not.toHaveProperty('advice');
    const { advice } = aofpPruner.plan({ ...request, schedule: { ...schedule, stepsPerEpoch: 25 } });
    expect(advice).toContain('a layer has time for 7 halvings');
  });

  it('makes of masks at the end the narrow network', () => {
    const { method } = aofpPruner.plan(request);
    const masked = withMasks(net);
    const params = new Map(withOpenMasks(net.params, masked));
    for (const { mask, target } of masked.scored) {
      const data = Float32Array.from({ length: target.group.size }, (_, filter) => filter % 2);
      params.set(mask, { shape: [data.length], data });
    }
    const pruned = aofpPruner.finish(params, net, method);
    expect(aofpPruner.targets!(pruned).map(({ group }) => group.size)).toEqual(
      targets.map(({ group }) => group.size / 2),
    );
    expect(count(pruned.layer, pruned.input).total.macs).toBeLessThan(count(layer, CIFAR).total.macs * 0.6);
  });
});
