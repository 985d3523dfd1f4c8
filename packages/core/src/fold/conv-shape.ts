import type { Conv, Shape } from '../layers/types.ts';

/** A conv without its numbers, on a map: where it stands, what it maps to what, and how. */
export interface ConvShape {
  readonly layer: Conv;
  readonly path: string;
  readonly input: Shape;
  readonly output: Shape;
}
