/** Residual networks for 32×32 images (He et al. 2016, section 4.2): 6n + 2 layers of 16, 32 and 64 channels. */
import { RefoldError } from '../error.ts';
import { chain, identity, maxPool, pad, permute } from '../layers/build.ts';
import type { Layer } from '../layers/types.ts';
import { type Catalogue, CIFAR } from './catalogue.ts';
import { convNormRelu, poolAndClassify } from './parts.ts';
import { basicBlock } from './resnet.ts';

/** How a shortcut changes width: zeros for the new channels (the paper's option A) or a 1×1 convolution with a norm (option B). */
export type Shortcut = 'pad' | 'projection';

const WIDTHS = [16, 32, 64];

/** Shortcuts, classes, widths and first stride of a ResNet for CIFAR. */
export interface CifarResNetOptions {
  /** Default 'pad'. */
  readonly shortcut?: Shortcut;
  /** Default 10. */
  readonly classes?: number;
  /** Channels of the three stages; 16, 32, 64 where absent. */
  readonly widths?: readonly number[];
  /** Stride of the first convolution; 1 where absent. */
  readonly stride?: number;
}

/**
 * ResNet-20, 32, 44, 56, 110, ...: [32, 32, 3] → [classes].
 * @throws RefoldError for a depth that isn't 6n + 2
 */
export function cifarResNet(
  depth: number,
  { shortcut = 'pad', classes = 10, widths = WIDTHS, stride = 1 }: CifarResNetOptions = {},
): Layer {
  const blocks = (depth - 2) / 6;
  if (!Number.isInteger(blocks) || blocks < 1)
    throw new RefoldError(`ResNet-${depth} for CIFAR: the depth must be 6n + 2`);
  const stages: Record<string, Layer> = {};
  let input = widths[0]!;
  for (const [s, out] of widths.entries()) {
    const first = { input, out, stride: s === 0 ? 1 : 2 };
    const rest = { input: out, out, stride: 1 };
    stages[`stage${s + 1}`] = chain(
      Array.from({ length: blocks }, (_, i) => {
        const geometry = i === 0 ? first : rest;
        return basicBlock(geometry, shortcut === 'pad' ? padded(geometry) : undefined);
      }),
    );
    input = out;
  }
  return chain({ stem: convNormRelu(widths[0]!, 3, { stride }), ...stages, head: poolAndClassify(classes) });
}

/** Option A: every stride-th pixel, then zero channels on both sides. Channels take the place of rows to be padded. */
const padded = ({ input, out, stride }: { input: number; out: number; stride: number }): Layer => {
  if (input === out && stride === 1) return identity();
  const before = Math.floor((out - input) / 2);
  return chain({
    subsample: maxPool(1, { stride }),
    channelsFirst: permute([2, 1, 0]),
    pad: pad([before, out - input - before, 0, 0]),
    channelsLast: permute([2, 1, 0]),
  });
};

const DEPTHS = [20, 32, 56, 110, 164];

const entry = (depth: number, shortcut: Shortcut, option: string): Catalogue[string] => ({
  description: `ResNet-${depth} for CIFAR, option ${option} shortcuts`,
  input: CIFAR,
  build: ({ classes } = {}) => cifarResNet(depth, { shortcut, ...(classes !== undefined && { classes }) }),
});

/** ResNets for CIFAR by name; ResNet-164 is that of basic blocks, not He et al.'s pre-activation one of bottlenecks. */
export const cifarResNets: Catalogue = Object.fromEntries(
  DEPTHS.flatMap(depth => [
    [`resnet-${depth}-cifar`, entry(depth, 'pad', 'A')],
    [`resnet-${depth}-cifar-projection`, entry(depth, 'projection', 'B')],
  ]),
);
