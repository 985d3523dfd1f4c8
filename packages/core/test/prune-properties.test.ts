import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count } from '../src/cost/index.ts';
import { relativeError } from '../src/fold/index.ts';
import { parameters } from '../src/layers/parameters.ts';
import { trace } from '../src/layers/shapes.ts';
import type { Network } from '../src/layers/types.ts';
import {
  type ChannelGroup,
  channelGroups,
  cutCosts,
  keepChannels,
  maskChannels,
  mergeChannels,
} from '../src/prune/index.ts';
import { Rng } from '../src/rng.ts';
import { forEachPlace } from './support/channels.ts';
import { Choices } from './support/expressions.ts';
import { PRUNABLE_INPUT, randomPrunable } from './support/prunable.ts';
import { randomNetwork } from './support/random.ts';
import { evaluate, randomSample } from './support/reference.ts';

/** Cases of each property; FC_RUNS=5000 for a long night. */
const RUNS = Number(process.env.FC_RUNS ?? 300);
const SEED = Number(process.env.FC_SEED ?? 20260202);

const choices = fc.array(fc.nat(5039), { minLength: 30, maxLength: 90, size: 'max' });

/** A random network with parameters of its own to write to, and its groups that can be cut. */
function check(property: (net: Network, groups: readonly ChannelGroup[], choices: Choices) => void): void {
  const run = (numbers: readonly number[], seed: number): void => {
    const source = new Choices(numbers);
    const net = randomNetwork(randomPrunable(source), PRUNABLE_INPUT, Rng.seeded(seed));
    const groups = channelGroups(net.layer, net.input).filter(({ fixed, size }) => fixed === undefined && size > 1);
    property(net, groups, source);
  };
  fc.assert(fc.property(choices, fc.nat(1_000_000), run), {
    seed: SEED,
    numRuns: RUNS,
    interruptAfterTimeLimit: 20_000 + 30 * RUNS,
    markInterruptAsFailure: true,
  });
}

function expectSame(net: Network, narrow: Network): void {
  const x = randomSample(net.input, Rng.seeded('sample'));
  const error = relativeError(evaluate(net, x).data, evaluate(narrow, x).data);
  expect(error, JSON.stringify(net.layer)).toBeLessThan(1e-10);
  const asked = [...parameters(trace(narrow.layer, narrow.input))].map(({ path, shape }) => `${path} ${shape}`);
  expect([...narrow.params].map(([path, { shape }]) => `${path} ${shape}`).sort()).toEqual(asked.sort());
}

/** Some channels of a group, not all; maybe none. */
const some = ({ size }: ChannelGroup, choices: Choices): number[] =>
  [...Array(size).keys()].slice(1).filter(() => choices.below(2) === 0);

describe('random networks', () => {
  it('with channels that are read as zeros compute what they do without them', () => {
    let cut = 0;
    check((net, groups, choices) => {
      const gone = groups.map(group => [group, some(group, choices)] as const);
      const keep = Object.fromEntries(
        gone.map(([{ name, size }, cut]) => [name, [...Array(size).keys()].filter(i => !cut.includes(i))]),
      );
      cut += gone.flatMap(([, channels]) => channels).length;
      expectSame(maskChannels(net, keep), keepChannels(net, keep));
    });
    expect(cut).toBeGreaterThan(RUNS);
  });

  it('stay the same without channels that are zero', () => {
    let cut = 0;
    check((net, groups, choices) => {
      const keep: Record<string, number[]> = {};
      for (const group of groups) {
        const gone = some(group, choices);
        for (const channel of gone) {
          forEachPlace(net, group, channel, ({ leaf, values, name, indices }) => {
            // A filter of norm one can't be zero: the norm after it is.
            const isFree = name !== 'variance' && !(leaf.op === 'conv' && leaf.unitNorm);
            if (isFree) for (const i of indices) values[i] = 0;
          });
        }
        cut += gone.length;
        keep[group.name] = [...Array(group.size).keys()].filter(channel => !gone.includes(channel));
      }
      const narrow = keepChannels(net, keep);
      expectSame(net, narrow);
      const costs = cutCosts(net.layer, net.input);
      const kept = costs.groups.map(({ name, size }) => keep[name]?.length ?? size);
      expect(costs.after(kept)).toEqual(count(narrow.layer, narrow.input).total);
    });
    expect(cut).toBeGreaterThan(RUNS);
  });

  it('stay the same with identical channels merged', () => {
    let merged = 0;
    check((net, groups, choices) => {
      const clusters: Record<string, number[][]> = {};
      for (const group of groups) {
        const others = some(group, choices);
        const first = [...Array(group.size).keys()].find(channel => !others.includes(channel))!;
        const source = new Map<string, number[]>();
        forEachPlace(net, group, first, ({ values, name, indices, site, k }) => {
          source.set(
            `${site} ${k} ${name}`,
            indices.map(i => values[i]!),
          );
        });
        for (const channel of others) {
          forEachPlace(net, group, channel, ({ values, name, indices, site, k }) => {
            indices.forEach((i, n) => {
              values[i] = source.get(`${site} ${k} ${name}`)![n]!;
            });
          });
        }
        merged += others.length;
        clusters[group.name] = [[first, ...others]];
      }
      expectSame(net, mergeChannels(net, clusters));
    });
    expect(merged).toBeGreaterThan(RUNS);
  });
});
