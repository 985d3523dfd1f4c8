/** Names that ResNets are published under: torchvision's, which many follow, mmpretrain's, and two of networks for CIFAR. */
import { convNormRules, type NameRule, namedBy } from '../io/name-rules.ts';
import type { NameMap } from './name-map.ts';

/** Blocks of two layers and of three. */
const blocks = (ours: string, theirs: string): readonly NameRule[] => [
  ...convNormRules(`${ours}.branches.body.conv{i}`, `${theirs}.conv{i}`, `${theirs}.bn{i}`),
  ...['reduce', 'spatial', 'expand'].flatMap((name, i) =>
    convNormRules(`${ours}.branches.body.${name}`, `${theirs}.conv${i + 1}`, `${theirs}.bn${i + 1}`),
  ),
];

const OURS = 'backbone.stage{s}.{b}';
const OURS_CIFAR = 'stage{s}.{b}';

const torchvision = (prefix: string, head: string): readonly NameRule[] => [
  ...convNormRules('backbone.stem.conv', `${prefix}conv1`, `${prefix}bn1`),
  ...blocks(OURS, `${prefix}layer{s}.{b}`),
  ...convNormRules(
    `${OURS}.branches.shortcut`,
    `${prefix}layer{s}.{b}.downsample.0`,
    `${prefix}layer{s}.{b}.downsample.1`,
  ),
  ['head.linear', head],
];

const cifar = (shortcut: string, head: string): readonly NameRule[] => [
  ...convNormRules('stem', 'conv1', 'bn1'),
  ...blocks(OURS_CIFAR, 'layer{s}.{b}'),
  ...convNormRules(`${OURS_CIFAR}.branches.shortcut`, `layer{s}.{b}.${shortcut}.0`, `layer{s}.{b}.${shortcut}.1`),
  ['head.linear', head],
];

/** Names of Y. Idelbayev's networks for CIFAR: `conv1`, `layer2.0.bn1`, `linear`. */
export const AKAMASTER_NAMES: NameMap = {
  of: "akamaster's ResNets for CIFAR-10",
  ...namedBy(cifar('shortcut', 'linear')),
};

/** Names of ResNets and ResNeXts. */
export const RESNET_NAMES: readonly NameMap[] = [
  { of: "torchvision's ResNets", ...namedBy(torchvision('', 'fc')) },
  { of: "mmpretrain's ResNets", ...namedBy(torchvision('backbone.', 'head.fc')) },
  AKAMASTER_NAMES,
  { of: "ResNets for CIFAR in torchvision's names", ...namedBy(cifar('downsample', 'fc')) },
];
