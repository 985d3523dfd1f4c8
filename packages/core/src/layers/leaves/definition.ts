/** What a kind of leaf is: all that shapes, JSON, initialisation, evaluation, costs, folding, pruning and pictures ask of it. */
import type { Shape } from '../../shape.ts';
import type * as tensors from '../tensors/index.ts';
import type { ChannelRules } from './channels.ts';
import type { Evaluate } from './evaluation.ts';
import type { Fields } from './fields.ts';
import type { Label } from './label.ts';
import type { Fail, LeafNode } from './node.ts';
import type { ParameterSpec } from './parameters.ts';

/** tfjs, and operations on channels, kernels and statistics that use the active backend's own kernels where it has them. */
export type Tensors = typeof tensors;

/**
 * A kind of leaf. `L` is its data, with an `op` of its own; `Linear` says whether it is linear at inference, so that folding may
 * cross it. A definition is exported by kinds.ts under its `op`. Nothing has a
 * default: what is asked here, every kind answers.
 */
export interface LeafDefinition<L extends { readonly op: string }, Linear extends boolean> {
  /** The fields of its JSON beside `op`. */
  readonly fields: Fields<L>;
  /** Shape of its output for one sample. */
  output(layer: L, input: Shape, fail: Fail): Shape;
  /** Its parameters, for an input that `output` has accepted. */
  parameters(layer: L, input: Shape): readonly ParameterSpec[];
  /** How often each element of its kernel is multiplied on one sample; 0 where it has none. */
  kernelUses(node: LeafNode<L>): number;
  /** Whether its output at inference is the very tensor that it was given: no memory of its own. */
  readonly passesOn: boolean;
  readonly linear: Linear;
  /** What becomes of channels in it, for pruning. */
  readonly channels: ChannelRules<L>;
  label(node: LeafNode<L>): Label;
  /**
   * Its forward and vector-Jacobian product. The tensor library is an argument, so that describing a network doesn't load it: called
   * once per process, when that evaluates.
   */
  evaluate(tensors: Tensors): Evaluate<L>;
}
