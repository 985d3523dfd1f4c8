/** The official names of RepMLP-ResNets and RepMLPNets, trained and folded. */
import { foldedLayer } from '@refold/core/fold';
import { moduleRules, type NameRule, namedBy } from '@refold/core/io';
import { type Layer, rebuild, type Shape, trace } from '@refold/core/layers';
import type { NameMap } from '@refold/core/zoo';
import { type RepMLPResNetOptions, STAGES } from './resnet.ts';
import { resnetOptions } from './zoo.ts';

/** FC3 and the convolutions beside it; folded, they are FC3 alone. */
const localRules = (ours: string, theirs: string): readonly NameRule[] => [
  [`${ours}.fc3.fc`, `${theirs}.fc3`],
  [`${ours}.fc3.norm`, `${theirs}.fc3_bn`],
  ...moduleRules(`${ours}.conv{k}`, `${theirs}.repconv{k}`),
  [ours, `${theirs}.fc3`],
];

const repmlpRules = (ours: string, theirs: string): readonly NameRule[] => [
  [`${ours}.global.context.norm`, `${theirs}.avg.bn`],
  [`${ours}.global.context.fc{i}`, `${theirs}.fc1_fc2.fc{i}`],
  ...localRules(`${ours}.local.body`, theirs),
];

/** Layers of a residual block in the order of evaluation. */
const blockRules = (ours: string, theirs: string): readonly NameRule[] =>
  ['reduce', 'spatial', 'expand'].flatMap((name, i) => moduleRules(`${ours}.body.${name}`, `${theirs}.conv${i + 1}`));

const mixingRules: Readonly<Record<NonNullable<RepMLPResNetOptions['block']>, typeof blockRules>> = {
  bottleneck: (ours, theirs) => [
    ...moduleRules(`${ours}.body.reduce`, `${theirs}.btnk_conv1`),
    ...moduleRules(`${ours}.body.enter`, `${theirs}.btnk_conv2`),
    ...repmlpRules(`${ours}.body.mlp`, `${theirs}.btnk_repmlp`),
    ...moduleRules(`${ours}.body.leave`, `${theirs}.btnk_conv4`),
    ...moduleRules(`${ours}.body.expand`, `${theirs}.btnk_conv5`),
  ],
  light: (ours, theirs) => [
    ...moduleRules(`${ours}.body.reduce`, `${theirs}.light_conv1`),
    ...repmlpRules(`${ours}.body.mlp`, `${theirs}.light_repmlp`),
    ...moduleRules(`${ours}.body.expand`, `${theirs}.light_conv3`),
  ],
};

/** Which blocks have RepMLPs decides what their other layers are called there. The first block of c3, c4 and c5 has a stride, so none. */
function resnetRules({ stages, block = 'bottleneck' }: RepMLPResNetOptions): readonly NameRule[] {
  const inStages = STAGES.flatMap((stage, s): NameRule[] => {
    const [ours, theirs] = [`backbone.stage${s + 1}.{b}.branches`, `stage${s + 1}.{b}`];
    const first = blockRules(ours.replace('{b}', '0'), theirs.replace('{b}', '0'));
    if (stages[stage] === undefined) return [...blockRules(ours, theirs)];
    return [...(s === 0 ? [] : first), ...mixingRules[block](ours, theirs)];
  });
  return [
    ...moduleRules('backbone.stem.conv', 'stage0.0'),
    ...moduleRules('backbone.stage{s}.{b}.branches.shortcut', 'stage{s}.{b}.shortcut'),
    ...inStages,
    ['head.linear', 'linear'],
  ];
}

/** One map for each set of stages that have RepMLPs. */
const resnetMaps: readonly NameMap[] = [
  ...new Map(
    Object.values(resnetOptions as Readonly<Record<string, RepMLPResNetOptions>>).map(options => {
      const { stages, block = 'bottleneck' } = options;
      const where = `${block} blocks in ${Object.keys(stages).join(', ')}`;
      return [where, { of: `official RepMLP-ResNets with ${where}`, ...namedBy(resnetRules(options)) }] as const;
    }),
  ).values(),
];

const UNIT = 'stage{s}.{b}';
const THEIR_UNIT = 'stages.{s-1}.{b}';

const repmlpNetMap: NameMap = {
  of: 'official RepMLPNets',
  deployed: withFoldedTiles,
  ...namedBy([
    ...moduleRules('patches', 'conv_embedding'),
    ...moduleRules('embed{i}', 'embeds.{i-1}'),
    [`${UNIT}.mix.body.norm`, `${THEIR_UNIT}.prebn1`],
    ...localRules(`${UNIT}.mix.body.mlp[.map].body`, `${THEIR_UNIT}.repmlp_block`),
    [`${UNIT}.mix.body.mlp.gate.fc{i}`, `${THEIR_UNIT}.repmlp_block.gp.fc{i}`],
    [`${UNIT}.feed.body.norm`, `${THEIR_UNIT}.prebn2`],
    ...moduleRules(`${UNIT}.feed.body.fc{i}`, `${THEIR_UNIT}.ffn_block.ffn_fc{i}`),
    ['norm', 'head_norm'],
    ['linear', 'head'],
  ]),
};

/** The authors fold FC3 and the convolutions beside it, and keep every other norm. */
function withFoldedTiles(layer: Layer, input: Shape): Layer {
  return rebuild(trace(layer, input), (_, own) =>
    own.op === 'tiles' ? { ...own, body: foldedLayer(own.body, own.size) } : own,
  );
}

/** Names that the networks of both papers are published under. */
export const nameMaps: readonly NameMap[] = [...resnetMaps, repmlpNetMap];
