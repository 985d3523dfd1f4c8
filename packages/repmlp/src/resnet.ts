/** RepMLP in ResNet-50: bottlenecks or light blocks in the place of the residual blocks of stride 1 (figures 3 and 5). */
import { chain, type Layer, makeSite, relu } from '@refold/core/layers';
import {
  type BlockPlace,
  convNorm,
  convNormRelu,
  resnetBackbone,
  resnetClassifier,
  resnetSpecs,
} from '@refold/core/zoo';
import { repmlpBlock } from './block.ts';

/** The stages by the paper's names. */
export const STAGES = ['c2', 'c3', 'c4', 'c5'] as const;
/** One of `STAGES`. */
export type Stage = (typeof STAGES)[number];

/** The RepMLPs of one stage. */
export interface RepMLPStage {
  /** Groups of FC3 and of the local perceptron (g). */
  readonly groups: number;
  /** Channels of the bottleneck's 3×3 over those of the RepMLP (r). */
  readonly reduction: number;
  /** Width of FC2's output over that of FC1's. Default: 1. */
  readonly fcReduction?: number;
}

/** The RepMLPs of every stage that has any. */
type RepMLPStages = { readonly [stage in Stage]?: RepMLPStage };

/** Options of `repmlpResNet50`. */
export interface RepMLPResNetOptions {
  /** The stages whose blocks are replaced. */
  readonly stages: RepMLPStages;
  /** What replaces residual blocks: figure 3's bottleneck, or figure 5's light block. Default: 'bottleneck'. */
  readonly block?: 'bottleneck' | 'light';
  /** Side of the images: 224 with partitions of 7×7, or 320 with 10×10. Default: 224. */
  readonly side?: number;
  /** Default: 1000. */
  readonly classes?: number;
}

/** The paper's channel reductions r by stage. */
export const REDUCTIONS: Readonly<Record<Stage, number>> = { c2: 2, c3: 2, c4: 4, c5: 4 };

/** The classifier, [side, side, 3] to [classes]. Only blocks of stride 1 are replaced. */
export function repmlpResNet50({
  stages,
  block = 'bottleneck',
  side = 224,
  classes = 1000,
}: RepMLPResNetOptions): Layer {
  const body = (place: BlockPlace): Layer | undefined => {
    const stage = stages[STAGES[place.stage]!];
    if (stage === undefined || place.stride !== 1) return undefined;
    const mlp = mixing(stage, side / 32, side / 4 / 2 ** place.stage);
    return block === 'light' ? light(place.out, mlp) : bottleneck(place.out, stage.reduction, mlp);
  };
  return resnetClassifier(resnetSpecs['resnet-50-v1.5'], { body, classes });
}

/** RepMLPs of the backbone for segmentation. */
const DENSE: RepMLPStages = {
  c3: { groups: 4, reduction: REDUCTIONS.c3, fcReduction: 4 },
  c4: { groups: 8, reduction: REDUCTIONS.c4, fcReduction: 8 },
};
/** Height and width of the maps in c3, c4 and c5 of images of 713×713. */
const DENSE_MAP = 90;

/**
 * The stages of the backbone of section 4.4 for images of 713×713: RepMLPs with partitions of 10×10 in c3 and c4, but for the first block of
 * either, and a stride of 8 in all. c5 alone is dilated.
 */
export function denseRepMLPStages(): Readonly<Record<string, Layer>> {
  const body = (place: BlockPlace): Layer | undefined => {
    const stage = DENSE[STAGES[place.stage]!];
    return stage && place.index > 0 ? bottleneck(place.out, stage.reduction, mixing(stage, 10, DENSE_MAP)) : undefined;
  };
  const options = { strides: [1, 2, 1, 1], dilations: [1, 1, 1, 4], body };
  return Object.fromEntries(resnetBackbone(resnetSpecs['resnet-50-v1.5'], options).children);
}

/** A stage's RepMLP on maps of size × size, by its channels. */
function mixing({ groups, fcReduction = 1 }: RepMLPStage, partition: number, size: number) {
  const kernels = partition >= 10 ? [1, 3, 5, 7] : [1, 3, 5];
  const mixer = repmlpBlock({ partition: [partition, partition], groups, kernels, reduction: fcReduction });
  return (channels: number): Layer => mixer(makeSite(channels, channels, 3, { map: [size, size] }));
}

/** 1×1, 3×3 to the narrow width, RepMLP, 3×3 back, 1×1. */
function bottleneck(out: number, reduction: number, mlp: (channels: number) => Layer): Layer {
  const mid = out / 4;
  return chain({
    reduce: convNormRelu(mid, 1),
    enter: convNormRelu(mid / reduction, 3),
    mlp: mlp(mid / reduction),
    relu: relu(),
    leave: convNormRelu(mid, 3),
    expand: convNorm(out, 1),
  });
}

/** 1×1 to an eighth, RepMLP, 1×1. */
const light = (out: number, mlp: (channels: number) => Layer): Layer =>
  chain({ reduce: convNormRelu(out / 8, 1), mlp: mlp(out / 8), relu: relu(), expand: convNorm(out, 1) });
