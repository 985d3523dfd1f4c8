/** The leaves' forward and vector-Jacobian products, with the tensor library at hand. */
import type { Evaluate } from './leaves/evaluation.ts';
import { LEAVES } from './leaves/index.ts';
import * as tensors from './tensors/index.ts';
import type { Leaf } from './types.ts';

const EVALUATE = new Map(Object.entries(LEAVES).map(([op, definition]) => [op, definition.evaluate(tensors)]));

/** What evaluates a leaf of this kind. */
export const evaluatorOf = ({ op }: Leaf): Evaluate<Leaf> => EVALUATE.get(op) as Evaluate<Leaf>;
