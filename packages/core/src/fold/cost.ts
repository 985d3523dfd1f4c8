/** What a linear leaf costs, as far as folding must know it: enough to tell a smaller form from a larger one. */

import { parametersOf } from '../layers/parameters.ts';
import { isLeaf } from '../layers/shapes.ts';
import type { Leaf, Shape } from '../layers/types.ts';
import { sizeOf } from '../ndarray.ts';
import type { Term } from './term.ts';

export interface Cost {
  /** Trainable numbers; running statistics are left out. */
  readonly params: number;
  /** Multiply-adds of kernels for one sample; norms, pools and additions are free, as the papers count. */
  readonly macs: number;
}

export function leafCost(leaf: Leaf, input: Shape, output: Shape): Cost {
  let params = 0;
  let macs = 0;
  for (const { name, shape, trainable } of parametersOf(leaf, input)) {
    const n = sizeOf(shape);
    if (trainable) params += n;
    if (name === 'kernel') macs = n * uses(leaf, input, output);
  }
  return { params, macs };
}

/** How often each number of a kernel is used: once a position of a convolution, once in all of a matrix. */
function uses(leaf: Leaf, input: Shape, output: Shape): number {
  if (leaf.op === 'conv') return output[0]! * output[1]!;
  return leaf.op === 'convTranspose' ? input[0]! * input[1]! : 1;
}

export const add = (a: Cost, b: Cost): Cost => ({ params: a.params + b.params, macs: a.macs + b.macs });

export const totalCost = (terms: readonly Term[]): Cost => terms.map(costOf).reduce(add, { params: 0, macs: 0 });

const costOf = (term: Term): Cost =>
  isLeaf(term.layer)
    ? leafCost(term.layer, term.input, term.output)
    : totalCost(term.children.map(([, child]) => child));

export const isDearer = (after: Cost, before: Cost): boolean =>
  after.macs > before.macs || after.params > before.params;
