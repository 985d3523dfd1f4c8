/** A walk that gives each channel of every map a number, and ties the numbers of channels that must be cut together. */
import { definitionOf } from '../layers/leaves/index.ts';
import { isLeaf, type Traced, trace } from '../layers/shapes.ts';
import type { Layer, Leaf, Shape, Tiles } from '../layers/types.ts';
import { Ties } from './ties.ts';

/** The numbers of a tensor's channels, and the axis (without the batch) that they lie along: a permutation moves it. */
export interface Channels {
  readonly axis: number;
  readonly numbers: readonly number[];
}

/** What a leaf, or tiles, reads and gives. */
export interface LeafChannels {
  readonly node: Traced<Leaf | Tiles>;
  readonly input: Channels;
  readonly output: Channels;
}

/** Every channel of an expression by its number, and the numbers that are tied. */
export interface DependencyGraph {
  readonly root: Traced;
  readonly ties: Ties;
  /** Every leaf and tiles, in order of evaluation. */
  readonly leaves: readonly LeafChannels[];
}

/**
 * The channels of an expression and what ties them.
 * @throws ShapeError when shapes don't go together
 */
export function dependencyGraph(layer: Layer, input: Shape): DependencyGraph {
  const root = trace(layer, input);
  const walk = new Walk();
  const x = walk.fresh(input);
  walk.fix(x, '', "they are the network's input");
  walk.fix(walk.visit(root, x), root.path, "they are the network's output");
  return { root, ties: walk.ties, leaves: walk.leaves };
}

class Walk {
  readonly ties = new Ties();
  readonly leaves: LeafChannels[] = [];

  fresh(shape: Shape): Channels {
    return { axis: shape.length - 1, numbers: this.ties.fresh(shape.at(-1)!) };
  }

  fix({ numbers }: Channels, path: string, reason: string): void {
    this.ties.fix(numbers, { path, reason });
  }

  visit(node: Traced, x: Channels): Channels {
    const { layer, children } = node;
    if (isLeaf(layer)) return this.#note(node as Traced<Leaf>, x, this.#leaf(node as Traced<Leaf>, x));
    switch (layer.op) {
      case 'chain':
        return children.reduce((y, child) => this.visit(child, y), x);
      case 'tiles':
        return this.#tiles(node as Traced<Tiles>, x);
      case 'tap':
        if (children[0] === undefined) this.fix(x, node.path, `the tap '${layer.name}' shows them`);
        else this.fix(this.visit(children[0], x), node.path, `the tap '${layer.name}' shows them`);
        return x;
      case 'concat':
        return this.#concat(node, children, x);
      case 'sum':
      case 'product':
        return this.#together(node, children, x);
    }
  }

