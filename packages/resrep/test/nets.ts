/** Small networks of each kind that ResRep prunes. */
import { type NdArray, Rng } from '@refold/core';
import {
  avgPool,
  batchNorm,
  chain,
  conv,
  flatten,
  type Layer,
  linear,
  maxPool,
  type Network,
  relu,
  type Shape,
  sum,
} from '@refold/core/layers';
import { basicBlock, convNorm, convNormRelu, poolAndClassify } from '@refold/core/zoo';
import { randomNetwork } from '../../core/test/support/random.ts';

export const INPUT: Shape = [8, 8, 3];

const pair = (input: number, out: number): Layer =>
  chain({ depthwise: convNormRelu(input, 3, { groups: input }), pointwise: convNormRelu(out, 1) });

function repVgg(input: number, out: number, stride: number): Layer {
  const branches = {
    dense: convNorm(out, 3, { stride }),
    pointwise: convNorm(out, 1, { stride }),
    ...(stride === 1 && input === out && { identity: batchNorm() }),
  };
  return chain({ branches: sum(branches), relu: relu() });
}

/** Each takes INPUT and gives 4 logits. */
export const NETS: Readonly<Record<string, Layer>> = {
  'basic blocks': chain({
    stem: convNormRelu(6, 3),
    one: basicBlock({ input: 6, out: 6, stride: 1 }),
    two: basicBlock({ input: 6, out: 8, stride: 2 }),
    head: poolAndClassify(4),
  }),
  VGG: chain({ one: convNormRelu(6, 3), pool: maxPool(2), two: convNormRelu(5, 3), head: poolAndClassify(4) }),
  MobileNet: chain({
    stem: convNormRelu(6, 3, { stride: 2 }),
    body: chain([pair(6, 8), pair(8, 7)]),
    head: poolAndClassify(4),
  }),
  'one chain with linear layers': chain({
    first: conv(6, 3, { bias: true }),
    relu1: relu(),
    second: conv(5, 3, { stride: 2 }),
    relu2: relu(),
    flat: flatten(),
    hidden: linear(7),
    relu3: relu(),
    fc: linear(4),
  }),
  'neighbours without an activation': chain({
    first: conv(5, 3, { bias: true }),
    norm: batchNorm(),
    second: conv(6, 3),
    pool: avgPool(2),
    relu: relu(),
    head: poolAndClassify(4),
  }),
  RepVGG: chain({ stem: repVgg(3, 6, 2), one: repVgg(6, 6, 1), two: repVgg(6, 8, 2), head: poolAndClassify(4) }),
};

/** Every parameter random, as float32. */
export function trainedNet(layer: Layer, input = INPUT): Network {
  const { params } = randomNetwork(layer, input, Rng.seeded('trained'));
  const short = ({ shape, data }: NdArray): NdArray => ({ shape, data: Float32Array.from(data) });
  return { layer, input, params: new Map([...params].map(([path, array]) => [path, short(array)])) };
}
