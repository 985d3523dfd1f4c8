/** Random networks of everything that ties channels: sums, products, concats, groups, depthwise layers, tiles, padded shortcuts, taps. */
import {
  affine,
  avgPool,
  batchNorm,
  chain,
  concat,
  conv,
  convTranspose,
  flatten,
  globalAvgPool,
  identity,
  instanceNorm,
  leakyRelu,
  linear,
  maxPool,
  pad,
  permute,
  product,
  quantize,
  reflectionPad,
  relu,
  reshape,
  scale,
  sigmoid,
  slice,
  spatialLinear,
  sum,
  tap,
  tiles,
  upsample,
} from '../../src/layers/build.ts';
import { infer } from '../../src/layers/shapes.ts';
import type { Layer, Shape } from '../../src/layers/types.ts';
import type { Choices } from './expressions.ts';

export const PRUNABLE_INPUT: Shape = [4, 4, 3];

/** Some blocks, then a head of some kind. Every activation outside of gates keeps zero zero. */
export function randomPrunable(choices: Choices): Layer {
  const layers: Layer[] = [normed(conv(choices.of([4, 6, 2]), 3))];
  const shape = () => infer(chain(layers), PRUNABLE_INPUT);
  const blocks = 1 + choices.below(4);
  for (let i = 0; i < blocks; i++) layers.push(randomBlock(choices, shape(), 2, `tap${i}`));
  const [h, w, c] = shape() as [number, number, number];
  layers.push(
    ...choices.of<() => Layer[]>([
      () => [flatten(), linear(5), relu(), linear(3)],
      () => [globalAvgPool(), flatten(), batchNorm(), linear(3)],
      () => [reshape([h * w, 1, c]), maxPool([2, 1]), conv(2, 1)],
      () => [convTranspose(4, 2, { stride: 2, bias: true }), relu(), conv(2, 1, { bias: true })],
      () => [upsample(2 * h, { method: 'nearest' }), conv(3, 1)],
      () => [upsample({ times: 2 }), reflectionPad(1), conv(3, 3, { pad: 0 })],
    ])(),
  );
  return chain(layers);
}

const normed = (layer: Layer): Layer => chain({ layer, norm: batchNorm(), act: relu() });

/** Keeps height and width. */
function randomBlock(choices: Choices, input: Shape, depth: number, name: string): Layer {
  const [h, w, c] = input as [number, number, number];
  const inner = () => (depth === 0 ? normed(conv(c, 1)) : randomBlock(choices, input, depth - 1, `${name}_${depth}`));
  const body = (): Layer => {
    const first = inner();
    return chain({ first, back: conv(c, choices.of([3, 1]), { bias: choices.of([true, false]) }) });
  };
  const groups = choices.of([2, 3, 4].filter(g => c % g === 0).concat(1));
  const out = groups * choices.of([2, 1, 3]);
  return choices.of<() => Layer>([
    () => normed(conv(choices.of([4, 2, 5]), choices.of([1, 3]))),
    () => sum({ shortcut: identity(), body: body() }),
    () => chain({ branches: sum({ body: body(), shortcut: conv(c, 1) }), act: leakyRelu() }),
    () => concat({ same: identity(), grown: inner() }),
    () => chain({ join: concat({ grown: inner(), same: identity(), twice: inner() }), act: relu() }),
    () => product({ gate: gate(c, choices.of([2, 1])), same: identity() }),
    () => product({ places: chain([conv(1, 1), sigmoid()]), same: inner() }),
    () => attention(c, choices.of([2, 4])),
    () => normed(conv(c * choices.of([1, 2]), 3, { groups: c, bias: true })),
    () => normed(conv(out, choices.of([3, 1]), { groups, bias: true })),
    () => chain({ square: normed(conv(out, 1)), grouped: conv(out, 3, { groups }), scale: scale() }),
    () => sum({ padded: padded(c, choices.below(3), choices.below(3), choices), body: identity() }),
    () => tiles([h / 2, w, c % 2 === 0 ? c / 2 : c], chain({ a: inner2(c), norm: batchNorm() })),
    () => spatialLinear([h, w, choices.of([2, 4]) * groups], { groups, bias: true }),
    () =>
      chain({
        norm: instanceNorm({ affine: choices.of([true, false]) }),
        act: relu(),
        pool: avgPool(3, { stride: 1, pad: 1 }),
      }),
    () => chain({ wide: conv(4, 1), mirror: reflectionPad([1, 0, 0, 2]), read: conv(2, [2, 3], { pad: 0 }) }),
    () =>
      chain({
        wide: conv(6, 1),
        shown: tap(name, { head: chain([conv(2, 1), globalAvgPool()]), trainingOnly: choices.of([true, false]) }),
      }),
    () => chain({ wide: conv(4, 1), shown: tap(name), act: relu() }),
    () => chain({ wide: conv(4, 1), act: relu(), bytes: quantize(0.02, choices.of([0, 128])), read: conv(3, 1) }),
    () =>
      chain({ unit: conv(4, 3, { unitNorm: true }), norm: batchNorm({ border: 1 }), after: conv(3, 3, { pad: 0 }) }),
  ])();
}

const inner2 = (c: number): Layer => conv(c % 2 === 0 ? c / 2 : c, 3, { bias: true });

const gate = (c: number, width: number): Layer =>
  chain({
    pool: globalAvgPool(),
    down: conv(width, 1, { bias: true }),
    act: relu(),
    up: conv(c, 1, { bias: true }),
    gate: sigmoid(),
  });

/** Two maps on one way, one of them a gate [1, 1, c] that is broadcast; then each is read by itself, and part of one. */
const attention = (c: number, width: number): Layer =>
  chain({
    both: concat({ gate: gate(width, 2), values: chain([conv(width, 1), relu()]) }),
    parts: concat({
      weighed: product({ gate: chain([slice(0, width), affine(0.5, 1)]), values: slice(width, 2 * width) }),
      first: chain([slice(width, width + 1), conv(c, 1, { bias: true })]),
    }),
  });

/** A residual branch that is narrower than the map by zeros before and after: option A of ResNets. */
const padded = (c: number, before: number, after: number, choices: Choices): Layer => {
  const [a, b] = before + after < c ? [before, after] : [0, 0];
  const narrow = conv(c - a - b, choices.of([1, 3]), { bias: true });
  return chain({ narrow, rows: permute([2, 1, 0]), pad: pad([a, b, 0, 0]), back: permute([2, 1, 0]) });
};
