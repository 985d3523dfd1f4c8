/** The networks of conformance.py as expressions, and the names that their tensors have in its files. */
import { type NameRule, namedBy } from '@refold/core/io';
import {
  batchNorm,
  chain,
  conv,
  identity,
  type Layer,
  makeSite,
  relu,
  relu6,
  type Shape,
  sum,
} from '@refold/core/layers';
import type { Method } from '@refold/core/train';
import {
  cifarDenseNet,
  cifarResNet,
  cifarVgg,
  convNorm,
  convNormRelu,
  type NameMap,
  poolAndClassify,
  resnetClassifier,
  nameMaps as shared,
} from '@refold/core/zoo';
import { csgd } from 'csgd';
import { blocks, nameMaps as dbbNames, diversify } from 'dbb';
import { gsm } from 'gsm';
import { repmlpBlock, nameMaps as repmlpNames, repmlpNet } from 'repmlp';
import { repvgg, nameMaps as repvggNames } from 'repvgg';
import { invertedResiduals } from '../../../packages/core/src/zoo/inverted-residual.ts';

/** A network here, and how it is named there. */
export interface ConformanceNetwork {
  readonly layer: Layer;
  readonly input: Shape;
  readonly maps: readonly NameMap[];
  /** Update rules that are compared on it. */
  readonly rules?: readonly RuleName[];
}

/** An update rule's settings of every kind. */
export interface RuleSettings {
  /** Share of GSM's active weights. */
  readonly keep: number;
  /** Of C-SGD's pull. */
  readonly strength: number;
}

/** The update rules of the pruning papers, in front of SGD. C-SGD's clusters are neighbours in pairs. */
export const RULES = {
  gsm: ({ keep }: RuleSettings): Method => gsm({ name: 'gsm', keep }),
  csgd: ({ strength }: RuleSettings): Method => csgd({ name: 'csgd', by: 'even', keep: 0.5, strength }),
} as const;
export type RuleName = keyof typeof RULES;

const SMALL = { depths: [1, 2, 2, 1, 1], widths: [4, 4, 8, 8, 16] };

const basicResNet = resnetClassifier(
  { block: 'basic', depths: [1], groups: 1, width: 4, strideOn: 'spatial' },
  { classes: 5 },
);

/** MobileNet's paths with two pairs of layers. */
const mobileNet = chain({
  stem: convNormRelu(4, 3, { stride: 2 }),
  body: chain(
    [
      { channels: 4, out: 8, stride: 1 },
      { channels: 8, out: 12, stride: 2 },
    ].map(({ channels, out, stride }) =>
      chain({ depthwise: convNormRelu(channels, 3, { stride, groups: channels }), pointwise: convNormRelu(out, 1) }),
    ),
  ),
  head: poolAndClassify(5),
});

/** The blocks of MobileNetV2, four of them. */
const mobileNetV2 = chain({
  backbone: invertedResiduals({
    stem: 8,
    last: 24,
    rows: [
      { kernel: 3, expansion: 1, out: 4, repeats: 1, stride: 1 },
      { kernel: 3, expansion: 6, out: 6, repeats: 2, stride: 2 },
      { kernel: 3, expansion: 6, out: 8, repeats: 1, stride: 1 },
    ],
    unit: (out, kernel, { linear = false, ...options }) =>
      chain({ conv: conv(out, kernel, options), norm: batchNorm(), ...(linear ? {} : { relu6: relu6() }) }),
  }),
  head: poolAndClassify(5),
});

/** A light RepMLP block at its path in the ResNet: maps of 6×6 in partitions of 3×3. */
function lightRepMLP(): Layer {
  const mlp = repmlpBlock({ partition: [3, 3], groups: 2, kernels: [1, 3] })(makeSite(8, 8, 3, { map: [6, 6] }));
  const body = chain({ reduce: convNormRelu(8, 1), mlp, relu: relu(), expand: convNorm(64, 1) });
  const block = chain({ branches: sum({ shortcut: identity(), body }), relu: relu() });
  const backbone = chain({ stem: chain({ conv: convNormRelu(64, 1) }), stage2: chain([identity(), block]) });
  return chain({ backbone, head: poolAndClassify(5) });
}

