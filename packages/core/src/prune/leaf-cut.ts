/** A cut as one leaf sees it: which of the channels that it reads and gives stay, and what its parameters become. */
import type { Layer } from '../layers/types.ts';
import type { NdArray } from '../ndarray.ts';
import { addSlice, take } from './arrays.ts';
import { narrowed, rolesOf, type Side, unpaddedPlaces, viewsOf } from './axes.ts';
import type { LeafChannels } from './dependency-graph.ts';

/** Which channels go, and the one that stands for each of them, if any. Channels by their numbers in the dependency graph. */
export type Gone = ReadonlyMap<number, number | undefined>;

/** A cut of one leaf: the narrower leaf, and its parameters' values. */
export class LeafCut {
  readonly #channels: LeafChannels;
  readonly #kept: Readonly<Record<Side, readonly number[]>>;
  /** Inputs that go, each with the input that stands for it. */
  readonly #merged: readonly (readonly [from: number, to: number])[];

  constructor(channels: LeafChannels, numbers: Readonly<Record<Side, readonly number[]>>, gone: Gone) {
    this.#channels = channels;
    this.#kept = { input: stay(numbers.input, gone), output: stay(numbers.output, gone) };
    this.#merged = rolesOf(channels).input === 'consumer' ? merged(numbers.input, gone) : [];
  }

  /** The leaf, or the tiles with their body, with the channels that stay. */
  narrow(layer: Layer): Layer {
    const { node, output } = this.#channels;
    const kept = this.#kept.input;
    const cut = { input: kept.length, output: this.#kept.output.length, kept, axis: output.axis };
    return narrowed(node, layer, { ...cut, zeros: this.#zeros() });
  }

  /** How many zeros stay before and after the channels that a pad is given. */
  #zeros(): readonly [number, number] {
    const [first, end] = unpaddedPlaces(this.#channels);
    const { output } = this.#kept;
    return [output.filter(place => place < first).length, output.filter(place => place >= end).length];
  }

  /**
   * The values of the leaf's parameter of that name that stay.
   * @param adds whether an input that stands for others gets their slices added: a kernel's, not a momentum's
   */
  values(name: string, { data }: NdArray, adds: boolean): NdArray['data'] {
    const view = viewsOf(this.#channels.node)[name];
    if (view === undefined) return data;
    let values = data;
    const shape = [...view.shape];
    for (const [axis, side] of view.axes) {
      const length = shape[axis]!;
      if (adds && side === 'input' && this.#merged.length > 0) {
        values = values.slice();
        for (const [from, to] of this.#merged) if (from < length) addSlice(values, shape, axis, from, to);
      }
      // An axis of one group's channels holds what every group's does: groups are cut alike.
      const kept = this.#kept[side].filter(place => place < length);
      values = take(values, shape, axis, kept);
      shape[axis] = kept.length;
    }
    return values;
  }
}

const stay = (numbers: readonly number[], gone: Gone): readonly number[] =>
  [...numbers.keys()].filter(place => !gone.has(numbers[place]!));

/** The k-th place of a channel that goes belongs to the k-th place of the one that stands for it. */
function merged(numbers: readonly number[], gone: Gone): (readonly [number, number])[] {
  const places = new Map<number, number[]>();
  for (const [place, number] of numbers.entries()) places.set(number, [...(places.get(number) ?? []), place]);
  return [...places].flatMap(([number, own]) => {
    const stand = gone.get(number);
    if (stand === undefined) return [];
    return own.map((from, k) => [from, places.get(stand)![k]!] as const);
  });
}
