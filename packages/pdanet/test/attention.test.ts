/** The heads against the paper's formulas, written out for one small map. */

import { ndarray, Rng } from '@refold/core';
import { evaluateOnce, instantiate, pass } from '@refold/core/apply';
import { selectBackend } from '@refold/core/backend';
import { count } from '@refold/core/cost';
import { fold } from '@refold/core/fold';
import { network } from '@refold/core/init';
import { ATTENTION, infer, type Layer, type Network } from '@refold/core/layers';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  attentionHead,
  attentionMaps,
  attentionOn,
  GATE,
  GATES,
  type Gate,
  models,
  plainHead,
  type SpatialPool,
} from '../src/index.ts';

const MAP = [3, 2, 4] as const;
const PLACES = MAP[0] * MAP[1];
const C = MAP[2];
const INPUT = [...MAP];

beforeAll(async () => {
  await selectBackend('cpu');
});

const rng = Rng.seeded(3);
const map = Array.from({ length: PLACES }, () => Array.from({ length: C }, () => rng.normal()));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const softmax = (values: readonly number[]): readonly number[] => {
  const powers = values.map(Math.exp);
  return powers.map(power => power / sum(powers));
};
const meanOf = (rows: readonly (readonly number[])[]): readonly number[] =>
  rows[0]!.map((_, c) => sum(rows.map(row => row[c]!)) / rows.length);

/** A pointwise or linear layer by its path. */
const mapped = (net: Network, path: string) => {
  const { data, shape } = net.params.get(`${path}.kernel`)!;
  const [inputs, outputs] = shape.slice(-2) as [number, number];
  const bias = net.params.get(`${path}.bias`)!.data;
  return (x: readonly number[]): readonly number[] =>
    Array.from(
      { length: outputs },
      (_, o) => bias[o]! + sum(Array.from({ length: inputs }, (_, i) => x[i]! * data[i * outputs + o]!)),
    );
};

const randomly = (layer: Layer): Network => {
  const net = network(layer, INPUT, Rng.seeded(1));
  const stream = Rng.seeded(2);
  return {
    ...net,
    params: new Map([...net.params].map(([path, { shape }]) => [path, ndarray(shape, () => stream.normal())])),
  };
};

const run = async (net: Network): Promise<readonly number[]> =>
  Array.from((await evaluateOnce(net, { shape: [1, ...INPUT], data: Float32Array.from(map.flat()) })).data);

const ACT: Readonly<Record<Gate, (m: readonly number[]) => readonly number[]>> = {
  none: m => m,
  softmax,
  sigmoid: m => m.map(sigmoid),
  sigmoidPlus1: m => m.map(x => sigmoid(x) + 1),
};

/** g_s of values, by a score of each place. */
const spatial = (values: readonly (readonly number[])[], scores: readonly number[], pool: SpatialPool) => {
  const weights = softmax(scores);
  return meanOf(values.map((row, p) => row.map(value => value * weights[p]! * (pool === 'sum' ? PLACES : 1))));
};

