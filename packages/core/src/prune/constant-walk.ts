/** A walk that finds which channels hold one number everywhere, given the channels that are zero where they are made. */
import { isLeaf, join, type Traced } from '../layers/shapes.ts';
import type { Params, Tiles } from '../layers/types.ts';
import { rolesOf } from './axes.ts';
import type { DependencyGraph, LeafChannels } from './dependency-graph.ts';
import { type Constant, common, leafConstants } from './leaf-constants.ts';
import type { Gone } from './leaf-cut.ts';
import { requireParam } from './surgery.ts';

/** A leaf, and the constants of the channels that it reads, in their order. */
export interface Reading {
  readonly touch: LeafChannels;
  readonly constants: readonly Constant[];
}

/**
 * What every leaf reads at inference, in order of evaluation, if producers make each channel that goes zero, and every other
 * channel vary.
 */
export function readings(seen: DependencyGraph, params: Params, gone: Gone): readonly Reading[] {
  const walk = new Walk(seen, params, gone);
  walk.visit(seen.root, varying(seen.root.input.length - 1, seen.root.input.at(-1)!));
  return walk.readings;
}

/** The constants of a tensor's channels, and the axis that these lie along. */
interface Constants {
  readonly axis: number;
  readonly values: readonly Constant[];
}

const varying = (axis: number, count: number): Constants => ({
  axis,
  values: Array.from({ length: count }, () => undefined),
});

class Walk {
  readonly readings: Reading[] = [];
  readonly #touched: ReadonlyMap<Traced, LeafChannels>;
  readonly #isGone: (number: number) => boolean;
  readonly #params: Params;

  constructor({ touched, ties }: DependencyGraph, params: Params, gone: Gone) {
    this.#touched = new Map(touched.map(touch => [touch.node, touch]));
    this.#isGone = number => gone.has(ties.find(number));
    this.#params = params;
  }

  visit(node: Traced, x: Constants): Constants {
    const { layer, children } = node;
    if (isLeaf(layer)) return this.#leaf(this.#touched.get(node)!, x);
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

  #leaf(touch: LeafChannels, { values }: Constants): Constants {
    const { node, output } = touch;
    this.readings.push({ touch, constants: values });
    const made = leafConstants(touch, values, name => requireParam(this.#params, join(node.path, name)));
    if (rolesOf(touch).output !== 'producer') return { axis: output.axis, values: made };
    return { axis: output.axis, values: output.numbers.map(number => (this.#isGone(number) ? 0 : undefined)) };
  }

  /** Tiles are samples to their body: a channel of theirs is constant if it is the same constant in all of them. */
  #tiles(node: Traced<Tiles>, { values }: Constants): Constants {
    const period = node.layer.size[2];
    const tile = Array.from({ length: period }, (_, i) => common(values.filter((_, place) => place % period === i)));
    const y = this.visit(node.children[0]!, { axis: 2, values: tile });
    const { numbers } = this.#touched.get(node)!.output;
    return { axis: 2, values: numbers.map((_, i) => y.values[i % y.values.length]) };
  }

  #concat(node: Traced, x: Constants): Constants {
    const axis = node.output.length - 1;
    const parts = node.children.map(child => {
      const y = this.visit(child, x);
      return y.axis === axis ? y : varying(axis, child.output[axis]!);
    });
    return { axis, values: parts.flatMap(({ values }) => values) };
  }

  #together(node: Traced, x: Constants, join: (values: readonly Constant[]) => Constant): Constants {
    const branches = node.children.map(child => this.visit(child, x));
    const { axis, values } = branches[0]!;
    const isAligned = branches.every(branch => branch.axis === axis && branch.values.length === values.length);
    if (!isAligned) return varying(axis, values.length);
    return { axis, values: values.map((_, i) => join(branches.map(branch => branch.values[i]))) };
  }
}

const sumOf = (values: readonly Constant[]): Constant =>
  values.reduce((sum, value) => (sum === undefined || value === undefined ? undefined : sum + value), 0);

const productOf = (values: readonly Constant[]): Constant => {
  if (values.includes(0)) return 0;
  return values.reduce(
    (product, value) => (product === undefined || value === undefined ? undefined : product * value),
    1,
  );
};
