/** The names of networks in the authors' code, which C-SGD's and AOFP's share: `stage2.block0.conv1.conv`, and `deps`, a list of widths. */
import { moduleRules, type NameRule, namedBy } from '@refold/core/io';
import { type NameMap, vggLayers } from '@refold/core/zoo';

/** Stages of blocks; the projection of a stage's first block belongs to the stage. */
const stages = (ours: string): readonly NameRule[] => [
  ...moduleRules(`${ours}.0.branches.shortcut`, 'stage{s}.projection'),
  ...moduleRules(`${ours}.{b}.branches.body.conv{i}`, 'stage{s}.block{b}.conv{i}'),
  ...['reduce', 'spatial', 'expand'].flatMap((name, i) =>
    moduleRules(`${ours}.{b}.branches.body.${name}`, `stage{s}.block{b}.conv${i + 1}`),
  ),
];

const RESNETS: readonly NameRule[] = [
  ...moduleRules('backbone.stem.conv', 'conv1'),
  ...stages('backbone.stage{s}'),
  ['head.linear', 'fc'],
];

const CIFAR_RESNETS: readonly NameRule[] = [
  ...moduleRules('stem', 'stage1.conv1'),
  ...stages('stage{s}'),
  ['head.linear', 'linear'],
];

const MOBILENETS: readonly NameRule[] = [
  ...moduleRules('stem', 'conv1'),
  ...moduleRules('body.{i}.depthwise', 'stem.{i}.depthwise'),
  ...moduleRules('body.{i}.pointwise', 'stem.{i}.pointwise'),
  ['head.linear', 'linear'],
];

const VGGS: readonly NameRule[] = [
  ...vggLayers.flatMap(([path, index]) => moduleRules(path, `stem.conv${index}`)),
  ['hidden.linear', 'linear1'],
  ['linear', 'linear2'],
];

const map = (of: string, rules: readonly NameRule[]): NameMap => ({
  of: `${of} in ResRep's code`,
  ignored: /^deps$/,
  ...namedBy(rules),
});

/** During training a target has a compactor behind its norm; its mask edits gradients only. */
const wrapped = (of: string, rules: readonly NameRule[]): NameMap => {
  const compactors = rules.flatMap(([ours, theirs]): NameRule[] =>
    ours.endsWith('.norm') ? [[ours.replace('.norm', '.compactor'), theirs.replace('.bn', '.compactor.pwc')]] : [],
  );
  return {
    of: `${of} with compactors in ResRep's code`,
    rewriting: 'compactors',
    ignored: /^deps$|\.compactor\.mask$/,
    ...namedBy([...rules, ...compactors]),
  };
};

/** Names of networks in the authors' code. */
export const nameMaps: readonly NameMap[] = [
  map('ResNets', RESNETS),
  map('ResNets for CIFAR', CIFAR_RESNETS),
  map('MobileNets', MOBILENETS),
  map('VGG-16 for CIFAR', VGGS),
  wrapped('ResNets', RESNETS),
  wrapped('ResNets for CIFAR', CIFAR_RESNETS),
  wrapped('MobileNets', MOBILENETS),
];
