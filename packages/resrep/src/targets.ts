/** Which layers are pruned, where their compactors go, and what the network costs at other widths. */
import { RefoldError } from '@refold/core';
import { foldedLayer } from '@refold/core/fold';
import { type Expression, type Layer, type Link, linkRows, type Shape, trace } from '@refold/core/layers';
import { multiplyAdds, type Target, targetsOf } from '@refold/core/prune';

/** A target of the folded network, and where it ends in the network under training. */
export interface Place {
  readonly target: Target;
  /** Path of the child of a chain that a compactor follows: the last that folds to the target, be it a layer, its norm or branches. */
  readonly after: string;
}

/** The multiply-adds of a folded network, where norms, branches and compactors cost nothing, as a function of its targets' widths. */
export interface Budget {
  readonly targets: readonly Target[];
  /** Multiply-adds at full width. */
  readonly whole: number;
  /** Multiply-adds at these widths, one per target. */
  readonly costOf: (widths: readonly number[]) => number;
}

/** Whether a target is pruned. */
export type Where = (target: Target) => boolean;
const all: Where = () => true;

/** The targets that absorb a pointwise layer behind them: convolutions and linear layers. */
const foldableTargets = (layer: Layer, input: Shape): readonly Target[] =>
  targetsOf(layer, input).filter(({ path, group }) => {
    const { op } = group.sites.find(site => site.path === path && site.role === 'producer')!;
    return op === 'conv' || op === 'linear';
  });

/**
 * The targets of the folded network (layers whose width no sum ties to others'), and where they end in the network under training.
 * @param where selects among the targets; default: all
 * @throws RefoldError if folding moves a target to another path, or a part of it into another layer
 */
export function placesOf({ layer, input }: Expression, where = all): readonly Place[] {
  const rows = linkRows(trace(layer, input));
  const folded = foldedLayer(layer, input);
  const next = new Map(linkRows(trace(folded, input)).flatMap(row => row.map(({ path }, i) => [path, row[i + 1]])));
  return foldableTargets(folded, input)
    .filter(where)
    .map(target => {
      const isPart = ({ path }: Link): boolean => isWithin(path, target.path);
      const row = rows.find(row => row.some(isPart));
      if (row === undefined)
        throw new RefoldError(
          `${target.path}: the folded network has this layer, but the network has none at its path: fold the network first`,
        );
      const [begin, end] = [row.findIndex(isPart), beginningOf(next.get(target.path), row)];
      if (end <= begin)
        throw new RefoldError(`${target.path}: folding moves this layer to before another: fold the network first`);
      const parts = row.slice(begin, end);
      const bordered = parts.find(({ layer }) => layer.op === 'batchNorm' && layer.border !== undefined);
      if (bordered !== undefined)
        throw new RefoldError(
          `${bordered.path}: this norm pads, and folds in part into the layer behind it: fold the network first`,
        );
      const { path: after, output } = parts.at(-1)!;
      if (output.at(-1) !== target.group.size)
        throw new RefoldError(
          `${after}: '${target.path}' of the folded network does not end here: fold the network first`,
        );
      return { target, after };
    });
}

/** The index in a row at which a layer of the folded network begins. Of a chain that it replaces, layers in front may have folded into another. */
function beginningOf(folded: Link | undefined, row: readonly Link[]): number {
  if (folded === undefined) return row.length;
  const same = row.findIndex(({ path, layer }) => isWithin(path, folded.path) && layer.op === folded.layer.op);
  return same >= 0 ? same : row.findIndex(({ path }) => isWithin(path, folded.path));
}

const isWithin = (path: string, whole: string): boolean => path === whole || path.startsWith(`${whole}.`);

/** The budget of an expression: what it costs as a function of the widths of the targets that `where` selects. */
export function budgetOf({ layer, input }: Expression, where = all): Budget {
  const folded = foldedLayer(layer, input);
  const targets = foldableTargets(folded, input).filter(where);
  const costOf = multiplyAdds(folded, input, targets);
  return { targets, whole: costOf(targets.map(({ group }) => group.size)), costOf };
}
