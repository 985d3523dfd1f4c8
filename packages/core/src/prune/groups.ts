/** Channel groups: the channels that a cut may take, and every layer that each of them touches. */
import type { Layer, Shape } from '../layers/types.ts';
import { type Role, rolesOf, type Side, unpaddedPlaces } from './axes.ts';
import { type DependencyGraph, dependencyGraph, type LeafChannels } from './dependency-graph.ts';
import type { Fixed } from './ties.ts';

/** A layer that a cut touches. */
export interface ChannelSite {
  readonly path: string;
  readonly op: string;
  readonly role: Role;
  readonly side: Side;
  /** For each channel of the group, where it lies among the layer's inputs or outputs: one place, or several that go together. */
  readonly places: readonly (readonly number[])[];
}

/** Channels that the same layers make and read. Channel i of a group is one unit of a cut, in however many places it lies. */
export interface ChannelGroup {
  /** Path of the first layer that makes them ('input' for the network's own), with #2, #3, ... where one makes several groups. */
  readonly name: string;
  readonly size: number;
  /** In order of evaluation. */
  readonly sites: readonly ChannelSite[];
  /** Why none of them can be cut. */
  readonly fixed?: Fixed;
}

/**
 * Every group of an expression, in order of evaluation: those that can be cut, and those that are `fixed`. Ties come from sums and
 * products (channel i of every branch), depthwise layers (outputs follow inputs), other grouped layers (the i-th channel of
 * every group), tiles, and zeros that a shortcut pads.
 * @param input shape of one sample
 * @throws ShapeError when shapes don't go together
 */
export const channelGroups = (layer: Layer, input: Shape): readonly ChannelGroup[] =>
  groupsOf(dependencyGraph(layer, input)).map(({ group }) => group);

/** A group, and the number in the dependency graph that stands for each of its channels. */
export interface Members {
  readonly group: ChannelGroup;
  readonly numbers: readonly number[];
}

/** The groups of a dependency graph, in order of evaluation, with the channels of each. */
export function groupsOf({ root, ties, leaves }: DependencyGraph): readonly Members[] {
  const inputs = new Set(Array.from({ length: root.input.at(-1)! }, (_, number) => ties.find(number)));
  const sites = leaves.flatMap(leaf => {
    const { node } = leaf;
    const roles = rolesOf(leaf);
    return (['input', 'output'] as const).flatMap(side => {
      const role = roles[side];
      if (role === undefined) return [];
      const places = placesOf(leaf[side].numbers.map(number => ties.find(number)));
      return [{ path: node.path, op: node.layer.op, role, side, places, isZero: zerosOf(leaf) }];
    });
  });
  const found = new Map<string, number[]>();
  for (const [number, signature] of signatures(sites)) {
    const alike = found.get(signature);
    if (alike) alike.push(number);
    else found.set(signature, [number]);
  }
  const names = new Map<string, number>();
  return [...found.values()].map(numbers => {
    const own = sites
      .filter(({ places }) => places.has(numbers[0]!))
      .map(
        ({ places, isZero: _, ...site }): ChannelSite => ({
          ...site,
          places: numbers.map(number => places.get(number)!),
        }),
      );
    const maker = own.find(({ role }) => role === 'producer')?.path;
    const path = maker ?? (inputs.has(numbers[0]!) ? 'input' : own[0]!.path);
    const earlier = names.get(path) ?? 0;
    names.set(path, earlier + 1);
    const name = earlier === 0 ? path : `${path}#${earlier + 1}`;
    const fixed = ties.fixed(numbers[0]!);
    return { numbers, group: { name, size: numbers.length, sites: own, ...(fixed && { fixed }) } };
  });
}

type Places = ReadonlyMap<number, readonly number[]>;

function placesOf(numbers: readonly number[]): Places {
  const places = new Map<number, number[]>();
  for (const [place, number] of numbers.entries()) {
    const known = places.get(number);
    if (known) known.push(place);
    else places.set(number, [place]);
  }
  return places;
}

/** Whether a place holds zeros of a pad of channels, not a channel that it was given. */
function zerosOf(leaf: LeafChannels): (place: number) => boolean {
  const [first, end] = unpaddedPlaces(leaf);
  return place => place < first || place >= end;
}

/** Which sites each channel touches, in which kinds of places of each. */
function signatures(
  sites: readonly { readonly places: Places; readonly isZero: (place: number) => boolean }[],
): ReadonlyMap<number, string> {
  const parts = new Map<number, string[]>();
  for (const [index, { places, isZero }] of sites.entries()) {
    for (const [number, own] of places) {
      const part = `${index}:${own.map(place => (isZero(place) ? 'z' : 'c')).join('')}`;
      const known = parts.get(number);
      if (known) known.push(part);
      else parts.set(number, [part]);
    }
  }
  return new Map([...parts].map(([number, list]) => [number, list.join(' ')]));
}

/** Every layer that a cut of the group touches, a line each. */
export function formatGroup({ name, size, sites, fixed }: ChannelGroup): string {
  const width = Math.max(...sites.map(({ path }) => path.length));
  const lines = sites.map(({ path, op, role, side, places }) => {
    const axis = role === 'follower' ? '' : ` (${side}s)`;
    return `  ${role.padEnd(8)} ${path.padEnd(width)}  ${op}${axis}  ${ranges(places.flat())}`;
  });
  const state = fixed === undefined ? '' : `, can't be cut: ${fixed.path || 'the network'}: ${fixed.reason}`;
  return [`${name}: ${size} channel${size === 1 ? '' : 's'}${state}`, ...lines].join('\n');
}

/** 0-3, 8, 10-11 */
function ranges(places: readonly number[]): string {
  const sorted = [...places].sort((a, b) => a - b);
  const runs: [number, number][] = [];
  for (const place of sorted) {
    const last = runs.at(-1);
    if (last !== undefined && place === last[1] + 1) last[1] = place;
    else runs.push([place, place]);
  }
  const shown = runs.slice(0, 4).map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`));
  return shown.join(', ') + (runs.length > 4 ? `, ... (${sorted.length} places)` : '');
}
