/** Every kind of leaf, by its `op`: a new one is a file beside this and a line here. */
import { RefoldError } from '../../error.ts';
import { activation } from './activation.ts';
import { batchNorm } from './batch-norm.ts';
import { conv } from './conv.ts';
import { convTranspose } from './conv-transpose.ts';
import type { LeafDefinition } from './definition.ts';
import { globalAvgPool, globalMaxPool } from './global-pool.ts';
import { dropout, identity } from './identity.ts';
import { instanceNorm } from './instance-norm.ts';
import { linear } from './linear.ts';
import { pad } from './pad.ts';
import { avgPool, maxPool } from './pool.ts';
import { flatten, permute, reshape } from './reshape.ts';
import { scale } from './scale.ts';
import { spatialLinear } from './spatial-linear.ts';
import { upsample } from './upsample.ts';

const KINDS = {
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

type Kinds = typeof KINDS;
type Data<D> = D extends LeafDefinition<infer L, boolean> ? L : never;

/** A layer without children. */
export type Leaf = { [O in keyof Kinds]: Data<Kinds[O]> }[keyof Kinds];
export type LeafKind = Leaf['op'];

/** The kinds of leaves that are linear at inference. */
export type LinearKind = {
  [O in keyof Kinds]: Kinds[O] extends LeafDefinition<infer _, true> ? O : never;
}[keyof Kinds];

/** The definitions, each under the `op` of its own data. */
export const LEAVES: { readonly [O in LeafKind]: LeafDefinition<Extract<Leaf, { op: O }>, boolean> } = KINDS;

export const isLeafKind = (op: string): op is LeafKind => Object.hasOwn(LEAVES, op);

/**
 * What is known of a leaf's kind.
 * @throws RefoldError for an `op` that isn't a leaf's
 */
export function definitionOf<L extends Leaf>({ op }: L): LeafDefinition<L, boolean> {
  if (!isLeafKind(op)) throw new RefoldError(`no leaf called '${op}'; known: ${Object.keys(LEAVES).join(', ')}`);
  return LEAVES[op] as unknown as LeafDefinition<L, boolean>;
}
