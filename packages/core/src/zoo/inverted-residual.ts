/** Inverted residual blocks with linear bottlenecks (Sandler et al. 2018, arXiv 1801.04381, section 3.3). */
import { type ConvOptions, chain, identity, type SizeLike, sum } from '../layers/build.ts';
import type { Chain, Layer, Padding } from '../layers/types.ts';

/** A convolution and what follows it: a norm and an activation, unless `linear`. */
export type Unit = (out: number, kernel: SizeLike, options: ConvOptions & { readonly linear?: boolean }) => Layer;

/** A row of a table of such networks: `repeats` blocks, of which the first has the stride. */
export interface BlockRow {
  /** Side of the depthwise kernel. */
  readonly kernel: number;
  readonly stride: number;
  /** Channels between the bottlenecks, per input channel. */
  readonly expansion: number;
  readonly out: number;
  readonly repeats: number;
}

/** What a network of such blocks has around them. */
export interface InvertedResidualSpec {
  /** Channels of the first convolution, a 3×3 with a stride of 2. */
  readonly stem: number;
  readonly rows: readonly BlockRow[];
  /** Channels of the last convolution, a 1×1. */
  readonly last: number;
  readonly unit: Unit;
}

/** Stem, blocks and last convolution: [h, w, 3] → [h/32, w/32, last] for sides that divide by 32. Children are named stem, blocks, last. */
export function invertedResiduals({ stem, rows, last, unit }: InvertedResidualSpec): Chain {
  const blocks: Layer[] = [];
  let input = stem;
  for (const row of rows) {
    for (let i = 0; i < row.repeats; i++) {
      blocks.push(block(input, i === 0 ? row : { ...row, stride: 1 }, unit));
      input = row.out;
    }
  }
  return chain({
    stem: unit(stem, 3, { stride: 2, pad: samePadding(3, 2) }),
    blocks: chain(blocks),
    last: unit(last, 1, {}),
  });
}

/** 1×1 to the inner width, depthwise, linear 1×1 out of it; with a shortcut where shapes allow. */
function block(input: number, { kernel, stride, expansion, out }: BlockRow, unit: Unit): Layer {
  const inner = input * expansion;
  const body = chain({
    ...(expansion === 1 ? {} : { expand: unit(inner, 1, {}) }),
    depthwise: unit(inner, kernel, { stride, groups: inner, pad: samePadding(kernel, stride) }),
    project: unit(out, 1, { linear: true }),
  });
  return stride === 1 && input === out ? sum({ shortcut: identity(), body }) : body;
}

/** TensorFlow's "same" padding on maps whose sides the stride divides: of an odd number of rows or columns, the greater part is at the end. */
function samePadding(kernel: number, stride: number): Padding {
  const total = Math.max(0, kernel - stride);
  const before = Math.floor(total / 2);
  return [before, total - before, before, total - before];
}
