/** Cut channels that are zero where they are made, and constants where they are read. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { RefoldError } from '../src/error.ts';
import { relativeError } from '../src/fold/index.ts';
import { evaluateOnce } from '../src/layers/apply.ts';
import * as l from '../src/layers/build.ts';
import { activationValue } from '../src/layers/leaves/activation-value.ts';
import { parameters } from '../src/layers/parameters.ts';
import { join, leaves, trace } from '../src/layers/shapes.ts';
import { ACTIVATIONS, type Layer, type Network, type Shape } from '../src/layers/types.ts';
import { absorbBiases, channelGroups, keepChannels, type Selection } from '../src/prune/index.ts';
import { Rng } from '../src/rng.ts';
import { poolAndClassify } from '../src/zoo/index.ts';
import { activate } from './support/backends.ts';
import { forEachPlace } from './support/channels.ts';
import { Choices } from './support/expressions.ts';
import { INVERTED_INPUT, randomInverted } from './support/inverted.ts';
import { PRUNABLE_INPUT, randomPrunable } from './support/prunable.ts';
import { randomNetwork, withParams } from './support/random.ts';
import { evaluate, randomSample } from './support/reference.ts';

const RUNS = Number(process.env.FC_RUNS ?? 300);
const SEED = Number(process.env.FC_SEED ?? 20260203);

const choices = fc.array(fc.nat(5039), { minLength: 30, maxLength: 90, size: 'max' });

/** Zeroes, of some channels, the kernels and biases that make them, and nothing else; returns what is kept. */
function zeroProducers(net: Network, choices: Choices): { keep: Selection; cut: number } {
  const unit = new Set(
    [...leaves(trace(net.layer, net.input))].flatMap(({ layer, path }) =>
      layer.op === 'conv' && layer.unitNorm ? [path] : [],
    ),
  );
  const keep: Record<string, number[]> = {};
  let cut = 0;
  for (const group of channelGroups(net.layer, net.input)) {
    const makers = group.sites.filter(({ role }) => role === 'producer');
    if (group.fixed !== undefined || makers.some(({ path }) => unit.has(path))) continue;
    const gone = [...Array(group.size).keys()].slice(1).filter(() => choices.below(2) === 0);
    for (const channel of gone) {
      forEachPlace(net, group, channel, ({ values, indices, site }) => {
        if (group.sites[site]!.role === 'producer') for (const i of indices) values[i] = 0;
      });
    }
    keep[group.name] = [...Array(group.size).keys()].filter(channel => !gone.includes(channel));
    cut += gone.length;
  }
  return { keep, cut };
}

function expectSame(net: Network, narrow: Network): void {
  const x = randomSample(net.input, Rng.seeded('sample'));
  const error = relativeError(evaluate(net, x).data, evaluate(narrow, x).data);
  expect(error, JSON.stringify(net.layer)).toBeLessThan(1e-10);
  const asked = [...parameters(trace(narrow.layer, narrow.input))].map(({ path, shape }) => `${path} ${shape}`);
  expect([...narrow.params].map(([path, { shape }]) => `${path} ${shape}`)).toEqual(asked);
}

function check(random: (choices: Choices) => Layer, input: Shape, property: (net: Network, choices: Choices) => void) {
  const run = (numbers: readonly number[], seed: number): void => {
    const source = new Choices(numbers);
    property(randomNetwork(random(source), input, Rng.seeded(seed)), source);
  };
  fc.assert(fc.property(choices, fc.nat(1_000_000), run), {
    seed: SEED,
    numRuns: RUNS,
    interruptAfterTimeLimit: 20_000 + 30 * RUNS,
    markInterruptAsFailure: true,
  });
}

