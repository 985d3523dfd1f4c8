/** Builds the graph of a TensorFlow.js graph model node by node: TensorFlow's GraphDef as JSON, maps NHWC. */
import { type NdArray, ndarray } from '../../ndarray.ts';
import { uniqueName } from '../names.ts';

/** The value of a node's attribute, as the JSON of TensorFlow's AttrValue. */
export type AttrValue =
  | { readonly type: 'DT_FLOAT' | 'DT_INT32' }
  | { readonly i: number }
  | { readonly f: number }
  | { readonly b: boolean }
  | { readonly s: string }
  | { readonly list: { readonly i: readonly number[] } }
  | { readonly shape: TensorShape };

/** A shape in TensorFlow's JSON; -1 is known at run time. */
export interface TensorShape {
  readonly dim: readonly { readonly size: string }[];
}

/** A node of the graph. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
  readonly attr: Readonly<Record<string, AttrValue>>;
}

/** A constant's values; they stand in the files of weights. */
export interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
  readonly data: Float32Array | Int32Array;
}

/** What a graph is made of, so far. */
export interface TfjsGraph {
  readonly nodes: GraphNode[];
  readonly weights: Weight[];
  /** Names of nodes in use. */
  readonly names: Set<string>;
  readonly params: ReadonlyMap<string, NdArray>;
}

/** A place in the graph where the nodes of one layer go. */
export interface TfjsScope {
  /** Adds a node under the layer's path and returns its output's name; `part` tells the nodes of one layer apart. */
  readonly add: (op: string, inputs: readonly string[], attr?: GraphNode['attr'], part?: string) => string;
  /** Adds a constant of float32 and returns its name: the layer's path and `name`. */
  readonly floats: (name: string, array: NdArray) => string;
  /** Adds a constant of one number. */
  readonly number: (name: string, value: number) => string;
  /** Adds a constant of int32; a list, unless `shape` says otherwise. */
  readonly integers: (name: string, values: readonly number[], shape?: readonly number[]) => string;
  /** The layer's parameter of that name. */
  readonly param: (name: string) => NdArray;
}

/** The scope of the layer at a path; the root's nodes are named by their operators. */
export function tfjsScope(graph: TfjsGraph, path: string): TfjsScope {
  const within = (name: string, separator: string): string => (path === '' ? name : `${path}${separator}${name}`);
  const node = (name: string, op: string, input: readonly string[], attr: GraphNode['attr']): string => {
    const own = uniqueName(graph.names, allowed(name));
    graph.nodes.push({ name: own, op, input, attr });
    return own;
  };
  const constant = (name: string, shape: readonly number[], data: Weight['data']): string => {
    const isFloat = data instanceof Float32Array;
    const own = node(name, 'Const', [], { dtype: { type: isFloat ? 'DT_FLOAT' : 'DT_INT32' } });
    graph.weights.push({ name: own, shape, dtype: isFloat ? 'float32' : 'int32', data });
    return own;
  };
  const floats: TfjsScope['floats'] = (name, { shape, data }) =>
    constant(within(name, '.'), shape, data instanceof Float32Array ? data : Float32Array.from(data));
  return {
    add: (op, inputs, attr = {}, part) =>
      node(part === undefined && path !== '' ? path : within(part ?? op, '/'), op, inputs, attr),
    floats,
    number: (name, value) =>
      floats(
        name,
        ndarray([], () => value),
      ),
    integers: (name, values, shape = [values.length]) => constant(within(name, '/'), shape, Int32Array.from(values)),
    param: name => graph.params.get(within(name, '.'))!,
  };
}

/** TensorFlow takes these characters in names; `:` tells the outputs of a node apart. */
const allowed = (name: string): string => name.replace(/[^A-Za-z0-9_.\\/-]/g, '_').replace(/^[^A-Za-z0-9.]/, '.$&');

/** A text as an attribute. */
export const text = (value: string): AttrValue => ({ s: Buffer.from(value).toString('base64') });
/** Whole numbers as an attribute. */
export const list = (...values: readonly number[]): AttrValue => ({ list: { i: values } });
/** A batch of samples of this shape, as TensorFlow spells it. */
export const batchOf = (shape: readonly number[]): TensorShape => ({
  dim: [-1, ...shape].map(size => ({ size: `${size}` })),
});
