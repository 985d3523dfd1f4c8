/** A leaf where it stands. */
import type { Shape } from '../../shape.ts';

/** A leaf at its shapes. */
export interface LeafNode<L> {
  readonly layer: L;
  /** Empty at the root. */
  readonly path: string;
  readonly input: Shape;
  readonly output: Shape;
}

/** Throws a ShapeError that names the leaf's path, the problem and the input's shape. */
export type Fail = (problem: string) => never;
