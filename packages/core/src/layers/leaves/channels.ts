/** What becomes of channels in a leaf: all that pruning knows of it. */
import type { NdArray } from '../../ndarray.ts';
import type { Padding, Shape } from '../../shape.ts';
import type { LeafNode } from './node.ts';

/** How the channels that a leaf gives come from those that it reads. */
export type ChannelFlow<L> =
  /** Channel i is made of channel i alone: along whichever axis they lie, or along the last one only. */
  | { readonly kind: 'kept'; readonly along: 'any axis' | 'last axis' }
  /** Output axis i is input axis order[i]. */
  | { readonly kind: 'permuted'; readonly order: readonly number[] }
  /** Zeros around a map: channels of their own where channels lie along its height or width. */
  | { readonly kind: 'padded'; readonly pad: Padding }
  /** The same elements in another shape; `states` says whether the leaf's data hold that shape. */
  | { readonly kind: 'reshaped'; readonly states: boolean }
  /** The channels from the `from`-th up to the `to`-th, and no others. */
  | { readonly kind: 'sliced'; readonly from: number; readonly to: number }
  /** Each output is made of all channels of its group. */
  | { readonly kind: 'mixed'; readonly groups: number; readonly absorbed: Absorbed<L> };

/**
 * What inputs that hold a number everywhere add to each number of the bias, Σ c·W over the kernel; or why no bias can stand for
 * them.
 */
export type Absorbed<L> = (node: LeafNode<L>, kernel: NdArray['data'], reads: readonly Read[]) => Float64Array | NoBias;

/** A place among a leaf's inputs, and the number that is read there. */
export interface Read {
  readonly place: number;
  readonly value: number;
}

/** 'it pads 2 cut channels that are constant but not zero: the border would differ' */
export interface NoBias {
  readonly does: string;
  readonly so: string;
}

/** Which of a leaf's channels, those that it reads or those that it gives, lie along an axis. */
export type Side = 'input' | 'output';

/** A parameter seen in a shape of its own elements, with channels along some of its axes. */
export interface View {
  readonly shape: Shape;
  readonly axes: readonly (readonly [axis: number, side: Side])[];
}

/** A view with channels along these axes. */
export const view = (shape: Shape, ...axes: View['axes']): View => ({ shape, axes });

/** How many channels stay. */
export interface Cut {
  readonly input: number;
  readonly output: number;
  /** The places of the inputs that stay, in their order. */
  readonly kept: readonly number[];
  /** The axis of the output that channels lie along. */
  readonly axis: number;
  /** The zeros before and after them that a pad of channels keeps. */
  readonly zeros: readonly [before: number, after: number];
}

/** The number that a channel holds at every position of every sample; undefined where it varies. */
export type Constant = number | undefined;

/** Constants of the channels that a leaf reads, which lie along an axis of its input, and its parameters by name. */
export interface ConstantInputs<L> {
  readonly node: LeafNode<L>;
  readonly axis: number;
  readonly values: readonly Constant[];
  readonly param: (name: string) => NdArray;
}

/** What pruning asks of a leaf. */
export interface ChannelRules<L> {
  flow(layer: L): ChannelFlow<L>;
  /** Why the channels that it reads can't be cut, if they can't. */
  fixed(layer: L): string | undefined;
  /** Where channels lie in its parameters, by name; a parameter that isn't among them holds none. */
  views(node: LeafNode<L>): Readonly<Record<string, View>>;
  /** The leaf for fewer channels. */
  narrowed(node: LeafNode<L>, cut: Cut): L;
  /** Constants of the channels that it gives, at inference. Asked only where channels lie along an axis that `flow` allows. */
  constants(inputs: ConstantInputs<L>): readonly Constant[];
}

/** Rules of a leaf without parameters or data of a channel's own; `constants` as it makes them. */
export const unaware = <L>(
  along: 'any axis' | 'last axis',
  constants: ChannelRules<L>['constants'],
): ChannelRules<L> => ({
  flow: () => ({ kind: 'kept', along }),
  fixed: () => undefined,
  views: () => ({}),
  narrowed: ({ layer }) => layer,
  constants,
});

/** Constants that stay what they are. */
export const same = <L>({ values }: ConstantInputs<L>): readonly Constant[] => values;

/** Nothing is constant. */
export const varying = (count: number): readonly Constant[] => Array.from({ length: count }, () => undefined);

/** What `f` makes of each constant; channels that vary go on varying. */
export const mapped = (
  values: readonly Constant[],
  f: (value: number, channel: number) => Constant,
): readonly Constant[] => values.map((value, channel) => (value === undefined ? undefined : f(value, channel)));

/** The number that all of these are; undefined if there is none. */
export function common(values: readonly Constant[]): Constant {
  const [first] = values;
  return values.every(value => value === first) ? first : undefined;
}

/** Whether each output is made of one channel: a depthwise layer, whatever its multiplier. */
export const isDepthwise = (groups: number, { input }: { readonly input: Shape }): boolean =>
  groups > 1 && groups === input.at(-1);

/** Σ c·W over taps and over what each group reads, of a kernel [..., inputs of a group, outputs]. */
export function weighedRows(
  { input, output }: Pick<LeafNode<unknown>, 'input' | 'output'>,
  groups: number,
  kernel: NdArray['data'],
  reads: readonly Read[],
): Float64Array {
  const outputs = output.at(-1)!;
  const [inputs, filters] = [input.at(-1)! / groups, outputs / groups];
  const shift = new Float64Array(outputs);
  for (const { place, value } of reads) {
    const first = Math.floor(place / inputs) * filters;
    for (let row = (place % inputs) * outputs; row < kernel.length; row += inputs * outputs) {
      for (let o = first; o < first + filters; o++) shift[o]! += value * kernel[row + o]!;
    }
  }
  return shift;
}
