/** Where channels are to be forgotten, and what a network costs without them. */
import { foldedLayer } from '@refold/core/fold';
import { type Layer, type Link, links, type Network, type Traced, trace } from '@refold/core/layers';
import { cutCosts, type Target, targetsOf } from '@refold/core/prune';

/** A target of the folded network, in the network as it learns. */
export interface Place {
  readonly target: Target;
  /** Path of what a compactor comes after: the last of what folds to the target, be it a layer, its norm or branches. */
  readonly after: string;
}

/** Targets with what the network costs by their widths, in multiply-adds. Folded: norms, branches and compactors cost nothing. */
export interface Budget {
  readonly targets: readonly Target[];
  readonly whole: number;
  readonly costOf: (widths: readonly number[]) => number;
}

type Unloaded = Pick<Network, 'layer' | 'input'>;

/** Which of the targets are pruned. */
export type Where = (target: Target) => boolean;
const all: Where = () => true;

/** The layers of the folded network whose width is their own, and where they stand in this one. */
export function placesOf({ layer, input }: Unloaded, where = all): readonly Place[] {
  const rows = rowsIn(trace(layer, input));
  const folded = foldedLayer(layer, input);
  const next = new Map(rowsIn(trace(folded, input)).flatMap(row => row.map(({ path }, i) => [path, row[i + 1]?.path])));
  return targetsOf(folded, input)
    .filter(where)
    .map(target => {
      const row = rows.find(row => row.some(({ path }) => isWithin(path, target.path)))!;
      const follower = next.get(target.path);
      const end = follower === undefined ? row.length : row.findIndex(({ path }) => isWithin(path, follower));
      return { target, after: row[end - 1]!.path };
    });
}

/** What chains evaluate one after the other, for each outermost chain. */
const rowsIn = (node: Traced): readonly (readonly Link[])[] => {
  const row = links(node);
  return [row, ...row.flatMap(({ children }) => children.flatMap(rowsIn))];
};

const isWithin = (path: string, whole: string): boolean => path === whole || path.startsWith(`${whole}.`);

export function budgetOf({ layer, input }: Unloaded): Budget {
  const folded: Layer = foldedLayer(layer, input);
  const targets = targetsOf(folded, input);
  const { groups, after } = cutCosts(folded, input);
  const all = groups.map(({ size }) => size);
  const places = targets.map(({ group: { name } }) => groups.findIndex(group => group.name === name));
  const costOf = (widths: readonly number[]): number => {
    for (const [i, width] of widths.entries()) all[places[i]!] = width;
    return after(all).macs;
  };
  return { targets, whole: costOf(targets.map(({ group }) => group.size)), costOf };
}
