/** Names that EfficientNets-Lite are published under. */
import { convNormRules, namedBy } from '../io/name-rules.ts';
import type { NameMap } from './name-map.ts';

/** Names in ML Illustrated's conversion of TensorFlow's checkpoints: `_conv_stem`, `_blocks.3._bn0`, `_fc`. */
export const LITE0_NAMES: NameMap = {
  of: "ML Illustrated's EfficientNets-Lite",
  ...namedBy([
    ...convNormRules('backbone.stem', '_conv_stem', '_bn0'),
    ...convNormRules('backbone.blocks.{b}[.body].expand', '_blocks.{b}._expand_conv', '_blocks.{b}._bn0'),
    ...convNormRules('backbone.blocks.{b}[.body].depthwise', '_blocks.{b}._depthwise_conv', '_blocks.{b}._bn1'),
    ...convNormRules('backbone.blocks.{b}[.body].project', '_blocks.{b}._project_conv', '_blocks.{b}._bn2'),
    ...convNormRules('backbone.last', '_conv_head', '_bn1'),
    ['head.linear', '_fc'],
  ]),
};

/** Blocks of each stage of EfficientNet-Lite0. */
const REPEATS = [1, 2, 2, 3, 3, 4, 1];

/** timm counts blocks within their stage; the first stage's has no expansion. */
const timmBlocks = REPEATS.flatMap((repeats, stage) =>
  Array.from({ length: repeats }, (_, i) => ({ block: `blocks.${stage}.${i}`, isFirst: stage === 0 })),
).flatMap(({ block, isFirst }, b) => {
  const ours = `backbone.blocks.${b}[.body]`;
  return isFirst
    ? [
        ...convNormRules(`${ours}.depthwise`, `${block}.conv_dw`, `${block}.bn1`),
        ...convNormRules(`${ours}.project`, `${block}.conv_pw`, `${block}.bn2`),
      ]
    : [
        ...convNormRules(`${ours}.expand`, `${block}.conv_pw`, `${block}.bn1`),
        ...convNormRules(`${ours}.depthwise`, `${block}.conv_dw`, `${block}.bn2`),
        ...convNormRules(`${ours}.project`, `${block}.conv_pwl`, `${block}.bn3`),
      ];
});

/** Names of timm's `tf_efficientnet_lite0`, which pads as TensorFlow does; `efficientnet_lite0` has the same names and pads otherwise. */
const TIMM_NAMES: NameMap = {
  of: "timm's tf_efficientnet_lite0",
  ...namedBy([
    ...convNormRules('backbone.stem', 'conv_stem', 'bn1'),
    ...timmBlocks,
    ...convNormRules('backbone.last', 'conv_head', 'bn2'),
    ['head.linear', 'classifier'],
  ]),
};

/** Names of EfficientNets-Lite. */
export const EFFICIENTNET_NAMES: readonly NameMap[] = [LITE0_NAMES, TIMM_NAMES];
