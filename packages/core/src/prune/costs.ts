/** What a network would cost after a cut, without making it: for searches that weigh thousands of candidates. */
import { type Cost, count } from '../cost/index.ts';
import { definitionOf } from '../layers/leaves/index.ts';
import { leaves, type Traced } from '../layers/shapes.ts';
import type { Layer, Leaf, Shape } from '../layers/types.ts';
import { sizeOf } from '../ndarray.ts';
import { type Side, viewsOf } from './axes.ts';
import { dependencyGraph } from './dependency-graph.ts';
import { type ChannelGroup, groupsOf } from './groups.ts';

/** A network's cost as a function of its groups' widths. */
export interface CutCosts {
  readonly groups: readonly ChannelGroup[];
  /** The cost with that many channels of each group, in the order of `groups`. Exact. */
  readonly after: (kept: ArrayLike<number>) => Cost;
}

/** How costs are counted. */
export interface CutCostOptions {
  /** Factor of a leaf's arithmetic, by its path; default: 1. For counters that count some layers another way. */
  readonly weight?: (path: string) => number;
}

/** How many channels each group gives one side of a leaf, for each of its own. */
type Width = readonly (readonly [group: number, each: number])[];

/** A leaf's cost: `pair` for an input of each of its groups and an output, `each` for an output. */
interface Share {
  readonly input: Width;
  readonly output: Width;
  readonly leafGroups: number;
  readonly pair: Cost;
  readonly each: Cost;
}

/**
 * Counts as `count` does, for any cut of an expression: a leaf's cost is a multiple of its numbers of inputs and outputs.
 * @param input shape of one sample
 * @throws ShapeError when shapes don't go together
 */
export function cutCosts(layer: Layer, input: Shape, { weight = () => 1 }: CutCostOptions = {}): CutCosts {
  const graph = dependencyGraph(layer, input);
  const groups = groupsOf(graph).map(({ group }) => group);
  const { byPath } = count(layer, input);
  const shares = [...leaves(graph.root)].flatMap(leaf => {
    const { params, statistics, macs, winogradMuls } = byPath.get(leaf.path)!;
    const factor = weight(leaf.path);
    const cost = { params, statistics, macs: macs * factor, winogradMuls: winogradMuls * factor };
    return params + statistics + macs === 0 ? [] : [shareOf(leaf, cost, groups)];
  });
  return {
    groups,
    after: kept => {
      const total = { params: 0, statistics: 0, macs: 0, winogradMuls: 0 };
      for (const { input, output, leafGroups, pair, each } of shares) {
        const outputs = widthAt(output, kept);
        const pairs = (widthAt(input, kept) / leafGroups) * outputs;
        total.params += each.params * outputs + pair.params * pairs;
        total.statistics += each.statistics * outputs;
        total.macs += each.macs * outputs + pair.macs * pairs;
        total.winogradMuls += each.winogradMuls * outputs + pair.winogradMuls * pairs;
      }
      return total;
    },
  };
}

function shareOf(leaf: Traced<Leaf>, cost: Cost, groups: readonly ChannelGroup[]): Share {
  const [input, output] = [widthOf(leaf, 'input', groups), widthOf(leaf, 'output', groups)];
  const flow = definitionOf(leaf.layer).channels.flow(leaf.layer);
  const leafGroups = flow.kind === 'mixed' ? flow.groups : 1;
  if (output.length === 0) return { input, output: [[NO_GROUP, 1]], leafGroups, pair: divided(cost, 0), each: cost };
  const outputs = leaf.output.at(-1)!;
  if (input.length === 0) return { input, output, leafGroups, pair: divided(cost, 0), each: divided(cost, outputs) };
  const kernel = sizeOf(viewsOf(leaf).kernel!.shape);
  const pairs = (leaf.input.at(-1)! / leafGroups) * outputs;
  return {
    input,
    output,
    leafGroups,
    pair: divided({ ...cost, params: kernel, statistics: 0 }, pairs),
    each: divided({ ...cost, params: cost.params - kernel, macs: 0, winogradMuls: 0 }, outputs),
  };
}

/** What stands for a leaf whose cost no cut changes: a group of one. */
const NO_GROUP = -1;

function widthOf({ path }: Traced, side: Side, groups: readonly ChannelGroup[]): Width {
  return groups.flatMap(({ sites }, group) => {
    const site = sites.find(site => site.path === path && site.side === side);
    return site === undefined ? [] : [[group, site.places[0]!.length] as const];
  });
}

const widthAt = (width: Width, kept: ArrayLike<number>): number =>
  width.reduce((sum, [group, each]) => sum + each * (group === NO_GROUP ? 1 : kept[group]!), 0);

/** A share of a cost; nothing where there is no one to share it. */
const divided = ({ params, statistics, macs, winogradMuls }: Cost, by: number): Cost =>
  by === 0
    ? { params: 0, statistics: 0, macs: 0, winogradMuls: 0 }
    : { params: params / by, statistics: statistics / by, macs: macs / by, winogradMuls: winogradMuls / by };