describe('attention', () => {
  it.each(GATES.flatMap(gate => (['mean', 'sum'] as const).map(pool => [gate, pool] as const)))(
    'of both kinds, gate %s, %s of places',
    async (gate, pool) => {
      const net = randomly(attentionHead({ map: MAP, outputs: 3, gate, pool }));
      const a = ACT[gate](meanOf(map.map(row => mapped(net, 'channels.gate.conv')(row).map(sigmoid))));
      const values = map.map(row => mapped(net, 'channels.values.conv')(row).map(x => Math.max(0, x)));
      const channel = meanOf(values.map(row => row.map((value, c) => value * a[c]!)));
      const q = mapped(net, 'features.spatial.weighed.weights.query.channels.conv')(a);
      const scores = values.map(row => {
        const own = mapped(net, 'features.spatial.weighed.weights.query.place.conv')(row);
        return mapped(net, 'features.spatial.weighed.weights.score')(own.map((x, c) => Math.tanh(x + q[c]!)))[0]!;
      });
      const expected = mapped(net, 'output')([...channel, ...spatial(values, scores, pool)]);
      for (const [i, value] of (await run(net)).entries()) expect(value).toBeCloseTo(expected[i]!, 4);
    },
  );

  it('of channels alone', async () => {
    const net = randomly(attentionHead({ map: MAP, outputs: 2, attention: 'channel' }));
    const a = ACT.sigmoidPlus1(meanOf(map.map(row => mapped(net, 'channels.gate.conv')(row).map(sigmoid))));
    const values = map.map(row => mapped(net, 'channels.values.conv')(row).map(x => Math.max(0, x)));
    const expected = mapped(net, 'output')(meanOf(values.map(row => row.map((value, c) => value * a[c]!))));
    for (const [i, value] of (await run(net)).entries()) expect(value).toBeCloseTo(expected[i]!, 4);
  });

  it('of places alone, whose values are linear and whose query has no channel term', async () => {
    const net = randomly(attentionHead({ map: MAP, outputs: 2, attention: 'spatial' }));
    const values = map.map(row => mapped(net, 'values')(row));
    const scores = values.map(
      row =>
        mapped(
          net,
          'weighed.weighed.weights.score',
        )(mapped(net, 'weighed.weighed.weights.query')(row).map(Math.tanh))[0]!,
    );
    const expected = mapped(net, 'output')(spatial(values, scores, 'mean'));
    for (const [i, value] of (await run(net)).entries()) expect(value).toBeCloseTo(expected[i]!, 4);
  });

  it('shows weights of places that sum to 1, and a gate within its bounds', async () => {
    const instance = instantiate(randomly(attentionHead({ map: MAP, outputs: 3 })));
    const x = tf.tensor(map.flat(), [1, ...INPUT]);
    const { taps } = pass(instance, x, { mode: 'inference' });
    expect(taps.get(ATTENTION)!.shape).toEqual([1, 3, 2, 1]);
    expect(sum(Array.from(await taps.get(ATTENTION)!.data()))).toBeCloseTo(1, 5);
    const gate = Array.from(await taps.get(GATE)!.data());
    expect(gate).toHaveLength(C);
    for (const value of gate) {
      expect(value).toBeGreaterThan(1.5);
      expect(value).toBeLessThan(1.7311);
    }
  });

  it('folds to the same function', async () => {
    const net = randomly(attentionHead({ map: MAP, outputs: 3, pool: 'sum' }));
    const { network: folded } = fold(net);
    const [one, two] = [await run(net), await run(folded)];
    for (const [i, value] of two.entries()) expect(value).toBeCloseTo(one[i]!, 3);
  });
});

describe('what attention lies on', () => {
  it('is the share of the weights of an object’s places, in part where the object is in part', () => {
    const mask = Uint8Array.from([1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect(attentionOn([0.5, 0.1, 0.2, 0.2], [2, 2], mask)).toBeCloseTo(0.5 + 0.2 / 4, 6);
  });

  it('is read from the network', async () => {
    const net = randomly(attentionHead({ map: MAP, outputs: 3 }));
    const { weights, size } = await attentionMaps(net, { images: Float32Array.from(map.flat()), shape: [1, ...MAP] });
    expect(size).toEqual([3, 2]);
    expect(sum(Array.from(weights))).toBeCloseTo(1, 5);
    const plain = randomly(plainHead(2));
    await expect(attentionMaps(plain, { images: Float32Array.from(map.flat()), shape: [1, ...MAP] })).rejects.toThrow(
      /no spatial attention/,
    );
  });
});

describe('the networks of the paper', () => {
  it.each([
    ['resnet-101-regressor', 42_500_160 + 2048 * 3 + 3],
    ['pdanet', 59_299_908],
    ['pdanet-channel', 42_500_160 + 8_392_704 + 2048 * 3 + 3],
    ['pdanet-spatial', 42_500_160 + 2 * 4_196_352 + 2049 + 2048 * 3 + 3],
    ['sentinet-a', 42_500_160 + 4_196_352 + 2049 + 2048 * 3 + 3],
    ['wscnet-regressor', 42_500_160 + 2048 * 12 + 12 + 4096 * 3 + 3],
  ])('%s has %i parameters', (name, params) => {
    const { build, input } = models[name]!;
    expect(infer(build(), input)).toEqual([3]);
    expect(count(build(), input).total.params).toBe(params);
  });
});
