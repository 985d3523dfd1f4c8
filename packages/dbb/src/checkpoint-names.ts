/** The official repository's names of the hosts' layers and of the blocks that replace them, trained and folded. */
import { type NameRule, namedBy, type StateDict } from '@refold/core/io';
import type { NameMap } from '@refold/core/zoo';

/** The hosts that have official checkpoints. */
export type OfficialHost = 'resnet' | 'mobilenet' | 'alexnet';
/** The block that replaces convolutions; 'plain': none. */
export type OfficialForm = 'dbb' | 'acb' | 'plain';

/** A convolution with its norm: our path, the official one, and whether a block replaces it. */
type Place = readonly [ours: string, official: string, replaced: boolean];

const BRANCHES = 'backbone.stage{s}.{b}.branches';

const PLACES: Readonly<Record<OfficialHost, readonly Place[]>> = {
  resnet: [
    ['backbone.stem.conv', 'stage0.conv1', false],
    [`${BRANCHES}.body.conv{i}`, 'stage{s}.{b}.conv{i}', true],
    [`${BRANCHES}.body.reduce`, 'stage{s}.{b}.conv1', false],
    [`${BRANCHES}.body.spatial`, 'stage{s}.{b}.conv2', true],
    [`${BRANCHES}.body.expand`, 'stage{s}.{b}.conv3', false],
    [`${BRANCHES}.shortcut`, 'stage{s}.{b}.shortcut', false],
  ],
  mobilenet: [
    ['stem', 'conv1', true],
    ['body.{i}.depthwise', 'stem.{i}.depthwise', true],
    ['body.{i}.pointwise', 'stem.{i}.pointwise', false],
  ],
  alexnet: [
    ['conv1', 'stem.conv1', false],
    ['conv{i}', 'stem.conv{i}', true],
  ],
};

/** Classifiers: MobileNet's and ResNet's last layer, AlexNet's three. */
const LINEARS: Readonly<Record<OfficialHost, readonly NameRule[]>> = {
  resnet: [['head.linear', 'linear']],
  mobilenet: [['head.linear', 'linear']],
  alexnet: [['linear{i}[.linear]', 'linear{i}']],
};

const DBB: readonly NameRule[] = [
  ['kxk.conv', 'dbb_origin.conv'],
  ['kxk.norm', 'dbb_origin.bn'],
  ['1x1.conv', 'dbb_1x1.conv'],
  ['1x1.norm', 'dbb_1x1.bn'],
  ['1x1-avg.conv', 'dbb_avg.conv'],
  ['1x1-avg.norm1', 'dbb_avg.bn'],
  ['1x1-avg.norm2', 'dbb_avg.avgbn'],
  // What is learnt beside the identity; the identity itself is in no checkpoint.
  ['1x1-kxk.conv1.residual', 'dbb_1x1_kxk.idconv1'],
  ['1x1-kxk.conv1', 'dbb_1x1_kxk.conv1'],
  ['1x1-kxk.norm1', 'dbb_1x1_kxk.bn1'],
  ['1x1-kxk.conv2', 'dbb_1x1_kxk.conv2'],
  ['1x1-kxk.norm2', 'dbb_1x1_kxk.bn2'],
];

const ACB: readonly NameRule[] = [
  ['square.conv', 'square_conv'],
  ['square.norm', 'square_bn'],
  ['vertical.conv', 'ver_conv'],
  ['vertical.norm', 'ver_bn'],
  ['horizontal.conv', 'hor_conv'],
  ['horizontal.norm', 'hor_bn'],
];

/** A block's leaves as trained, and its one convolution as folded. A block stands under its convolution's name; folded it may have taken its chain's. */
const BLOCKS: Readonly<Record<OfficialForm, readonly NameRule[]>> = {
  dbb: [...DBB.map(([ours, official]): NameRule => [`.conv.${ours}`, official]), ['[.conv]', 'dbb_reparam']],
  acb: [...ACB.map(([ours, official]): NameRule => [`.conv.${ours}`, official]), ['[.conv]', 'fused_conv']],
  plain: [
    ['[.conv]', 'conv'],
    ['.norm', 'bn'],
  ],
};

const rulesOf = (host: OfficialHost, form: OfficialForm): readonly NameRule[] => [
  ...LINEARS[host],
  ...PLACES[host].flatMap(([place, there, replaced]) =>
    BLOCKS[replaced ? form : 'plain'].map(([ours, official]): NameRule => [`${place}${ours}`, `${there}.${official}`]),
  ),
];

/** The official names of a host with a block. */
export const officialNames = (host: OfficialHost, form: OfficialForm): NameMap => ({
  of: `official ${host} checkpoints ${form === 'plain' ? 'without blocks' : `with ${form}`}`,
  ...(form !== 'plain' && { rewriting: form }),
  spelled: flattened,
  hint,
  ...namedBy(rulesOf(host, form)),
});

const hint = (given: StateDict): string =>
  [...given.keys()].some(name => /dbb_reparam|fused_conv/.test(name))
    ? 'it holds the folded form: load it into a folded network'
    : 'it holds a trained form, of another block or another host';

/** Norms that pad, which the newest code nests one deeper than the released weights do. */
const NESTED = /\b(bn1|dbb_avg\.bn)\.bn\./;
const FLAT = /\b(bn1|dbb_avg\.bn)\.(?=weight|bias|running_|num_)/;

/** The released spelling of a name in either. */
const flattened = (name: string): string => name.replace(NESTED, '$1.');
/** The newest code's spelling of a released name. */
export const nested = (name: string): string => name.replace(FLAT, '$1.bn.');

/** Names that networks with these blocks, and their hosts, are published under. */
export const nameMaps: readonly NameMap[] = (['resnet', 'mobilenet', 'alexnet'] as const).flatMap(host =>
  (['dbb', 'acb', 'plain'] as const).map(form => officialNames(host, form)),
);
