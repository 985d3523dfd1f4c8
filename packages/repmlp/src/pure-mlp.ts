/** The networks of table 1: a body of RepMLPs and 1×1 layers for CIFAR, its ablations, and a ConvNet of the same skeleton (figure 2). */
import { chain, flatten, globalAvgPool, type Layer, linear, maxPool, relu, type Shape } from '@refold/core/layers';
import { convNorm, convNormRelu } from '@refold/core/zoo';
import { globalPerceptron, type RepMLPOptions, repmlpBlock } from './block.ts';

/** What mixes positions, for a map: [h, w, c] → [h, w, c], without its ReLU. */
export type Mixer = (map: Shape) => Layer;

export interface PureMLPOptions {
  readonly mixer: Mixer;
  /** Channels of the three stages. Default 16, 32, 64. */
  readonly widths?: readonly number[];
  /** Side of the images. Default 32. */
  readonly side?: number;
  /** Width of the hidden linear layer. Default 512. */
  readonly hidden?: number;
  /** Default 10. */
  readonly classes?: number;
}

/** [side, side, 3] → [classes]: three stages of mixer, 1×1, mixer, 1×1, halved in between. */
export function pureMLP({
  mixer,
  widths = [16, 32, 64],
  side = 32,
  hidden = 512,
  classes = 10,
}: PureMLPOptions): Layer {
  const stages = widths.map((width, s) => {
    const size = side / 2 ** s;
    const mix = () => chain({ mix: mixer([size, size, width]), relu: relu() });
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

/** The rows of table 1 by what they mix positions with; `options` in place of the paper's, for smaller networks. */
export const mixers = (options: RepMLPOptions = PAPER) => {
  const { partition, groups = 1 } = options;
  /** As far as a 9×9 on 8×8 partitions. */
  const conv9: Mixer = map => convNorm(map[2]!, partition[0] + 1, { groups });
  const alone = (map: Shape): boolean => map[0] === partition[0] && map[1] === partition[1];
  return {
    repmlp: map => repmlpBlock(map, options),
    'without-local': map => repmlpBlock(map, { ...options, kernels: [] }),
    'without-global': map => repmlpBlock(map, { ...options, global: false }),
    'fc3-as-conv': map => chain({ ...(!alone(map) && { global: globalPerceptron(map, options) }), conv: conv9(map) }),
    'repmlp-as-conv': conv9,
    conv: map => convNorm(map[2]!, 3),
  } as const satisfies Record<string, Mixer>;
};
