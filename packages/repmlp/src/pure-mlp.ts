/** The networks of table 1: a body of RepMLPs and 1×1 layers for CIFAR, its ablations, and a ConvNet of the same skeleton (figure 2). */
import {
  type Block,
  chain,
  flatten,
  globalAvgPool,
  inputShape,
  type Layer,
  linear,
  makeSite,
  maxPool,
  relu,
} from '@refold/core/layers';
import { convNorm, convNormRelu } from '@refold/core/zoo';
import { globalPerceptron, type RepMLPOptions, repmlpBlock } from './block.ts';

/** Options of `pureMLP`. */
export interface PureMLPOptions {
  /** The block that mixes positions, without an activation; its sites have stride 1, a 3×3 kernel and a map. */
  readonly mixer: Block;
  /** Channels of the three stages. Default: 16, 32, 64. */
  readonly widths?: readonly number[];
  /** Side of the images. Default: 32. */
  readonly side?: number;
  /** Width of the hidden linear layer. Default: 512. */
  readonly hidden?: number;
  /** Default: 10. */
  readonly classes?: number;
}

/** The network of table 1, [side, side, 3] to [classes]: three stages of mixer, 1×1, mixer, 1×1, with max pooling between them. */
export function pureMLP({
  mixer,
  widths = [16, 32, 64],
  side = 32,
  hidden = 512,
  classes = 10,
}: PureMLPOptions): Layer {
  const stages = widths.map((width, s) => {
    const size = side / 2 ** s;
    const mix = () => chain({ mix: mixer(makeSite(width, width, 3, { map: [size, size] })), relu: relu() });
    const next = widths[s + 1];
    return chain({
      mixer1: mix(),
      fc1: convNormRelu(width, 1),
      mixer2: mix(),
      fc2: convNormRelu(next ?? width, 1),
      ...(next !== undefined && { pool: maxPool(2) }),
    });
  });
  return chain({
    stem: convNormRelu(widths[0]!, 1),
    ...Object.fromEntries(stages.map((stage, s) => [`stage${s + 1}`, stage])),
    head: chain({
      pool: globalAvgPool(),
      flatten: flatten(),
      hidden: linear(hidden),
      relu: relu(),
      linear: linear(classes),
    }),
  });
}

/** RepMLPs of the paper's pure MLP: partitions of 8×8, two groups, convolutions of 1, 3, 5 and 7. */
const PAPER = { partition: [8, 8], groups: 2, kernels: [1, 3, 5, 7] } as const satisfies RepMLPOptions;

/** The rows of table 1 as blocks that mix positions. `options` replace the paper's, for smaller networks. */
export const mixers = (options: RepMLPOptions = PAPER) => {
  const { partition, groups = 1 } = options;
  /** Reaches as far as a 9×9 on 8×8 partitions. */
  const conv9: Block = site => convNorm(site.out, partition[0] + 1, { groups });
  return {
    repmlp: repmlpBlock(options),
    'without-local': repmlpBlock({ ...options, kernels: [] }),
    'without-global': repmlpBlock({ ...options, global: false }),
    'fc3-as-conv': site => {
      const [h, w, channels] = inputShape(site);
      const isOnePartition = h === partition[0] && w === partition[1];
      return chain({
        ...(!isOnePartition && { global: globalPerceptron([h, w, channels], options) }),
        conv: conv9(site),
      });
    },
    'repmlp-as-conv': conv9,
    conv: site => convNorm(site.out, 3),
  } as const satisfies Record<string, Block>;
};
