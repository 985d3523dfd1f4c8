/**
 * Plain networks for CIFAR: stages of 3×3 layers with norms, without branches and pools. Tables of blocks train them below --scale paper:
 * large enough to fit the data, so that what a block adds can show, and small enough for two cores. docs/recipes.md says how they were chosen.
 */
import { chain } from '../layers/build.ts';
import type { Layer } from '../layers/types.ts';
import { type Catalogue, CIFAR } from './catalogue.ts';
import { convNormRelu, poolAndClassify } from './parts.ts';

/** A plain network: its stages. */
export interface PlainSpec {
  /** Layers of each stage. */
  readonly depths: readonly number[];
  /** Channels of each stage. */
  readonly widths: readonly number[];
  /** Stride of each stage's first layer. */
  readonly strides: readonly number[];
}

/** The plain networks by name. */
export const plainSpecs = {
  'plain-cifar': { depths: [1, 2, 2, 2, 1], widths: [48, 48, 128, 192, 256], strides: [2, 1, 2, 2, 1] },
  'plain-cifar-small': { depths: [1, 1, 2, 2, 1], widths: [16, 32, 64, 96, 96], strides: [1, 2, 2, 2, 1] },
  'plain-cifar-tiny': { depths: [1, 2, 2, 2, 1], widths: [8, 8, 8, 16, 16], strides: [2, 2, 2, 2, 1] },
} as const satisfies Record<string, PlainSpec>;

/** The classifier of a specification, [h, w, c] to [classes]. Its children are named stage0, stage1, ... and head. */
export function plainNet({ depths, widths, strides }: PlainSpec, classes = 10): Layer {
  const stages = depths.map((depth, s) => {
    const layers = Array.from({ length: depth }, (_, i) =>
      convNormRelu(widths[s]!, 3, { stride: i === 0 ? strides[s]! : 1 }),
    );
    return [`stage${s}`, chain(layers)] as const;
  });
  return chain({ ...Object.fromEntries(stages), head: poolAndClassify(classes) });
}

/** Plain networks by name. */
export const plainNets: Catalogue = Object.fromEntries(
  Object.entries(plainSpecs).map(([name, spec]) => [
    name,
    {
      description: `Plain 3×3 layers for CIFAR: ${spec.depths.join('-')} of them, ${spec.widths.join('-')} channels`,
      input: CIFAR,
      build: ({ classes } = {}) => plainNet(spec, classes),
    },
  ]),
);
