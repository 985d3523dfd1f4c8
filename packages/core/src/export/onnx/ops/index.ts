/** The nodes of every kind of leaf, by its `op`. */
import type { Traced } from '../../../layers/shapes.ts';
import type { Leaf, LeafKind } from '../../../layers/types.ts';
import type { Scope } from '../graph.ts';
import { activation } from './activation.ts';
import { affine, batchNorm, instanceNorm, scale } from './norms.ts';
import type { Op } from './op.ts';
import { avgPool, globalAvgPool, globalMaxPool, maxPool } from './pools.ts';
import { quantize } from './quantized.ts';
import { dropout, flatten, identity, pad, permute, reflectionPad, reshape, slice, upsample } from './shapes.ts';
import { conv, convTranspose, linear, spatialLinear } from './weights.ts';

const OPS: { readonly [O in LeafKind]: Op<O> } = {
  activation,
  affine,
  avgPool,
  batchNorm,
  conv,
  convTranspose,
  dropout,
  flatten,
  globalAvgPool,
  globalMaxPool,
  identity,
  instanceNorm,
  linear,
  maxPool,
  pad,
  permute,
  quantize,
  reflectionPad,
  reshape,
  scale,
  slice,
  spatialLinear,
  upsample,
};

/** Adds the nodes of a leaf and returns the name of their output. */
export const addLeaf = (node: Traced<Leaf>, x: string, scope: Scope): string =>
  (OPS[node.layer.op] as (node: Traced<Leaf>, x: string, scope: Scope) => string)(node, x, scope);
