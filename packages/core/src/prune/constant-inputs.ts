/** Which inputs of each leaf hold one number everywhere, given the channels that are zero where they are made. */
import { type ChannelFlow, type Constant, common, varying } from '../layers/leaves/channels.ts';
import { definitionOf } from '../layers/leaves/index.ts';
import { isLeaf, join, type Traced } from '../layers/shapes.ts';
import type { Leaf, Params, Tiles } from '../layers/types.ts';
import { rolesOf } from './axes.ts';
import type { DependencyGraph, LeafChannels } from './dependency-graph.ts';
import type { Gone } from './leaf-cut.ts';
import { requireParam } from './surgery.ts';

/** A leaf, and the constants of the channels that it reads, in their order. */
export interface ConstantInputs {
  readonly leaf: LeafChannels;
  readonly constants: readonly Constant[];
}

/**
 * What every leaf reads at inference, in order of evaluation, if producers make each channel that goes zero, and every other
 * channel vary.
 */
export function constantInputs(graph: DependencyGraph, params: Params, gone: Gone): readonly ConstantInputs[] {
  const { root } = graph;
  const walk = new Walk(graph, params, gone);
  walk.visit(root, { axis: root.input.length - 1, values: varying(root.input.at(-1)!) });
  return walk.inputs;
}

/** The constants of a tensor's channels, and the axis that these lie along. */
interface Constants {
  readonly axis: number;
  readonly values: readonly Constant[];
}

class Walk {
  readonly inputs: ConstantInputs[] = [];
  readonly #channels: ReadonlyMap<Traced, LeafChannels>;
  readonly #isGone: (number: number) => boolean;
  readonly #params: Params;

  constructor({ leaves, ties }: DependencyGraph, params: Params, gone: Gone) {
    this.#channels = new Map(leaves.map(leaf => [leaf.node, leaf]));
    this.#isGone = number => gone.has(ties.find(number));
    this.#params = params;
  }

  visit(node: Traced, x: Constants): Constants {
    const { layer, children } = node;
    if (isLeaf(layer)) return this.#leaf(this.#channels.get(node)!, x);
    switch (layer.op) {
      case 'chain':
        return children.reduce((y, child) => this.visit(child, y), x);
      case 'tiles':
        return this.#tiles(node as Traced<Tiles>, x);
      case 'tap':
        if (children[0] !== undefined) this.visit(children[0], x);
        return x;
      case 'concat':
        return this.#concat(node, x);
      case 'sum':
        return this.#together(node, x, sumOf);
      case 'product':
        return this.#together(node, x, productOf);
    }
  }

  #leaf(leaf: LeafChannels, { values }: Constants): Constants {
    const { output } = leaf;
    this.inputs.push({ leaf, constants: values });
    if (rolesOf(leaf).output !== 'producer') return { axis: output.axis, values: this.#constants(leaf, values) };
    return { axis: output.axis, values: output.numbers.map(number => (this.#isGone(number) ? 0 : undefined)) };
  }

  /** A leaf whose channels lie along another axis than it expects gives channels that vary. */
  #constants({ node, input, output }: LeafChannels, values: readonly Constant[]): readonly Constant[] {
    const { layer, path } = node as Traced<Leaf>;
    const { channels } = definitionOf(layer);
    const flow = channels.flow(layer);
    const isRead = input.axis === node.input.length - 1 || !needsLastAxis(flow);
    if (!isRead) return varying(output.numbers.length);
    const param = (name: string) => requireParam(this.#params, join(path, name));
    return channels.constants({ node: node as Traced<Leaf>, axis: input.axis, values, param });
  }

  /** Tiles are samples to their body: a channel of theirs is constant if it is the same constant in all of them. */
  #tiles(node: Traced<Tiles>, { values }: Constants): Constants {
    const period = node.layer.size[2];
    const tile = Array.from({ length: period }, (_, i) => common(values.filter((_, place) => place % period === i)));
    const y = this.visit(node.children[0]!, { axis: 2, values: tile });
    const { numbers } = this.#channels.get(node)!.output;
    return { axis: 2, values: numbers.map((_, i) => y.values[i % y.values.length]) };
  }

  #concat(node: Traced, x: Constants): Constants {
    const axis = node.output.length - 1;
    const parts = node.children.map(child => {
      const y = this.visit(child, x);
      return y.axis === axis ? y.values : varying(child.output[axis]!);
    });
    return { axis, values: parts.flat() };
  }

  #together(node: Traced, x: Constants, join: (values: readonly Constant[]) => Constant): Constants {
    const branches = node.children.map(child => this.visit(child, x));
    const widest = branches.reduce((a, b) => (b.values.length > a.values.length ? b : a));
    const { axis, values } = widest;
    const isAligned = branches.every(branch => branch.axis === axis && branch.values.length === values.length);
    if (!isAligned) return { axis, values: varying(values.length) };
    return { axis, values: values.map((_, i) => join(branches.map(branch => branch.values[i]))) };
  }
}

/** Whether a leaf knows what becomes of channels along the last axis only. */
const needsLastAxis = (flow: ChannelFlow<Leaf>): boolean =>
  flow.kind === 'kept' ? flow.along === 'last axis' : ['sliced', 'reshaped', 'mixed'].includes(flow.kind);

const sumOf = (values: readonly Constant[]): Constant =>
  values.reduce((sum, value) => (sum === undefined || value === undefined ? undefined : sum + value), 0);

const productOf = (values: readonly Constant[]): Constant => {
  if (values.includes(0)) return 0;
  return values.reduce(
    (product, value) => (product === undefined || value === undefined ? undefined : product * value),
    1,
  );
};
