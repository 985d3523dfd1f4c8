/** The calls that an expression may be written with: the builders of the layer algebra, what each takes, and nothing else. */
import * as build from '../layers/build.ts';
import type { Layer } from '../layers/types.ts';

/** A builder as text may call it. */
export interface Call {
  /** Names of its positional arguments. */
  readonly takes: readonly string[];
  /** How many of these may be left out at the end. Default: none. */
  readonly optional?: number;
  /** Names of its options, an object that comes last and may be left out. */
  readonly options?: readonly string[];
  /** Whether its argument is named children, or a list of them. */
  readonly children?: true;
  /** Makes the layer. Values are not checked yet: what comes out is. */
  readonly make: (...values: readonly never[]) => Layer;
}

const CONV = ['stride', 'pad', 'dilation', 'groups', 'bias', 'unitNorm', 'init'];
const POOL = ['stride', 'pad'];

/** Every call by name. */
export const CALLS = {
  chain: { takes: ['children'], children: true, make: build.chain },
  sum: { takes: ['children'], children: true, make: build.sum },
  concat: { takes: ['children'], children: true, make: build.concat },
  product: { takes: ['children'], children: true, make: build.product },
  tap: { takes: ['name'], options: ['head', 'trainingOnly'], make: build.tap },
  tiles: { takes: ['size', 'body'], make: build.tiles },
  conv: { takes: ['out', 'kernel'], options: CONV, make: build.conv },
  convTranspose: {
    takes: ['out', 'kernel'],
    options: ['stride', 'pad', 'bias', 'init'],
    make: build.convTranspose,
  },
  linear: { takes: ['out'], options: ['bias', 'init'], make: build.linear },
  spatialLinear: { takes: ['out'], options: ['groups', 'bias', 'init'], make: build.spatialLinear },
  batchNorm: { takes: [], options: ['eps', 'momentum', 'border', 'init'], make: build.batchNorm },
  instanceNorm: { takes: [], options: ['eps', 'affine'], make: build.instanceNorm },
  activation: { takes: ['fn', 'slope'], optional: 1, make: build.activation },
  relu: { takes: [], make: build.relu },
  relu6: { takes: [], make: build.relu6 },
  leakyRelu: { takes: ['slope'], optional: 1, make: build.leakyRelu },
  tanh: { takes: [], make: build.tanh },
  sigmoid: { takes: [], make: build.sigmoid },
  maxPool: { takes: ['size'], options: POOL, make: build.maxPool },
  avgPool: { takes: ['size'], options: [...POOL, 'countPad'], make: build.avgPool },
  globalAvgPool: { takes: [], make: build.globalAvgPool },
  globalMaxPool: { takes: [], make: build.globalMaxPool },
  identity: { takes: [], make: build.identity },
  flatten: { takes: [], make: build.flatten },
  reshape: { takes: ['shape'], make: build.reshape },
  permute: { takes: ['order'], make: build.permute },
  slice: { takes: ['from', 'to'], make: build.slice },
  pad: { takes: ['pad'], make: build.pad },
  reflectionPad: { takes: ['pad'], make: build.reflectionPad },
  dropout: { takes: ['rate'], make: build.dropout },
  upsample: { takes: ['to'], options: ['method', 'alignCorners'], make: build.upsample },
  scale: { takes: [], options: ['per', 'init'], make: build.scale },
  quantize: { takes: ['scale', 'zero'], optional: 1, make: build.quantize },
  affine: { takes: ['factor', 'offset'], optional: 1, make: build.affine },
} as const satisfies Record<string, Call>;

/** A name of `CALLS`. */
export type CallName = keyof typeof CALLS;

/** The call of a name, if there is one. */
export const callNamed = (name: string): Call | undefined =>
  Object.hasOwn(CALLS, name) ? (CALLS[name as CallName] as Call) : undefined;

/** How a call is written: `conv(out, kernel, { stride, pad, ... })`. */
export function usage(name: string, { takes, optional = 0, options, children }: Call): string {
  if (children) return `${name}({ name: layer, ... }) or ${name}([layer, ...])`;
  const values = takes.map((value, i) => (i < takes.length - optional ? value : `${value}?`));
  return `${name}(${[...values, ...(options ? [`{ ${options.join(', ')} }?`] : [])].join(', ')})`;
}
