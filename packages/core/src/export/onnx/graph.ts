/** Builds an ONNX graph node by node. */
import { RefoldError } from '../../error.ts';
import type { NdArray } from '../../ndarray.ts';
import type { Shape } from '../../shape.ts';
import { uniqueName } from '../names.ts';
import { ATTRIBUTE, type AttributeProto, DATA_TYPE, type NodeProto, type TensorProto } from './schema.ts';

/** The value of an operator's attribute; a plain number is an INT. */
export type Attribute = number | string | readonly number[] | { readonly float: number };
/** An operator's attributes by name. */
export type Attributes = Readonly<Record<string, Attribute>>;

/** What a graph is made of, so far. */
export interface GraphBuilder {
  readonly nodes: NodeProto[];
  readonly initializers: TensorProto[];
  /** Names of values in use. */
  readonly names: Set<string>;
  readonly params: ReadonlyMap<string, NdArray>;
  /** How far values of quantised tensors are apart, by the tensor's name. */
  readonly steps: Map<string, number>;
}

/** Tensors of integers. */
export interface Integers {
  readonly shape: Shape;
  readonly data: Uint8Array | Int8Array | Int32Array;
}

/** A graph without nodes; names in `reserved` are for its input and output. */
export const emptyGraph = (params: GraphBuilder['params'], reserved: readonly string[]): GraphBuilder => ({
  nodes: [],
  initializers: [],
  names: new Set(reserved),
  params,
  steps: new Map(),
});

/** Bytes that a protobuf message may have. */
const MOST_BYTES = 2 ** 31 - 1;
/** Left for everything but the weights. */
const HEAD_BYTES = 2 ** 24;

/** @throws RefoldError where the weights don't fit in one file */
export function requireSize({ initializers }: GraphBuilder): void {
  const bytes = initializers.reduce((sum, { rawData }) => sum + rawData.length, 0);
  if (bytes + HEAD_BYTES <= MOST_BYTES) return;
  throw new RefoldError(
    `the network's weights have ${(bytes / 1e9).toFixed(2)} GB, but an ONNX file can't exceed 2 GB: fold or prune the network first, or ` +
      'export it as safetensors',
  );
}

/** A place in the graph where the nodes of one layer go. */
export interface Scope {
  /** Adds a node under the layer's path and returns its output's name; `part` tells the nodes of one layer apart. */
  readonly add: (opType: string, inputs: readonly string[], attributes?: Attributes, part?: string) => string;
  /** Adds a tensor of float32 and returns its name: the layer's path and `name`. */
  readonly floats: (name: string, array: NdArray) => string;
  /** Adds a tensor of uint8, int8 or int32, as its data are, and returns its name. */
  readonly bytes: (name: string, array: Integers) => string;
  /** Adds a tensor of int64 and returns its name. */
  readonly integers: (name: string, values: readonly number[]) => string;
  /** The layer's parameter of that name. */
  readonly param: (name: string) => NdArray;
  /** The operator whose output this value is; undefined for the graph's input. */
  readonly operatorOf: (value: string) => string | undefined;
  readonly steps: GraphBuilder['steps'];
}

/** The scope of the layer at a path; the root's nodes are named by their operators. */
export function scopeOf(graph: GraphBuilder, path: string): Scope {
  const within = (name: string, separator: string): string => (path === '' ? name : `${path}${separator}${name}`);
  const tensor = (name: string, dims: readonly number[], dataType: number, data: ArrayBufferView): string => {
    const own = uniqueName(graph.names, name);
    const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    graph.initializers.push({ name: own, dims, dataType, rawData });
    return own;
  };
  return {
    add(opType, inputs, attributes = {}, part) {
      const name = uniqueName(graph.names, part === undefined && path !== '' ? path : within(part ?? opType, '/'));
      const attribute = Object.entries(attributes).map(([key, value]) => attributeOf(key, value));
      graph.nodes.push({ name, opType, input: inputs, output: [name], attribute });
      return name;
    },
    floats: (name, { shape, data }) =>
      tensor(within(name, '.'), shape, DATA_TYPE.FLOAT, data instanceof Float32Array ? data : Float32Array.from(data)),
    bytes: (name, { shape, data }) => tensor(within(name, '.'), shape, integerType(data), data),
    integers: (name, values) =>
      tensor(within(name, '/'), [values.length], DATA_TYPE.INT64, BigInt64Array.from(values, BigInt)),
    param: name => graph.params.get(within(name, '.'))!,
    steps: graph.steps,
    operatorOf: value => graph.nodes.findLast(({ output }) => output[0] === value)?.opType,
  };
}

function integerType(data: Integers['data']): number {
  if (data instanceof Uint8Array) return DATA_TYPE.UINT8;
  return data instanceof Int8Array ? DATA_TYPE.INT8 : DATA_TYPE.INT32;
}

function attributeOf(name: string, value: Attribute): AttributeProto {
  if (typeof value === 'number') return { name, type: ATTRIBUTE.INT, i: value };
  if (typeof value === 'string') return { name, type: ATTRIBUTE.STRING, s: Buffer.from(value) };
  if ('float' in value) return { name, type: ATTRIBUTE.FLOAT, f: value.float };
  return { name, type: ATTRIBUTE.INTS, ints: value };
}

/** The nodes with a value under another name. */
export const renamed = (nodes: readonly NodeProto[], from: string, to: string): readonly NodeProto[] => {
  const other = (name: string): string => (name === from ? to : name);
  return nodes.map(node => ({ ...node, input: node.input.map(other), output: node.output.map(other) }));
};
