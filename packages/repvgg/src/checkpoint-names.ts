/** The names that RepVGGs are published under, trained and folded: the official repository's, which spells RepVGG and RepVGGplus differently, timm's and mmpretrain's. */
import { type NameRule, namedBy } from '@refold/core/io';
import type { NameMap } from '@refold/core/zoo';

/** How a publisher names blocks, the layers inside them and the classifier. */
interface Spelling {
  /** Our path of a block, and its name there. */
  readonly blocks: readonly NameRule[];
  readonly dense: { readonly conv: string; readonly norm: string };
  readonly pointwise: { readonly conv: string; readonly norm: string };
  readonly identity: string;
  readonly folded: string;
  /** Of the gate, where it is known. */
  readonly squeeze?: { readonly down: string; readonly up: string };
  readonly head: string;
}

function rulesOf({ blocks, dense, pointwise, identity, folded, squeeze, head }: Spelling): readonly NameRule[] {
  const inBlock: readonly NameRule[] = [
    ['branches.dense.conv', dense.conv],
    ['branches.dense.norm', dense.norm],
    ['branches.pointwise.conv', pointwise.conv],
    ['branches.pointwise.norm', pointwise.norm],
    ['branches.identity', identity],
    ['branches', folded],
    ...(squeeze === undefined
      ? []
      : ([
          ['se.gate.down', squeeze.down],
          ['se.gate.up', squeeze.up],
        ] as const)),
  ];
  return [
    ...blocks.flatMap(([block, there]) =>
      inBlock.map(([ours, theirs]): NameRule => [`${block}.${ours}`, `${there}.${theirs}`]),
    ),
    ['head.linear', head],
  ];
}

const OFFICIAL = {
  dense: { conv: 'rbr_dense.conv', norm: 'rbr_dense.bn' },
  pointwise: { conv: 'rbr_1x1.conv', norm: 'rbr_1x1.bn' },
  identity: 'rbr_identity',
  folded: 'rbr_reparam',
  head: 'linear',
} as const satisfies Partial<Spelling>;

/** Auxiliary heads of RepVGGplus. */
const HEADS: readonly NameRule[] = ['stage1_aux', 'stage2_aux', 'stage3_first_aux'].flatMap((head): NameRule[] => [
  [`${head}.head.reduce.conv`, `${head}.0.conv`],
  [`${head}.head.reduce.norm`, `${head}.0.bn`],
  [`${head}.head.classify.linear`, `${head}.3`],
]);

const hint: NameMap['hint'] = given =>
  [...given.keys()].some(name => name.includes('rbr_reparam'))
    ? 'it holds the folded form; load it into a folded network'
    : 'it holds a trained form; check that it is of this variant';

/** The official names of RepVGG, with gates or without. */
export const OFFICIAL_NAMES: NameMap = {
  of: 'official RepVGG checkpoints',
  hint,
  ...namedBy(
    rulesOf({
      ...OFFICIAL,
      blocks: [
        ['stage0.0', 'stage0'],
        ['stage{s}.{b}', 'stage{s}.{b}'],
      ],
      squeeze: { down: 'se.down', up: 'se.up' },
    }),
  ),
};

/** The official names of RepVGGplus; auxiliary heads that the expression doesn't have are passed over. */
export const PLUS_NAMES: NameMap = {
  of: 'official RepVGGplus checkpoints',
  ignored: /_aux\./,
  hint,
  ...namedBy([
    ...rulesOf({
      ...OFFICIAL,
      blocks: [
        ['stage0.0', 'stage0'],
        ['stage3_first.{b}', 'stage3_first.blocks.{b}'],
        ['stage3_second.{b}', 'stage3_second.blocks.{b}'],
        ['stage{s}.{b}', 'stage{s}.blocks.{b}'],
      ],
      squeeze: { down: 'post_se.down', up: 'post_se.up' },
    }),
    ...HEADS,
  ]),
};

const TIMM_NAMES: NameMap = {
  of: "timm's RepVGGs",
  ...namedBy(
    rulesOf({
      blocks: [
        ['stage0.0', 'stem'],
        ['stage{s}.{b}', 'stages.{s-1}.{b}'],
      ],
      dense: { conv: 'conv_kxk.conv', norm: 'conv_kxk.bn' },
      pointwise: { conv: 'conv_1x1.conv', norm: 'conv_1x1.bn' },
      identity: 'identity',
      folded: 'reparam_conv',
      head: 'head.fc',
    }),
  ),
};

const MMPRETRAIN_NAMES: NameMap = {
  of: "mmpretrain's RepVGGs",
  ...namedBy(
    rulesOf({
      blocks: [
        ['stage0.0', 'backbone.stem'],
        ['stage{s}.{b}', 'backbone.stage_{s}.{b}'],
      ],
      dense: { conv: 'branch_3x3.conv', norm: 'branch_3x3.norm' },
      pointwise: { conv: 'branch_1x1.conv', norm: 'branch_1x1.norm' },
      identity: 'branch_norm',
      folded: 'branch_reparam',
      squeeze: { down: 'se_layer.conv1.conv', up: 'se_layer.conv2.conv' },
      head: 'head.fc',
    }),
  ),
};

/** Names that RepVGGs are published under. */
export const nameMaps: readonly NameMap[] = [OFFICIAL_NAMES, PLUS_NAMES, TIMM_NAMES, MMPRETRAIN_NAMES];
