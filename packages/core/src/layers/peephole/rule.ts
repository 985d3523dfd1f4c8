/** What a peephole rule is, and the questions that several ask. */
import { type Link, links, type Traced } from '../shapes.ts';
import type { PassState, Step } from '../step.ts';
import type { Conv } from '../types.ts';

/** Compiles neighbours of a chain, in their order, into one step; none at all pass their input on. */
export type Compile = (nodes: readonly Traced[]) => Step;

/** A step that stands for `length` neighbours of a chain. */
export interface Fusion {
  readonly step: Step;
  readonly length: number;
}

/** What a pass is for. */
export type Mode = Pick<PassState, 'training' | 'differentiate'>;

/** Recognises neighbours of a chain that one kernel can evaluate together. */
export interface Rule {
  /** Whether a pass on the active backend may use the rule. */
  allows(mode: Mode): boolean;
  /** The fused step of the neighbours that start at `nodes[at]`, if they are what the rule is about. */
  match(nodes: readonly Link[], at: number, compile: Compile): Fusion | undefined;
}

/** A node as its last link and what comes before. */
export function splitLast(node: Traced): { readonly before: readonly Link[]; readonly last: Link | undefined } {
  const nodes = links(node);
  return { before: nodes.slice(0, -1), last: nodes.at(-1) };
}

/** Whether a node is a relu. */
export const isRelu = (node: Traced | undefined): boolean =>
  node?.layer.op === 'activation' && node.layer.fn === 'relu';

/** A convolution whose kernel and bias are used as they are. */
export const isBiasedConv = (node: Traced | undefined): node is Traced<Conv> =>
  node?.layer.op === 'conv' && node.layer.bias && !node.layer.unitNorm;