/** As gpleiss's DenseNet and torchvision's have them. */
const DENSENET: NameMap = {
  of: 'DenseNet for CIFAR',
  ...namedBy([
    ['stem', 'features.conv0'],
    ['block{s}.{i}.grown.norm', 'features.denseblock{s}.denselayer{i+1}.norm1'],
    ['block{s}.{i}.grown.conv', 'features.denseblock{s}.denselayer{i+1}.conv1'],
    ['transition{s}.norm', 'features.transition{s}.norm'],
    ['transition{s}.conv', 'features.transition{s}.conv'],
    ['norm', 'features.norm_final'],
    ['head.linear', 'classifier'],
  ]),
};

/** A convolution and its norm in one sequence there. */
const pair = (ours: string, theirs: string, first: number): readonly NameRule[] => [
  [`${ours}.conv`, `${theirs}.${first}`],
  [`${ours}.norm`, `${theirs}.${first + 1}`],
];

const MOBILENET_V2: NameMap = {
  of: "torchvision's MobileNetV2",
  ...namedBy([
    ...pair('backbone.stem', 'features.0', 0),
    ...pair('backbone.blocks.0.depthwise', 'features.1.conv.0', 0),
    ...pair('backbone.blocks.0.project', 'features.1.conv', 1),
    ...pair('backbone.blocks.{b}[.body].expand', 'features.{b+1}.conv.0', 0),
    ...pair('backbone.blocks.{b}[.body].depthwise', 'features.{b+1}.conv.1', 0),
    ...pair('backbone.blocks.{b}[.body].project', 'features.{b+1}.conv', 2),
    ...pair('backbone.last', 'features.5', 0),
    ['head.linear', 'classifier.1'],
  ]),
};

const withBlock = (host: Layer, input: Shape, block: 'dbb' | 'acb'): ConformanceNetwork => ({
  layer: diversify(host, input, { block: blocks[block] }),
  input,
  maps: dbbNames.filter(({ rewriting }) => rewriting === block),
});

/** By the names of conformance.py. */
export const NETWORKS: Readonly<Record<string, ConformanceNetwork>> = {
  repvgg: { layer: repvgg({ ...SMALL, groups: 2 }, { classes: 5 }), input: [33, 33, 3], maps: repvggNames },
  'repvgg-gated': {
    layer: repvgg({ ...SMALL, squeeze: { reduction: 4, at: 'before-relu' } }, { classes: 5 }),
    input: [33, 33, 3],
    maps: repvggNames,
  },
  dbb: withBlock(basicResNet, [19, 19, 3], 'dbb'),
  acb: withBlock(basicResNet, [19, 19, 3], 'acb'),
  repmlp: { layer: lightRepMLP(), input: [6, 6, 3], maps: repmlpNames },
  repmlpnet: {
    layer: repmlpNet({ side: 8, patch: 2, depths: [1, 2], channels: 8, sets: [2, 4] }, { classes: 5 }),
    input: [8, 8, 3],
    maps: repmlpNames,
  },
  'resnet-8': { layer: cifarResNet(8, { widths: [2, 2, 4], classes: 3 }), input: [6, 6, 3], maps: shared },
  'resnet-20': { layer: cifarResNet(20, { widths: [2, 2, 4] }), input: [8, 8, 3], maps: shared },
  'resnet-20-projection': {
    layer: cifarResNet(20, { widths: [2, 2, 4], shortcut: 'projection' }),
    input: [8, 8, 3],
    maps: shared,
  },
  vgg: {
    layer: cifarVgg({ stages: [[4], [6]], classes: 5 }),
    input: [16, 16, 3],
    maps: shared,
    rules: ['gsm', 'csgd'],
  },
  densenet: {
    layer: cifarDenseNet(13, { growth: 4, stem: 8 }),
    input: [8, 8, 3],
    maps: [DENSENET],
  },
  mobilenet: {
    layer: mobileNet,
    input: [17, 17, 3],
    maps: dbbNames.filter(({ rewriting }) => rewriting === undefined),
  },
  'mobilenet-dbb': withBlock(mobileNet, [17, 17, 3], 'dbb'),
  'mobilenet-v2': { layer: mobileNetV2, input: [8, 8, 3], maps: [MOBILENET_V2] },
};
