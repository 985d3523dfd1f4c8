import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RefoldError } from '../src/error.ts';
import { init } from '../src/init/init.ts';
import * as l from '../src/layers/build.ts';
import { parseLayer, stringifyLayer } from '../src/layers/json.ts';
import { LEAVES } from '../src/layers/leaves/index.ts';
import { kaimingNormal, parameters } from '../src/layers/parameters.ts';
import { infer, leaves, trace } from '../src/layers/shapes.ts';
import type { Layer, Shape } from '../src/layers/types.ts';
import { Rng } from '../src/rng.ts';

describe('shape inference', () => {
  it.each<[string, Layer, Shape, Shape]>([
    ['conv keeps the map', l.conv(8, 3), [5, 7, 3], [5, 7, 8]],
    ['stride 2 of an even map', l.conv(8, 3, { stride: 2 }), [32, 32, 3], [16, 16, 8]],
    ['stride 2 of an odd map', l.conv(8, 3, { stride: 2 }), [33, 31, 3], [17, 16, 8]],
    [
      '1×1 at stride 2 meets 3×3 at stride 2',
      l.sum([l.conv(8, 3, { stride: 2 }), l.conv(8, 1, { stride: 2 })]),
      [33, 31, 3],
      [17, 16, 8],
    ],
    ['dilation keeps the map by default', l.conv(8, 3, { dilation: 4 }), [9, 9, 3], [9, 9, 8]],
    ['convTranspose', l.convTranspose(4, 4, { stride: 2, pad: 1 }), [8, 8, 3], [16, 16, 4]],
    ['border', l.batchNorm({ border: 1 }), [4, 4, 2], [6, 6, 2]],
    ['concat adds channels', l.concat([l.conv(3, 3), l.identity()]), [4, 4, 2], [4, 4, 5]],
    ['a gate broadcasts', l.product([l.identity(), l.globalAvgPool()]), [4, 4, 2], [4, 4, 2]],
    ['a gate of places broadcasts', l.product([l.conv(1, 1), l.identity()]), [4, 5, 3], [4, 5, 3]],
    ['a gate of places by one of channels', l.product([l.conv(1, 1), l.globalAvgPool()]), [4, 5, 3], [4, 5, 3]],
    ['concat broadcasts', l.concat([l.globalAvgPool(), l.conv(2, 3)]), [4, 5, 3], [4, 5, 5]],
    ['slice', l.slice(1, 3), [4, 5, 4], [4, 5, 2]],
    ['slice of a vector', l.slice(0, 2), [4], [2]],
    ['flatten', l.flatten(), [4, 5, 2], [40]],
    ['permute', l.permute([2, 0, 1]), [4, 5, 2], [2, 4, 5]],
    ['spatialLinear', l.spatialLinear([2, 2, 6]), [4, 4, 3], [2, 2, 6]],
    ['upsample', l.upsample([7, 9]), [4, 4, 3], [7, 9, 3]],
    ['upsample, times', l.upsample({ times: [2, 3] }), [4, 5, 3], [8, 15, 3]],
    ['reflectionPad', l.reflectionPad([3, 0, 1, 2]), [4, 4, 3], [7, 7, 3]],
    [
      "convTranspose with PyTorch's output padding",
      l.convTranspose(4, 3, { stride: 2, pad: [1, 0, 1, 0] }),
      [8, 5, 3],
      [16, 10, 4],
    ],
  ])('%s', (_, layer, input, output) => expect(infer(layer, input)).toEqual(output));

  it.each<[string, Layer, Shape, string]>([
    [
      'unlike branches',
      l.chain({ stage1: l.sum({ body: l.conv(4, 3, { stride: 2 }), shortcut: l.identity() }) }),
      [8, 8, 4],
      "stage1: can't take the sum: 'body' gives [4, 4, 4], 'shortcut' gives [8, 8, 4]",
    ],
    [
      'concat of unlike maps',
      l.concat({ a: l.conv(4, 3), b: l.conv(4, 3, { stride: 2 }) }),
      [8, 8, 4],
      "the network: can't concat along channels: 'a' gives [8, 8, 4], 'b' gives [4, 4, 4]",
    ],
    [
      'linear on a map',
      l.chain({ fc: l.linear(3) }),
      [2, 2, 3],
      'fc: linear needs a vector [features]; put flatten() before it; its input is [2, 2, 3]',
    ],
    [
      'a window over the map',
      l.chain([l.identity(), l.conv(3, 5, { pad: 0 })]),
      [4, 9, 2],
      '1: a conv window 5×5 (dilation 1×1) exceeds the padded map; its input is [4, 9, 2]',
    ],
    [
      'groups',
      l.conv(4, 3, { groups: 4 }),
      [4, 4, 6],
      'the network: 6 input and 4 output channels must both divide by 4 groups; its input is [4, 4, 6]',
    ],
    [
      'reshape',
      l.reshape([5]),
      [2, 2],
      "the network: can't reshape 4 elements to [5]: it is bound to that size; its input is [2, 2]",
    ],
    [
      'permute',
      l.permute([0, 0]),
      [2, 2],
      'the network: permute order [0, 0] is not an order of 2 axes; its input is [2, 2]',
    ],
    [
      'a slice past the end',
      l.slice(2, 5),
      [3, 3, 4],
      "the network: channels 2 to 5 can't be taken out of [3, 3, 4]; its input is [3, 3, 4]",
    ],
    ['an empty slice', l.slice(2, 2), [4], "the network: channels 2 to 2 can't be taken out of [4]; its input is [4]"],
    [
      'a sum of one channel and many',
      l.sum({ one: l.conv(1, 1), many: l.identity() }),
      [3, 3, 4],
      "the network: can't take the sum: 'one' gives [3, 3, 1], 'many' gives [3, 3, 4]",
    ],
    ['an empty sum', l.sum([]), [2], 'the network: a sum needs at least one child'],
    [
      'a reflection of more than there is',
      l.chain({ mirror: l.reflectionPad([0, 0, 0, 3]) }),
      [5, 3, 1],
      'mirror: a reflection of [0, 0, 0, 3] needs a map that is larger than it on every side; its input is [5, 3, 1]',
    ],
    ['a reflection of a vector', l.reflectionPad(1), [5], 'reflectionPad needs a map [height, width, channels]'],
    ['an instance norm of a vector', l.instanceNorm(), [5], 'instanceNorm needs a map [height, width, channels]'],
    ['a crop of everything', l.convTranspose(1, 2, { pad: 4 }), [3, 3, 1], 'cropping by [4, 4, 4, 4] leaves nothing'],
  ])('names path and shapes: %s', (_, layer, input, message) => {
    expect(() => infer(layer, input)).toThrow(message);
  });

  it('a conv gives as many rows as the definition has places for its window', () => {
    fc.assert(
      fc.property(
        fc.record({
          n: fc.integer({ min: 1, max: 20 }),
          k: fc.integer({ min: 1, max: 5 }),
          stride: fc.integer({ min: 1, max: 3 }),
          dilation: fc.integer({ min: 1, max: 3 }),
          before: fc.integer({ min: 0, max: 4 }),
          after: fc.integer({ min: 0, max: 4 }),
        }),
        ({ n, k, stride, dilation, before, after }) => {
          const last = (k - 1) * dilation;
          let places = 0;
          for (let at = -before; at + last < n + after; at += stride) places++;
          const layer = l.conv(1, [k, 1], { stride: [stride, 1], dilation: [dilation, 1], pad: [before, after, 0, 0] });
          if (places === 0) expect(() => infer(layer, [n, 1, 1])).toThrow('exceeds');
          else expect(infer(layer, [n, 1, 1])[0]).toBe(places);
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });
});

const EVERY_OP: Layer = l.chain({
  stem: l.conv(4, 3, { stride: 2, init: { kernel: { kind: 'normal', std: 0.1 } } }),
  norm: l.batchNorm({ border: 1, init: { gamma: 0 } }),
  up: l.convTranspose(4, 2, { stride: 2, bias: true }),
  mix: l.concat([
    l.sum([l.identity(), l.scale(), l.conv(4, 3, { unitNorm: true })]),
    l.product([l.identity(), l.sigmoid()]),
  ]),
  tap: l.tap('features', { head: l.globalMaxPool(), trainingOnly: true }),
  instance: l.instanceNorm({ affine: true }),
  mirror: l.reflectionPad([1, 0, 1, 0]),
  bytes: l.quantize(0.1, 128),
  pool: l.chain([l.maxPool(2), l.avgPool(2, { countPad: false }), l.pad(1), l.leakyRelu(0.2), l.dropout(0.1)]),
  grid: l.spatialLinear([2, 2, 4]),
  twice: l.upsample({ times: 2 }),
  resize: l.upsample(4, { method: 'bilinear', alignCorners: true }),
  turn: l.permute([1, 0, 2]),
  fold: l.reshape([4, 4, 4]),
  some: l.concat([l.slice(0, 2), l.affine(2, 1)]),
  global: l.globalAvgPool(),
  peak: l.globalMaxPool(),
  flat: l.flatten(),
  fc: l.linear(10, { bias: false }),
});

describe('the JSON form', () => {
  it('gives every layer back', () => {
    expect(parseLayer(stringifyLayer(EVERY_OP))).toEqual(EVERY_OP);
    const ops = new Set<string>();
    const visit = (layer: Layer): void => {
      ops.add(layer.op);
      if ('children' in layer) for (const [, child] of layer.children) visit(child);
      if (layer.op === 'tap' && layer.head) visit(layer.head);
    };
    visit(EVERY_OP);
    expect(Object.keys(LEAVES).filter(kind => !ops.has(kind))).toEqual([]);
  });

  it.each([
    ['{', 'a layer must be JSON'],
    ['[]', 'the layer: expected an object with an "op"'],
    ['{"op":"convolution"}', "the layer: no layer called 'convolution'; known: activation,"],
    ['{"op":"toString"}', "no layer called 'toString'"],
    [
      '{"op":"chain","children":[["a",{"op":"linear","out":0,"bias":true}]]}',
      "layer 'a': 'out' of linear must be a positive integer, got 0",
    ],
    ['{"op":"relu6"}', "no layer called 'relu6'"],
    ['{"op":"activation","fn":"swosh"}', "'fn' of activation must be one of relu,"],
    [
      '{"op":"upsample","size":{"times":2},"method":"nearest","alignCorners":false}',
      `'size' of upsample must be [height, width], or {"times": [vertical, horizontal]}`,
    ],
    ['{"op":"flatten","axis":1}', "flatten has no field 'axis'"],
    ['{"op":"sum","children":[["a",{"op":"flatten"}],["a",{"op":"flatten"}]]}', 'child name "a" must be unique'],
    ['{"op":"sum","children":[["a.b",{"op":"flatten"}]]}', 'without a dot'],
    ['{"op":"tap","name":"t","trainingOnly":false,"head":{"op":"nope"}}', "layer 'head': no layer called 'nope'"],
    ['{"op":{"toString":1}}', `its "op" must be a name, got {"toString":1}`],
    ['{"op":["flatten"]}', 'its "op" must be a name, got ["flatten"]'],
    ['{}', 'its "op" must be a name, got nothing'],
    ['{"op":"flatten","constructor":1}', "flatten has no field 'constructor'"],
    ['{"op":"linear","out":2,"bias":true,"toString":1}', "linear has no field 'toString'"],
    ['{"op":"flatten","__proto__":{"op":"conv"}}', "flatten has no field '__proto__'"],
  ])('refuses %s', (json, message) => expect(() => parseLayer(json)).toThrow(message));

  it.each(['{"op":"chain","children":[["a",', '{"op":"tap","name":"t","trainingOnly":false,"head":', '[', '{"op":'])(
    'refuses thousands of levels of %s, however a recursion would end on them',
    open => {
      const close = [...open].reverse().flatMap(c => (c === '{' ? '}' : c === '[' ? ']' : ''));
      const json = `${open.repeat(50_000)}1${close.join('').repeat(50_000)}`;
      expect(() => parseLayer(json)).toThrow(RefoldError);
      expect(() => parseLayer(json)).toThrow('a layer of more than 200 levels');
    },
  );

  it('shows no more of a wrong value than fits a line', () => {
    const json = JSON.stringify({ op: 'conv', out: 'x'.repeat(1e6) });
    expect(() => parseLayer(json)).toThrow(/^the layer: 'out' of conv must be a positive integer, got "x{79}\.\.\.$/);
  });
});

it('names an op that nobody knows, from a program too', () => {
  const made = { op: 'nope' } as unknown as Layer;
  expect(() => trace(l.chain({ a: made }), [4])).toThrow(RefoldError);
  expect(() => trace(l.chain({ a: made }), [4])).toThrow("no layer called 'nope'; known: activation,");
});

describe('initialisation', () => {
  it('is the same for the same seed, and does not move when a layer is added', () => {
    const small = l.chain({ a: l.conv(4, 3), b: l.conv(4, 3) });
    const large = l.chain({ a: l.conv(4, 3), between: l.batchNorm(), extra: l.conv(4, 1), b: l.conv(4, 3) });
    const [first, again, other] = [small, small, large].map(layer => init(layer, [8, 8, 3], Rng.seeded(5)));
    expect(again).toEqual(first);
    expect(other!.get('a.kernel')).toEqual(first!.get('a.kernel'));
    expect(other!.get('b.kernel')).toEqual(first!.get('b.kernel'));
    expect(init(small, [8, 8, 3], Rng.seeded(6)).get('a.kernel')).not.toEqual(first!.get('a.kernel'));
  });

  it('has the variance that its rule says', () => {
    const kernel = (init_: Parameters<typeof l.conv>[2]) =>
      init(l.conv(64, 3, init_), [8, 8, 32], Rng.seeded(1)).get('kernel')!.data;
    const std = (data: ArrayLike<number>) =>
      Math.sqrt(Array.from(data).reduce((sum, v) => sum + v * v, 0) / data.length);
    expect(std(kernel({}))).toBeCloseTo(Math.sqrt(1 / (3 * 288)), 3);
    expect(std(kernel({ init: { kernel: kaimingNormal() } }))).toBeCloseTo(Math.sqrt(2 / 576), 3);
    expect(Math.max(...kernel({}))).toBeLessThan(1 / Math.sqrt(288));
  });

  it('makes the identity kernel of grouped channels', () => {
    const layer = l.conv(4, 3, { groups: 2, init: { kernel: { kind: 'identity' } } });
    const { data } = init(layer, [4, 4, 4], Rng.seeded(1)).get('kernel')!;
    // HWIO [3, 3, 2, 4]: centre tap at (0,0), (1,1), (0,2), (1,3) of in × out.
    const ones = [...data.keys()].filter(i => data[i] !== 0);
    expect(ones).toEqual([4 * 8 + 0, 4 * 8 + 2, 4 * 8 + 5, 4 * 8 + 7]);
  });

  it('names every parameter once, with the path of its leaf', () => {
    const root = trace(EVERY_OP, [16, 16, 3]);
    const paths = [...parameters(root)].map(p => p.path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toContain('mix.0.2.kernel');
    expect(paths).toContain('norm.variance');
    expect([...leaves(root)].map(leaf => leaf.path)).toContain('tap.head');
  });

  it('refuses names that would lose their order or their path', () => {
    expect(() => l.chain({ '1': l.relu(), '0': l.flatten() })).toThrow('use a list');
    expect(() => l.chain({ 'a.b': l.relu() })).toThrow('no dot');
  });
});
