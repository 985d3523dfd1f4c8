/** Where the channels of a group first pass a ReLU: what measures of activity look at. */
import type { Layer, Shape } from '../layers/types.ts';
import { dependencyGraph } from './dependency-graph.ts';
import { groupsOf } from './groups.ts';

/** A ReLU, and where it holds a group's channels: channel i at places[i] of its last axis. */
export interface Activity {
  readonly relu: string;
  readonly places: readonly number[];
}

/** The first ReLU behind each group of channels, by the group's name; a group that none follows has none. */
export function activitiesOf(layer: Layer, input: Shape): ReadonlyMap<string, Activity> {
  const graph = dependencyGraph(layer, input);
  const relus = graph.leaves.flatMap(({ node, output }) =>
    node.layer.op === 'activation' && node.layer.fn === 'relu' && output.axis === node.output.length - 1
      ? [{ relu: node.path, numbers: output.numbers.map(number => graph.ties.find(number)) }]
      : [],
  );
  return new Map(
    groupsOf(graph).flatMap(({ group, numbers }): [string, Activity][] => {
      const first = relus.find(relu => relu.numbers.includes(numbers[0]!));
      if (first === undefined) return [];
      return [[group.name, { relu: first.relu, places: numbers.map(number => first.numbers.indexOf(number)) }]];
    }),
  );
}