describe('random networks whose cut channels are zero at their makers only', () => {
  it('of pointwise and depthwise layers stay the same, whatever the norms hold', () => {
    let [cut, without] = [0, 0];
    check(randomInverted, INVERTED_INPUT, (net, choices) => {
      const kept = zeroProducers(net, choices);
      expectSame(net, keepChannels(absorbBiases(net, kept.keep), kept.keep));
      cut += kept.cut;
      const x = randomSample(net.input, Rng.seeded('sample'));
      if (relativeError(evaluate(net, x).data, evaluate(keepChannels(net, kept.keep), x).data) > 1e-3) without++;
    });
    expect(cut).toBeGreaterThan(RUNS);
    expect(without).toBeGreaterThan(RUNS / 2);
  });

  it('of any kind stay the same, or are refused', () => {
    let [same, refused] = [0, 0];
    check(randomPrunable, PRUNABLE_INPUT, (net, choices) => {
      const { keep, cut } = zeroProducers(net, choices);
      let absorbed: Network;
      try {
        absorbed = absorbBiases(net, keep);
      } catch (error) {
        expect(error).toBeInstanceOf(RefoldError);
        refused++;
        return;
      }
      expectSame(net, keepChannels(absorbed, keep));
      if (cut > 0) same++;
    });
    expect(same).toBeGreaterThan(RUNS / 10);
    expect(refused).toBeGreaterThan(RUNS / 10);
  });
});

/** A random network that makes zero of channel 1 of a group, that with its constants absorbed, and what is kept then. */
function withoutChannel1(layer: Layer, input: Shape, name: string) {
  const net = randomNetwork(layer, input, Rng.seeded('constants'));
  const group = channelGroups(layer, input).find(group => group.name === name)!;
  forEachPlace(net, group, 1, ({ values, indices, site }) => {
    if (group.sites[site]!.role === 'producer') for (const i of indices) values[i] = 0;
  });
  const keep = { [name]: [...Array(group.size).keys()].filter(channel => channel !== 1) };
  return { net, absorbed: absorbBiases(net, keep), keep };
}

describe('a MobileNet pair', () => {
  const EPS = 1e-5;
  const layer = l.chain({
    first: l.conv(2, 1, { bias: true }),
    relu1: l.relu(),
    depthwise: l.conv(2, 3, { groups: 2 }),
    norm: l.batchNorm({ eps: EPS }),
    relu2: l.relu(),
    read: l.conv(2, 1),
    last: l.batchNorm(),
  });
  /** The second channel's beta, with a norm that changes no slope. */
  const pair = (beta: number): Network =>
    withParams(randomNetwork(layer, [4, 4, 3], Rng.seeded('pair')), {
      'first.kernel': [1, 0, -2, 0, 3, 0],
      'first.bias': [0.5, 0],
      'norm.gamma': [1, 1],
      'norm.beta': [0.1, beta],
      'norm.mean': [0, 0],
      'norm.variance': [1 - EPS, 1 - EPS],
      // Inputs by outputs: what reads the second channel is 5 and -7.
      'read.kernel': [1, 2, 5, -7],
    });
  const keep = { first: [0] };
  const x = randomSample([4, 4, 3], Rng.seeded('x'));
  const errorOf = (net: Network, narrow: Network) => relativeError(evaluate(net, x).data, evaluate(narrow, x).data);

  it('reads a channel with positive beta as that number, which its bias takes over', () => {
    const net = pair(0.7);
    const absorbed = absorbBiases(net, keep);
    expect([...absorbed.params.get('read.bias')!.data]).toEqual([0.7 * 5, 0.7 * -7]);
    expect(errorOf(net, keepChannels(absorbed, keep))).toBeLessThan(1e-12);
    expect(errorOf(net, keepChannels(net, keep))).toBeGreaterThan(0.1);
  });

  it('reads a channel with negative beta as zero: |beta|, which ResRep as published adds, is another network', () => {
    const net = pair(-0.7);
    const absorbed = absorbBiases(net, keep);
    expect(absorbed).toEqual(net);
    expect(errorOf(net, keepChannels(absorbed, keep))).toBeLessThan(1e-12);
    expect(errorOf(net, keepChannels(absorbBiases(pair(0.7), keep), keep))).toBeGreaterThan(0.1);
  });

  it('takes the mean and the variance into account', () => {
    const net = withParams(pair(0.2), { 'norm.mean': [0, -3], 'norm.variance': [1, 4], 'norm.gamma': [1, 2] });
    const [value] = absorbBiases(net, keep).params.get('read.bias')!.data;
    expect(value).toBeCloseTo(5 * (0.2 + (3 * 2) / Math.sqrt(4 + EPS)), 12);
  });

  it('stays in float32 where it was', () => {
    const net = pair(0.7);
    const single = new Map(
      [...net.params].map(([path, { shape, data }]) => [path, { shape, data: Float32Array.from(data) }]),
    );
    const { data } = absorbBiases({ ...net, params: single }, keep).params.get('read.bias')!;
    expect(data).toBeInstanceOf(Float32Array);
    expect(data[0]).toBeCloseTo(3.5, 5);
  });
});

