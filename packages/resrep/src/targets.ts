/** Where channels are to be forgotten, and what a network costs without them. */
import { foldedLayer } from '@refold/core/fold';
import { isLeaf, type Link, links, type Network, type Traced, trace } from '@refold/core/layers';
import { multiplyAdds, type Target, targetsOf } from '@refold/core/prune';

/** A target of the folded network, in the network as it learns. */
export interface Place {
  readonly target: Target;
  /** Path of what a compactor comes after: a layer, its norm, or the branches that fold to one layer. */
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
  const nodes = new Map<string, Traced>();
  const next = new Map<string, Link | undefined>();
  const visit = (node: Traced): void => {
    nodes.set(node.path, node);
    const row = links(node);
    for (const [i, link] of row.entries()) if (!next.has(link.path)) next.set(link.path, row[i + 1]);
    node.children.forEach(visit);
  };
  visit(trace(layer, input));
  return targetsOf(foldedLayer(layer, input), input)
    .filter(where)
    .map(target => {
      const after = next.get(target.path);
      const hasNorm = isLeaf(nodes.get(target.path)!.layer) && after?.layer.op === 'batchNorm';
      return { target, after: hasNorm ? after.path : target.path };
    });
}

export function budgetOf({ layer, input }: Unloaded, where = all): Budget {
  const folded = foldedLayer(layer, input);
  const targets = targetsOf(folded, input).filter(where);
  const costOf = multiplyAdds(folded, input, targets);
  return { targets, whole: costOf(targets.map(({ group }) => group.size)), costOf };
}
