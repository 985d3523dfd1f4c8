/** What an expression owns: paths, shapes and starting values of its parameters. */
import { definitionOf } from './leaves/index.ts';
import type { ParameterSpec } from './leaves/parameters.ts';
import { join, leaves, type Traced } from './shapes.ts';
import type { Leaf, Shape } from './types.ts';

export { DEFAULT_KERNEL, kaimingNormal } from './initializer.ts';
export type { ParameterSpec } from './leaves/parameters.ts';

/**
 * Parameters of a leaf for an input shape that inference has accepted.
 * Kernels are HWIO (conv), HW·out·in (convTranspose), in×out (linear), group×in×out (spatialLinear).
 */
export const parametersOf = (leaf: Leaf, input: Shape): readonly ParameterSpec[] =>
  definitionOf(leaf).parameters(leaf, input);

/** A parameter of an expression: its path and what its leaf says of it. */
export interface Parameter extends ParameterSpec {
  readonly path: string;
  readonly leaf: Traced<Leaf>;
}

/** Every parameter of a traced expression, in order of evaluation. */
export function* parameters(root: Traced): Generator<Parameter> {
  for (const leaf of leaves(root)) {
    for (const spec of parametersOf(leaf.layer, leaf.input)) {
      yield { ...spec, path: join(leaf.path, spec.name), leaf };
    }
  }
}

/** Whether any leaf below a node has parameters. */
export function ownsParameters(node: Traced): boolean {
  for (const { layer, input } of leaves(node)) if (parametersOf(layer, input).length > 0) return true;
  return false;
}
