/** Random networks in which cut channels stay constants to whatever reads them: norms and depthwise layers have any parameters. */
import {
  activation,
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
  relu,
  reshape,
  scale,
  sigmoid,
  spatialLinear,
  sum,
  tap,
  tiles,
  upsample,
} from '../../src/layers/build.ts';
import { infer } from '../../src/layers/shapes.ts';
import type { Layer, Shape } from '../../src/layers/types.ts';
import type { Choices } from './expressions.ts';

export const INVERTED_INPUT: Shape = [6, 6, 3];

export function randomInverted(choices: Choices): Layer {
  const layers: Layer[] = [conv(choices.of([4, 6, 3]), 3), batchNorm(), relu()];
  const shape = () => infer(chain(layers), INVERTED_INPUT);
  const blocks = 1 + choices.below(4);
  for (let i = 0; i < blocks; i++) layers.push(randomBlock(choices, shape(), `tap${i}`));
  const [h, w, c] = shape() as [number, number, number];
  layers.push(
    ...choices.of<() => Layer[]>([
      () => [globalAvgPool(), flatten(), linear(3)],
      () => [flatten(), linear(5), relu(), scale(), linear(3, { bias: false })],
      () => [conv(2, [h, w], { pad: 0 })],
      () => [reshape([h * w, 1, c]), conv(2, 1)],
      () => [conv(4, 1), relu(), convTranspose(2, 2, { stride: 2 })],
    ])(),
  );
  return chain(layers);
}

const anyAct = (choices: Choices): Layer =>
  choices.of([relu, leakyRelu, sigmoid, () => activation('tanh'), identity])();
/** Keeps zero zero. */
const zeroAct = (choices: Choices): Layer => choices.of([relu, leakyRelu, () => activation('tanh')])();

function randomBlock(choices: Choices, [h, w, c]: Shape, name: string): Layer {
  const [height, width, channels] = [h!, w!, c!];
  // Two channels in two groups would be a depthwise grid, whose places make different numbers of a constant.
  const groups = channels % 2 === 0 && channels > 2 ? 2 : 1;
  const pointwise = (out: number): Layer =>
    chain({ conv: conv(out, 1, { bias: choices.of([false, true]) }), norm: batchNorm(), act: anyAct(choices) });
  return choices.of<() => Layer>([
    () => sum({ shortcut: identity(), body: inverted(choices, channels, 1) }),
    () => inverted(choices, choices.of([4, 2, 5]), choices.of([1, 2])),
    () => chain({ wide: pointwise(choices.of([4, 3])), depthwise: unpadded(choices, height, width) }),
    () => chain({ branches: sum({ a: pointwise(4), b: inverted(choices, 4, 1) }), act: anyAct(choices) }),
    () => concat({ same: identity(), grown: pointwise(2) }),
    () => product({ gate: gate(channels), same: identity() }),
    () => conv(2 * channels, 1, { groups, bias: choices.of([false, true]) }),
    () => spatialLinear([height, width, 4], { groups, bias: choices.of([false, true]) }),
    () => chain({ norm: instanceNorm(), act: anyAct(choices), read: conv(4, 1) }),
    () => choices.of([avgPool(3, { stride: 1, pad: 1, countPad: false }), maxPool(3, { stride: 2, pad: 1 })]),
    () => upsample([2 * height, width], { method: 'nearest' }),
    () => sum({ padded: padded(choices, channels), body: identity() }),
    () => chain({ wide: conv(4, 1), shown: tap(name, { head: chain([scale(), conv(2, 1)]) }), act: relu() }),
    () => tiles([height, width, channels], chain({ a: pointwise(3), b: conv(4, 1) })),
  ])();
}

/** Pointwise, depthwise, pointwise. A norm before the depthwise layer's padding would make the border differ. */
function inverted(choices: Choices, out: number, stride: number): Layer {
  const inner = choices.of([4, 6, 3]);
  const outer = inner * choices.of([1, 2]);
  return chain({
    expand: conv(inner, 1, { bias: choices.of([false, true]) }),
    first: zeroAct(choices),
    depthwise: conv(outer, 3, { stride, groups: inner, bias: choices.of([false, true]) }),
    norm: batchNorm(),
    second: anyAct(choices),
    project: conv(out, 1, { bias: choices.of([false, true]) }),
    last: choices.of([batchNorm, scale])(),
  });
}

/** A depthwise layer without padding, on a map of 4 channels or 3. */
const unpadded = (choices: Choices, height: number, width: number): Layer => {
  const kernel = [Math.min(height, 2), Math.min(width, choices.of([1, 3]))] as const;
  const read = conv(4, 1, { bias: choices.of([false, true]) });
  return chain({ channels: conv(4, 1), norm: batchNorm(), layer: conv(8, kernel, { pad: 0, groups: 4 }), read });
};

const gate = (channels: number): Layer =>
  chain({ pool: globalAvgPool(), down: conv(2, 1), norm: batchNorm(), up: conv(channels, 1), gate: sigmoid() });

/** A residual branch that is narrower than the map by zeros. */
const padded = (choices: Choices, channels: number): Layer => {
  const zeros = choices.below(channels);
  const narrow = chain({ conv: conv(channels - zeros, 1), norm: batchNorm() });
  return chain({ narrow, rows: permute([2, 1, 0]), pad: pad([zeros, 0, 0, 0]), back: permute([2, 1, 0]) });
};
