/** Where channels are to be forgotten, and what a network costs without them. */
import { RefoldError } from '@refold/core';
import { foldedLayer } from '@refold/core/fold';
import { type Layer, type Link, links, type Network, type Shape, type Traced, trace } from '@refold/core/layers';
import { multiplyAdds, type Target, targetsOf } from '@refold/core/prune';

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

/** A network's expression, whatever its parameters are. */
export type Unloaded = Pick<Network, 'layer' | 'input'>;

/** Which of the targets are pruned. */
export type Where = (target: Target) => boolean;
const all: Where = () => true;

/** Targets that a pointwise layer after them folds into: convolutions and linear layers. */
const foldableTargets = (layer: Layer, input: Shape): readonly Target[] =>
  targetsOf(layer, input).filter(({ path, group }) => {
    const { op } = group.sites.find(site => site.path === path && site.role === 'producer')!;
    return op === 'conv' || op === 'linear';
  });

/**
 * The layers of the folded network whose width is their own, and where they stand in this one.
 * @throws RefoldError where folding moves a layer to another path, or a part of it to another layer
 */
export function placesOf({ layer, input }: Unloaded, where = all): readonly Place[] {
  const rows = rowsIn(trace(layer, input));
  const folded = foldedLayer(layer, input);
  const next = new Map(rowsIn(trace(folded, input)).flatMap(row => row.map(({ path }, i) => [path, row[i + 1]])));
  return foldableTargets(folded, input)
    .filter(where)
    .map(target => {
      const isPart = ({ path }: Link): boolean => isWithin(path, target.path);
      const row = rows.find(row => row.some(isPart));
      if (row === undefined)
        throw new RefoldError(`${target.path}: the folded network has this layer, and the network none of its path`);
      const parts = row.slice(row.findIndex(isPart), beginningOf(next.get(target.path), row));
      const bordered = parts.find(({ layer }) => layer.op === 'batchNorm' && layer.border !== undefined);
      if (bordered !== undefined)
        throw new RefoldError(
          `${bordered.path}: it pads, and folds in part to the layer behind it: fold the network first`,
        );
      const { path: after, output } = parts.at(-1)!;
      if (output.at(-1) !== target.group.size)
        throw new RefoldError(
          `${after}: it is not where ${target.path} of the folded network ends: fold the network first`,
        );
      return { target, after };
    });
}

/** What chains evaluate one after the other, for each outermost chain. */
const rowsIn = (node: Traced): readonly (readonly Link[])[] => {
  const row = links(node);
  return [row, ...row.flatMap(({ children }) => children.flatMap(rowsIn))];
};

/** Where a layer of the folded network begins in a row: of a chain that it replaces, what was before it may have gone to another. */
function beginningOf(folded: Link | undefined, row: readonly Link[]): number {
  if (folded === undefined) return row.length;
  const same = row.findIndex(({ path, layer }) => isWithin(path, folded.path) && layer.op === folded.layer.op);
  return same >= 0 ? same : row.findIndex(({ path }) => isWithin(path, folded.path));
}

const isWithin = (path: string, whole: string): boolean => path === whole || path.startsWith(`${whole}.`);

export function budgetOf({ layer, input }: Unloaded, where = all): Budget {
  const folded = foldedLayer(layer, input);
  const targets = foldableTargets(folded, input).filter(where);
  const costOf = multiplyAdds(folded, input, targets);
  return { targets, whole: costOf(targets.map(({ group }) => group.size)), costOf };
}