describe('what reads a constant', () => {
  it('is a classifier after a global pool', () => {
    const layer = l.chain({ conv: l.conv(4, 3), norm: l.batchNorm(), relu: l.relu(), head: poolAndClassify(3) });
    const { net, absorbed, keep } = withoutChannel1(layer, [5, 5, 3], 'conv');
    expectSame(net, keepChannels(absorbed, keep));
    expect(absorbed.layer).toEqual(layer);
    expect(absorbed.params.get('norm.beta')).toBe(net.params.get('norm.beta'));
  });

  it('is a dilated convolution with strides that pads nothing', () => {
    const read = l.conv(2, 3, { pad: 0, dilation: 2, stride: 2 });
    const { net, absorbed, keep } = withoutChannel1(l.chain([l.conv(4, 1), l.batchNorm(), read]), [7, 7, 3], '0');
    expectSame(net, keepChannels(absorbed, keep));
    expect([...absorbed.params.keys()]).toContain('2.bias');
  });

  it('is a grouped one, of another constant in each group', () => {
    const layer = l.chain([l.conv(4, 1), l.batchNorm(), l.conv(6, 1, { groups: 2 }), l.conv(2, 1)]);
    const { net, absorbed, keep } = withoutChannel1(layer, [3, 3, 3], '0');
    expectSame(net, keepChannels(absorbed, keep));
  });

  it('is a layer that is cut itself: no bias for what is zero', () => {
    const layer = l.chain([l.conv(2, 1), l.batchNorm(), l.conv(2, 1), l.conv(2, 1)]);
    const net = randomNetwork(layer, [3, 3, 3], Rng.seeded('both'));
    const { data } = absorbBiases(net, { 0: [0], 2: [1] }).params.get('2.bias')!;
    expect(data[0]).toBe(0);
    expect(data[1]).not.toBe(0);
  });

  it('is not there where a product has a zero, whatever else varies', () => {
    const varying = l.chain([l.conv(4, 1), l.batchNorm(), l.conv(4, 3, { groups: 4 })]);
    const layer = l.chain({ both: l.product({ zero: l.conv(4, 1), varying }), read: l.conv(2, 3) });
    const { net, absorbed, keep } = withoutChannel1(layer, [4, 4, 3], 'both.zero');
    expect(absorbed).toEqual(net);
    expectSame(net, keepChannels(absorbed, keep));
  });

  it('is what tied channels share where a reshape makes them one', () => {
    const grouped = l.conv(4, 1, { groups: 2 });
    const layer = l.chain([l.conv(4, 1), grouped, l.batchNorm(), l.reshape([4, 2, 2]), l.conv(2, 1)]);
    const net = randomNetwork(layer, [2, 2, 3], Rng.seeded('reshape'));
    expect(() => absorbBiases(net, { 1: [0] })).toThrow('4: it reads 1 cut channel that varies');
    // Channels 1 and 3 of the norm, which are channel 1 after the reshape.
    const alike = withParams(net, {
      '1.kernel': [1, 0, 2, 0, 3, 0, 4, 0],
      ...Object.fromEntries(['gamma', 'beta', 'mean', 'variance'].map(name => [`2.${name}`, [1, 2, 3, 2]])),
    });
    expectSame(alike, keepChannels(absorbBiases(alike, { 1: [0] }), { 1: [0] }));
  });

  it("is a tap's head", () => {
    const shown = l.tap('shown', { head: l.chain([l.globalAvgPool(), l.flatten(), l.linear(2, { bias: false })]) });
    const layer = l.chain({ conv: l.conv(4, 1), norm: l.batchNorm(), shown, read: l.conv(2, 1) });
    const { absorbed } = withoutChannel1(layer, [3, 3, 3], 'conv');
    expect([...absorbed.params.keys()]).toContain(join('shown.head.2', 'bias'));
  });
});

