/** Every leaf's forward and vector-Jacobian product, by its `op`. */
import { RefoldError } from '../../error.ts';
import type { Leaf } from '../types.ts';
import { activation } from './activation.ts';
import { conv, convTranspose } from './conv.ts';
import type { Evaluated, LeafContext, LeafOp } from './leaf.ts';
import { linear, spatialLinear } from './linear.ts';
import { batchNorm, instanceNorm } from './norm.ts';
import { avgPool, globalAvgPool, globalMaxPool, maxPool } from './pool.ts';
import { dropout, flatten, identity, pad, permute, reshape, scale } from './reshaping.ts';
import { upsample } from './upsample.ts';

type LeafOps = { readonly [K in Leaf['op']]: LeafOp<Extract<Leaf, { op: K }>> };

const OPS: LeafOps = {
  conv,
  convTranspose,
  linear,
  spatialLinear,
  batchNorm,
  instanceNorm,
  activation,
  maxPool,
  avgPool,
  globalAvgPool,
  globalMaxPool,
  identity,
  flatten,
  reshape,
  permute,
  pad,
  dropout,
  upsample,
  scale,
};

/** Evaluates a leaf on x: [batch, ...input shape]. */
export function evaluateLeaf(leaf: Leaf, x: Parameters<LeafOp<Leaf>>[1], context: LeafContext): Evaluated {
  const op = OPS[leaf.op] as LeafOp<Leaf> | undefined;
  if (op === undefined) throw new RefoldError(`no layer called '${leaf.op}'; known: ${Object.keys(OPS).join(', ')}`);
  return op(leaf, x, context);
}
