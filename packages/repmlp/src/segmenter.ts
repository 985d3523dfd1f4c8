/** A PSPNet on a narrow backbone whose last stage mixes positions by RepMLPs or by 3×3 convolutions (section 4.4), at small scale. */
import {
  type Block,
  chain,
  convNormOf,
  identity,
  inputShape,
  type Layer,
  makeSite,
  relu,
  sum,
} from '@refold/core/layers';
import { basicBlock, convNorm, convNormRelu, pspNet } from '@refold/core/zoo';
import { repmlpBlock } from './block.ts';

/** What stands in the place of a bottleneck's 3×3 and its norm, by name. */
export const segmentationMixers = {
  /** Three by four partitions: 6×6 at quick. */
  repmlp: site => {
    const [h, w] = inputShape(site);
    return repmlpBlock({ partition: [h / 3, w / 4], groups: 4, kernels: [1, 3, 5], reduction: 4 })(site);
  },
  conv: convNormOf,
} as const satisfies Record<string, Block>;

/** Size and mixer of a segmenter. */
export interface SegmenterOptions {
  readonly mixer: Block;
  /** Height and width of the images, multiples of 24. */
  readonly size: readonly [number, number];
  /** Channels of the stem; the last stage has twice as many. */
  readonly width: number;
  readonly classes: number;
}

/** A network of [h, w, 3] → [h, w, classes], with an auxiliary head after its first stage. */
export function segmenter({ mixer, size, width, classes }: SegmenterOptions): Layer {
  const site = makeSite(width, width, 3, { map: [size[0] / 4, size[1] / 4] });
  const mixing = (): Layer =>
    chain({
      branches: sum({
        shortcut: identity(),
        body: chain({ reduce: convNormRelu(width, 1), mix: mixer(site), relu: relu(), expand: convNorm(2 * width, 1) }),
      }),
      relu: relu(),
    });
  const stages = {
    stem: convNormRelu(width, 3, { stride: 2 }),
    stage1: basicBlock({ input: width, out: width, stride: 1 }),
    stage2: chain([basicBlock({ input: width, out: 2 * width, stride: 2 }), mixing(), mixing()]),
  };
  return pspNet(stages, { input: [...size, 3], classes, auxiliaryAfter: 'stage1', width: 2 * width });
}
