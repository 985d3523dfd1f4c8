/** Peak activation memory, by counting the tensors that are alive. */

import { definitionOf } from '../layers/leaves/index.ts';
import { isLeaf, type Traced } from '../layers/shapes.ts';
import type { Shape, Tiles } from '../layers/types.ts';
import { sizeOf } from '../ndarray.ts';
import { numberOfTiles } from './leaf.ts';

/** Bytes of activations for one sample in float32, parameters left out. */
export interface Memory {
  /**
   * Most bytes alive at once, where a layer's input is released as its output is written unless someone still waits for it.
   * A plain layer that keeps the map's size needs one map, a residual block two: it holds its input until the addition
   * (RepVGG, figure 3).
   */
  readonly inference: number;
  /** Every tensor that a layer writes, and the input, kept for the backward pass. */
  readonly training: number;
}

const BYTES = 4;
const bytes = (shape: Shape): number => BYTES * sizeOf(shape);

/** Activation memory of a traced expression. Taps are passed through; what reads them is not counted at inference. */
export const memoryOf = (root: Traced): Memory => ({
  inference: live(root, 0, true).peak,
  training: bytes(root.input) + written(root),
});

/** Whether a node hands on the very tensor it was given. */
const passes = ({ layer }: Traced): boolean => (isLeaf(layer) ? definitionOf(layer).passesOn : layer.op === 'tap');

interface Live {
  readonly peak: number;
  /** The output is the input's own tensor. */
  readonly aliased: boolean;
}

/**
 * Runs a node on paper. `alive` counts the bytes alive besides its input; an input that it `owns` is released once read.
 */
function live(node: Traced, alive: number, owns: boolean): Live {
  const input = bytes(node.input);
  if (passes(node)) return { peak: alive + input, aliased: true };
  if (isLeaf(node.layer))
    return { peak: Math.max(alive + input, alive + bytes(node.output) + (owns ? 0 : input)), aliased: false };
  if (node.layer.op === 'tiles') return liveTiles(node, node.layer, alive, owns);
  return node.layer.op === 'chain' ? liveChain(node, alive, owns) : liveBranches(node, alive, owns);
}

/** The tiles are a copy of the map, the body sees them all at once, and what they become is copied into one map. */
function liveTiles(node: Traced, layer: Tiles, alive: number, owns: boolean): Live {
  const kept = alive + (owns ? 0 : bytes(node.input));
  const inside = numberOfTiles(layer, node.input) * live(node.children[0]!, 0, true).peak;
  const peak = Math.max(alive + 2 * bytes(node.input), kept + inside, kept + 2 * bytes(node.output));
  return { peak, aliased: false };
}

function liveChain(node: Traced, alive: number, owns: boolean): Live {
  const input = bytes(node.input);
  let peak = alive + input;
  let aliased = true;
  for (const child of node.children) {
    const kept = aliased || owns ? 0 : input;
    const ran = live(child, alive + kept, owns || !aliased);
    peak = Math.max(peak, ran.peak);
    aliased &&= ran.aliased;
  }
  return { peak, aliased };
}

/** Children run in order; `sum` and `product` accumulate in one tensor, `concat` in its growing output. */
function liveBranches(node: Traced, alive: number, owns: boolean): Live {
  const input = bytes(node.input);
  let peak = alive + input;
  let gathered = 0;
  let inputWanted = false;
  for (const [i, child] of node.children.entries()) {
    const last = i === node.children.length - 1;
    const ran = live(child, alive + gathered, owns && last && !inputWanted);
    peak = Math.max(peak, ran.peak);
    if (ran.aliased) inputWanted = true;
    else
      gathered = node.layer.op === 'concat' ? gathered + bytes(child.output) : Math.max(gathered, bytes(child.output));
  }
  return { peak: Math.max(peak, alive + bytes(node.output) + (owns ? 0 : input)), aliased: false };
}

/** Bytes of every tensor written below a node. A branch's join writes one of its own. */
function written(node: Traced): number {
  const below = node.children.reduce((total, child) => total + written(child), 0);
  if (node.layer.op === 'tiles') {
    return bytes(node.input) + numberOfTiles(node.layer, node.input) * below + bytes(node.output);
  }
  const joins = node.layer.op === 'sum' || node.layer.op === 'product' || node.layer.op === 'concat';
  return below + (joins || (isLeaf(node.layer) && !passes(node)) ? bytes(node.output) : 0);
}