  #note(node: Traced<Leaf | Tiles>, input: Channels, output: Channels): Channels {
    this.leaves.push({ node, input, output });
    return output;
  }

  #leaf(node: Traced<Leaf>, x: Channels): Channels {
    const { layer, input } = node;
    const { channels } = definitionOf(layer);
    const reason = channels.fixed(layer);
    if (reason !== undefined) this.fix(x, node.path, reason);
    const isLast = x.axis === input.length - 1;
    const flow = channels.flow(layer);
    switch (flow.kind) {
      case 'kept':
        return flow.along === 'any axis' || isLast ? x : this.#opaque(node, x);
      case 'permuted':
        return { axis: flow.order.indexOf(x.axis), numbers: x.numbers };
      case 'padded':
        return isLast ? x : this.#padded(x, flow.pad[2 * x.axis]!, flow.pad[2 * x.axis + 1]!);
      case 'sliced':
        return isLast ? { axis: x.axis, numbers: x.numbers.slice(flow.from, flow.to) } : this.#opaque(node, x);
      case 'reshaped':
        return this.#reshaped(node, x);
      case 'mixed':
        return isLast ? this.#grouped(flow.groups, node.output, x) : this.#opaque(node, x);
    }
  }

  /** New channels that stay, made of channels that stay. */
  #opaque({ path, layer, output }: Traced, x: Channels): Channels {
    this.fix(x, path, `${layer.op} treats them as positions`);
    const y = this.fresh(output);
    this.fix(y, path, `${layer.op} makes them of positions`);
    return y;
  }

  /** Zeros before and after: channels of their own. */
  #padded({ axis, numbers }: Channels, before: number, after: number): Channels {
    return { axis, numbers: [...this.ties.fresh(before), ...numbers, ...this.ties.fresh(after)] };
  }

  /**
   * A layer in groups. With one channel a group, outputs follow the channel that they are made of. With more, groups must stay
   * of one size: the i-th channels of all groups are tied, and so are the i-th outputs.
   */
  #grouped(groups: number, output: Shape, { numbers }: Channels): Channels {
    const [inputs, outputs] = [numbers.length / groups, output.at(-1)! / groups];
    const along = (group: readonly number[]): Channels => ({
      axis: output.length - 1,
      numbers: Array.from({ length: outputs * groups }, (_, o) => group[o % outputs]!),
    });
    if (groups > 1 && inputs === 1) {
      const followed = Array.from({ length: outputs * groups }, (_, o) => numbers[Math.floor(o / outputs)]!);
      return { axis: output.length - 1, numbers: followed };
    }
    this.#tieEvery(numbers, inputs);
    return along(this.ties.fresh(outputs));
  }

  #tieEvery(numbers: readonly number[], period: number): void {
    for (const [i, number] of numbers.entries()) this.ties.tie(numbers[i % period]!, number);
  }

  /** Row by row the elements stay where they are, so channel j of the result has the elements j, j + c, j + 2c, ... */
  #reshaped(node: Traced, x: Channels): Channels {
    const [before, after] = [node.input.at(-1)!, node.output.at(-1)!];
    if (x.axis !== node.input.length - 1 || (before % after !== 0 && after % before !== 0))
      return this.#opaque(node, x);
    for (let i = after; i < before; i++) {
      if (this.ties.find(x.numbers[i]!) !== this.ties.find(x.numbers[i % after]!)) return this.#opaque(node, x);
    }
    const numbers = Array.from({ length: after }, (_, j) => x.numbers[j % before]!);
    return { axis: node.output.length - 1, numbers };
  }

  /** Channel i of a tile is every channel i mod s of the map. */
  #tiles(node: Traced<Tiles>, x: Channels): Channels {
    const [body] = node.children;
    const period = node.layer.size[2];
    this.#tieEvery(x.numbers, period);
    const y = this.visit(body!, { axis: 2, numbers: x.numbers.slice(0, period) });
    const numbers = Array.from({ length: node.output[2]! }, (_, i) => y.numbers[i % y.numbers.length]!);
    return this.#note(node, x, { axis: 2, numbers });
  }

  #concat(node: Traced, children: readonly Traced[], x: Channels): Channels {
    const parts = children.map(child => this.visit(child, x));
    const axis = node.output.length - 1;
    const strays = parts.filter(part => part.axis !== axis);
    for (const stray of strays) this.fix(stray, node.path, 'they are joined as positions');
    const numbers = parts.flatMap((part, i) => (part.axis === axis ? part : this.#opaque(children[i]!, part)).numbers);
    return { axis, numbers };
  }

  /** Sums and products: channel i of every branch. A single channel that gates all others stays. */
  #together(node: Traced, children: readonly Traced[], x: Channels): Channels {
    const isGate = (child: Traced) => child.output.at(-1) === 1 && node.output.at(-1)! > 1;
    const all = children.map(child => ({ child, channels: this.visit(child, x) }));
    const [first, ...rest] = all.filter(({ child }) => !isGate(child)).map(({ channels }) => channels);
    for (const { child, channels } of all) {
      if (isGate(child)) this.fix(channels, node.path, 'they weigh all channels of a map');
    }
    for (const other of rest) {
      if (other.axis === first!.axis && other.numbers.length === first!.numbers.length) {
        for (const [i, number] of other.numbers.entries()) this.ties.tie(first!.numbers[i]!, number);
      } else {
        for (const branch of [first!, other])
          this.fix(branch, node.path, `a ${node.layer.op} joins them with positions`);
      }
    }
    return first!;
  }
}
