/** What is known of leaves, by their kind. */
import { RefoldError } from '../../error.ts';
import type { LeafDefinition } from './definition.ts';
import * as kinds from './kinds.ts';

type Kinds = typeof kinds;
type Data<D> = D extends LeafDefinition<infer L, boolean> ? L : never;

/** A layer without children: one of the kinds in kinds.ts. */
export type Leaf = { [O in keyof Kinds]: Data<Kinds[O]> }[keyof Kinds];
/** The `op` of a leaf. */
export type LeafKind = Leaf['op'];

/** The kinds of leaves that are linear at inference. */
export type LinearKind = {
  [O in keyof Kinds]: Kinds[O] extends LeafDefinition<infer _, true> ? O : never;
}[keyof Kinds];

/** The definitions, each under the `op` of its own data. */
export const LEAVES: { readonly [O in LeafKind]: LeafDefinition<Extract<Leaf, { op: O }>, boolean> } = {
  ...kinds,
};

/** Whether an `op` is that of a leaf. */
export const isLeafKind = (op: string): op is LeafKind => Object.hasOwn(LEAVES, op);

/**
 * What is known of a leaf's kind.
 * @throws RefoldError for an `op` that isn't a leaf's
 */
export function definitionOf<L extends Leaf>({ op }: L): LeafDefinition<L, boolean> {
  if (!isLeafKind(op)) throw new RefoldError(`no leaf called '${op}'; known: ${Object.keys(LEAVES).join(', ')}`);
  return LEAVES[op] as unknown as LeafDefinition<L, boolean>;
}
