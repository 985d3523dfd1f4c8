/** Diverse branches in networks that are built: which there are, and how loud each is. */
import { RefoldError } from '@refold/core';
import { leaves, type Params, type Traced } from '@refold/core/layers';
import { BRANCHES, type Branch } from './block.ts';

/**
 * How many branches of each kind stand at the path of a traced network: a sum, a chain that begins with one, or a single layer.
 * @throws RefoldError where nothing has that path
 */
export function branchCounts(network: Traced, path: string): Readonly<Record<Branch, number>> {
  const counts = { kxk: 0, '1x1': 0, '1x1-kxk': 0, '1x1-avg': 0 };
  const place = nodeAt(network, path);
  const inner = place.layer.op === 'chain' ? (place.children[0] as Traced) : place;
  for (const branch of inner.layer.op === 'sum' ? inner.children : [inner]) counts[kindOf(branch)]++;
  return counts;
}

function nodeAt(node: Traced, path: string): Traced {
  if (node.path === path) return node;
  const next = node.children.find(child => path === child.path || path.startsWith(`${child.path}.`));
  if (next === undefined) throw new RefoldError(`the network has no layer '${path}'`);
  return nodeAt(next, path);
}

/** What a branch is, by its layers: convolutions larger than 1×1, 1×1 ones, pools. */
function kindOf(branch: Traced): Branch {
  const found = [...leaves(branch)].map(({ layer }) => layer);
  const isLarge = found.some(layer => layer.op === 'conv' && layer.kernel[0] > 1);
  if (found.some(layer => layer.op === 'avgPool')) return '1x1-avg';
  const isSmall = found.some(layer => layer.op === 'conv' && layer.kernel[0] === 1);
  return isLarge ? (isSmall ? '1x1-kxk' : 'kxk') : '1x1';
}

/** The sums of a traced network whose children are the four branches, in order of evaluation. */
export function* branchesIn(node: Traced): Generator<Traced> {
  const names = node.layer.op === 'sum' ? node.layer.children.map(([name]) => name) : [];
  if (names.join() === BRANCHES.join()) yield node;
  else for (const child of node.children) yield* branchesIn(child);
}

/** |γ| of the last norm of each of a sum's four branches, per channel (figure 5). */
export function branchScales(sum: Traced, params: Params): Readonly<Record<Branch, readonly number[]>> {
  const scales = sum.children.map((branch, i) => {
    const last = [...leaves(branch)].findLast(({ layer }) => layer.op === 'batchNorm');
    return [BRANCHES[i]!, Array.from(params.get(`${last!.path}.gamma`)!.data, Math.abs)] as const;
  });
  return Object.fromEntries(scales) as unknown as Readonly<Record<Branch, readonly number[]>>;
}
