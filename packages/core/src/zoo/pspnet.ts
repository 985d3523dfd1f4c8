/** Pyramid scene parsing (Zhao et al. 2017, arXiv 1612.01105): a head that reads a backbone's last map at four scales. */
import { RefoldError } from '../error.ts';
import {
  avgPool,
  batchNorm,
  chain,
  concat,
  conv,
  dropout,
  identity,
  infer,
  type Layer,
  relu,
  type Shape,
  tap,
  upsample,
} from '../layers/index.ts';
import { convNormRelu } from './parts.ts';

/** What a PSPNet has beside its backbone. */
export interface PspOptions {
  /** Shape of one image; RepVGG takes 713×713, (side − 1) a multiple of 8. */
  readonly input: Shape;
  readonly classes: number;
  /** Name of the backbone stage that the auxiliary head reads while training. */
  readonly auxiliaryAfter: string;
  /** Channels of the head's last hidden map. Default 512. */
  readonly width?: number;
}

/** Bins on a side, of each level of the pyramid. */
const BINS = [1, 2, 3, 6];

/**
 * Dense prediction: [h, w, 3] → [h, w, classes], scores before the softmax. `stages` is a backbone by the names of its stages.
 * @throws RefoldError for images so small that the pyramid has no room
 */
export function pspNet(stages: Readonly<Record<string, Layer>>, options: PspOptions): Layer {
  const { input, classes, auxiliaryAfter, width = 512 } = options;
  const [height, breadth, channels] = infer(chain(stages), input) as [number, number, number];
  const least = Math.max(...BINS);
  if (Math.min(height, breadth) < least) {
    throw new RefoldError(
      `PSPNet: images of ${input.join('×')} give a map of ${height}×${breadth}; it must be ${least}×${least} at least`,
    );
  }
  const back = upsample([input[0]!, input[1]!], { method: 'bilinear', alignCorners: true });
  const levels = BINS.map((bins): [string, Layer] => [
    `level${bins}`,
    chain({
      pool: intoBins(height, breadth, bins),
      conv: conv(channels / BINS.length, 1),
      norm: batchNorm(),
      relu: relu(),
      up: upsample([height, breadth], { method: 'bilinear', alignCorners: true }),
    }),
  ]);
  const classifier = (hidden: number): Layer =>
    chain({
      conv: convNormRelu(hidden, 3),
      dropout: dropout(0.1),
      classify: conv(classes, 1, { bias: true }),
      up: back,
    });
  const auxiliary = tap('auxiliary', { trainingOnly: true, head: classifier(width / 2) });
  const backbone = Object.entries(stages).flatMap(([name, stage]) =>
    name === auxiliaryAfter
      ? [
          [name, stage],
          ['auxiliary', auxiliary],
        ]
      : [[name, stage]],
  );
  return chain({
    backbone: chain(Object.fromEntries(backbone) as Record<string, Layer>),
    pyramid: concat({ input: identity(), ...Object.fromEntries(levels) }),
    head: classifier(width),
  });
}

/** Means over bins × bins windows that cover the map; where it doesn't divide, windows overlap. */
function intoBins(height: number, width: number, bins: number): Layer {
  const stride = [Math.floor(height / bins), Math.floor(width / bins)] as const;
  return avgPool([height - (bins - 1) * stride[0], width - (bins - 1) * stride[1]], { stride });
}
