/** Terms: an expression whose leaves have their parameters at hand, as the rules rewrite it. */
import { RefoldError } from '../error.ts';
import { parametersOf } from '../layers/parameters.ts';
import { equal, isLeaf, join, show, type Traced, trace } from '../layers/shapes.ts';
import type { Child, Layer, Leaf, Network, Params, Shape } from '../layers/types.ts';
import type { NdArray } from '../ndarray.ts';

/** A leaf's own parameters by name: `kernel`, `bias`, `gamma`, ... */
export type Arrays = Readonly<Record<string, NdArray>>;

/** A node on its way through the rewriting. Arrays are float32 as they came, float64 once a rule has touched them. */
export interface Term<L extends Layer = Layer> {
  readonly layer: L;
  /** Where it stood in the expression that is being folded. */
  readonly path: string;
  readonly input: Shape;
  readonly output: Shape;
  readonly arrays: Arrays;
  readonly children: readonly (readonly [name: string, term: Term])[];
}

/** Number format of a folded network's parameters. */
export type Precision = 'float32' | 'float64';

/**
 * A network as a term; without `params` a term of shapes alone.
 * @throws ShapeError when shapes don't go together; RefoldError naming a parameter that is missing or of another shape
 */
export const load = (layer: Layer, input: Shape, params?: Params): Term => attach(trace(layer, input), params);

function attach(node: Traced, params: Params | undefined): Term {
  const { layer, path, input, output } = node;
  if (isLeaf(layer))
    return {
      layer,
      path,
      input,
      output,
      arrays: params === undefined ? {} : own(layer, input, path, params),
      children: [],
    };
  const names = 'children' in layer ? layer.children.map(([name]) => name) : [layer.op === 'tap' ? 'head' : 'body'];
  const children = node.children.map((child, i) => [names[i]!, attach(child, params)] as const);
  return { layer, path, input, output, arrays: {}, children };
}

function own(leaf: Leaf, input: Shape, path: string, params: Params): Arrays {
  const arrays: Record<string, NdArray> = {};
  for (const { name, shape } of parametersOf(leaf, input)) {
    const array = params.get(join(path, name));
    if (array === undefined) throw new RefoldError(`${join(path, name)}: no such parameter; its layer is a ${leaf.op}`);
    if (show(array.shape) !== show(shape) || array.data.length !== shape.reduce((n, m) => n * m, 1)) {
      throw new RefoldError(
        `${join(path, name)}: its shape is ${show(array.shape)} (${array.data.length} numbers), its layer needs ${show(shape)}`,
      );
    }
    arrays[name] = array;
  }
  return arrays;
}

/** The term's expression and parameters, each path built from the names that are left. */
export function unload(term: Term, precision: Precision): Network {
  const params = new Map<string, NdArray>();
  const visit = (node: Term, path: string): Layer => {
    for (const [name, array] of Object.entries(node.arrays)) params.set(join(path, name), convert(array, precision));
    if (isLeaf(node.layer)) return node.layer;
    const children = node.children.map(([name, child]): Child => [name, visit(child, join(path, name))]);
    if (node.layer.op === 'tiles') return { ...node.layer, body: children[0]![1] };
    if (node.layer.op !== 'tap') return { ...node.layer, children };
    return children[0] === undefined ? node.layer : { ...node.layer, head: children[0][1] };
  };
  const layer = visit(term, '');
  return { layer, input: term.input, params };
}

/** The term with every array in its final format, so that float64 intermediates can be collected early. */
export function settle(term: Term, precision: Precision): Term {
  const arrays = Object.fromEntries(Object.entries(term.arrays).map(([k, array]) => [k, convert(array, precision)]));
  return { ...term, arrays, children: term.children.map(([name, child]) => [name, settle(child, precision)]) };
}

function convert(array: NdArray, precision: Precision): NdArray {
  const Format = precision === 'float32' ? Float32Array : Float64Array;
  return array.data instanceof Format ? array : { shape: array.shape, data: new Format(array.data) };
}

/** Narrows a term to the leaves of one kind. */
export const is = <O extends Layer['op']>(term: Term, op: O): term is Term<Extract<Layer, { op: O }>> =>
  term.layer.op === op;

/** Whether a term is a leaf with weights: what a folded leaf is named after. */
export const holdsKernel = ({ layer }: Term): boolean => 'bias' in layer;

/** A [1, 1, c] sibling is broadcast over the map: it gives a constant, and isn't a conv of the input at each place. */
export const fills = ({ output }: Term, whole: Term): boolean => equal(output.slice(0, -1), whole.output.slice(0, -1));
