/** What one leaf costs: arithmetic on its shapes, no parameter values. */

import { definitionOf } from '../layers/leaves/index.ts';
import type { LeafNode } from '../layers/leaves/node.ts';
import { parametersOf } from '../layers/parameters.ts';
import { tileCounts } from '../layers/shapes.ts';
import type { Conv, Leaf, Shape, Tiles } from '../layers/types.ts';
import { sizeOf } from '../ndarray.ts';

/** Costs that add up over an expression. Arithmetic is that of one sample. */
export interface Cost {
  /** Trainable parameters. */
  readonly params: number;
  /** Running statistics: saved, not trained, gone after folding. */
  readonly statistics: number;
  /** Multiply-adds of convolutions and linear layers; biases, norms, activations, pools, sums and gates are not counted. */
  readonly macs: number;
  /** Multiplications when every undilated 3×3 of stride 1 runs as Winograd's F(2×2, 3×3), 16 for a tile's 36, and all else directly. */
  readonly winogradMuls: number;
}

/** No cost. */
export const free: Cost = { params: 0, statistics: 0, macs: 0, winogradMuls: 0 };

/** The sum of two costs. */
export const add = (a: Cost, b: Cost): Cost => ({
  params: a.params + b.params,
  statistics: a.statistics + b.statistics,
  macs: a.macs + b.macs,
  winogradMuls: a.winogradMuls + b.winogradMuls,
});

/** The same parameters, used that often. */
export const repeated = ({ macs, winogradMuls, ...once }: Cost, times: number): Cost => ({
  ...once,
  macs: macs * times,
  winogradMuls: winogradMuls * times,
});

/** How many tiles a map of this shape has. */
export const numberOfTiles = (tiles: Tiles, input: Shape): number =>
  tileCounts(tiles, input).reduce((product, count) => product * count, 1);

/** The cost of a leaf at its shapes. All numbers are exact integers below 2⁵³. */
export function costOf(node: LeafNode<Leaf>): Cost {
  const { layer, input } = node;
  let params = 0;
  let statistics = 0;
  let kernel = 0;
  for (const spec of parametersOf(layer, input)) {
    if (spec.trainable) params += sizeOf(spec.shape);
    else statistics += sizeOf(spec.shape);
    if (spec.name === 'kernel') kernel = sizeOf(spec.shape);
  }
  const macs = kernel * definitionOf(layer).kernelUses(node);
  // A 3×3 kernel's multiply-adds are a multiple of nine: dividing first keeps this exact.
  const winogradMuls = layer.op === 'conv' && suitsWinograd(layer) ? 4 * (macs / 9) : macs;
  return { params, statistics, macs, winogradMuls };
}

/** 3×3, stride 1, undilated; grouped ones too. */
const suitsWinograd = ({ kernel, stride, dilation }: Conv): boolean =>
  [...kernel].every(n => n === 3) && [...stride, ...dilation].every(n => n === 1);