describe('refusals', () => {
  const normed = (...rest: Layer[]): Layer => l.chain([l.conv(4, 1), l.batchNorm(), ...rest]);
  const refusal = (layer: Layer) => () => withoutChannel1(layer, [4, 4, 3], '0');

  it('name a convolution that pads a constant', () => {
    expect(refusal(normed(l.conv(2, 3)))).toThrow(
      '2: it pads 1 cut channel that is constant but not zero: the border would differ',
    );
    const net = randomNetwork(normed(l.conv(2, 3)), [4, 4, 3], Rng.seeded(1));
    expect(() => absorbBiases(net, { 0: [2] })).toThrow('2: it pads 3 cut channels that are constant but not zero');
  });

  it('name a transposed convolution', () => {
    expect(refusal(normed(l.convTranspose(2, 2, { stride: 2 })))).toThrow(
      '2: it transposes 1 cut channel that is constant but not zero: not all places would get the same',
    );
  });

  it.each<readonly [string, Layer, string]>([
    ['after a padded depthwise layer', normed(l.conv(4, 3, { groups: 4 }), l.conv(2, 1)), '3'],
    ['after zeros around it', normed(l.pad(1), l.conv(2, 1)), '3'],
    ['after zeros in its means', normed(l.avgPool(3, { stride: 1, pad: 1 }), l.conv(2, 1)), '3'],
    ['after a border of the next norm', normed(l.batchNorm({ border: 1 }), l.conv(2, 1)), '3'],
    ['in tiles that hold different constants', normed(l.tiles([4, 4, 2], l.conv(2, 1)), l.conv(2, 1)), '2.body'],
    ['after a grid of different biases', normed(l.spatialLinear([2, 2, 4], { groups: 4 }), l.conv(2, 1)), '3'],
  ])('name what reads a channel that varies %s', (_, layer, path) => {
    expect(refusal(layer)).toThrow(
      `${path}: it reads 1 cut channel that varies from place to place: no bias stands for that`,
    );
  });

  it('are those of a cut, too', () => {
    const net = randomNetwork(normed(l.conv(2, 1)), [4, 4, 3], Rng.seeded(1));
    expect(() => absorbBiases(net, { stem: [0] })).toThrow("no channel group 'stem'");
    expect(() => absorbBiases(net, { input: [0] })).toThrow("they are the network's input");
    expect(() => absorbBiases({ ...net, params: new Map() }, { 0: [0] })).toThrow('has no such parameter');
  });
});

describe('activationValue', () => {
  beforeAll(() => activate('cpu'));

  it.each(ACTIVATIONS.filter(fn => fn !== 'softmax'))('is what the layer %s computes', async fn => {
    const layer = fn === 'leakyRelu' ? l.activation(fn, 0.2) : l.activation(fn);
    const x = [-5, -3, -1.5, -0.1, 0, 0.2, 1, 2.9, 3, 4, 6, 7];
    const net: Network = { layer, input: [x.length], params: new Map() };
    const { data } = await evaluateOnce(net, { shape: [1, x.length], data: Float32Array.from(x) });
    x.forEach((value, i) => {
      expect(activationValue(layer, value), `${fn}(${value})`).toBeCloseTo(data[i]!, 6);
    });
  });

  it('has none for softmax', () => {
    expect(activationValue(l.activation('softmax'), 1)).toBeUndefined();
  });
});
