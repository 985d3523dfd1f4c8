/** The official repository's name for each of our paths. Its files spell RepVGG and RepVGGplus differently. */

import { parameterName } from '@refold/core/io';

/** Our path inside a block ↔ the official one, without the last word. */
const IN_BLOCK: readonly (readonly [ours: string, official: string])[] = [
  ['branches.dense.conv', 'rbr_dense.conv'],
  ['branches.dense.norm', 'rbr_dense.bn'],
  ['branches.pointwise.conv', 'rbr_1x1.conv'],
  ['branches.pointwise.norm', 'rbr_1x1.bn'],
  ['branches.identity', 'rbr_identity'],
  ['branches', 'rbr_reparam'],
  ['se.gate.down', 'se.down'],
  ['se.gate.up', 'se.up'],
];

/** Our path inside an auxiliary head ↔ its place in the official sequence. */
const IN_HEAD: readonly (readonly [ours: string, official: string])[] = [
  ['reduce.conv', '0.conv'],
  ['reduce.norm', '0.bn'],
  ['classify.linear', '3'],
];

/**
 * The official name of a parameter of ours, trained or folded, or undefined where the official network has none.
 * @param plus whether the network is a RepVGGplus
 */
export const officialName = (path: string, plus: boolean): string | undefined =>
  parameterName(path, leaf => officialLayer(leaf, plus));

function officialLayer(owner: string, plus: boolean): string | undefined {
  if (owner === 'head.linear') return 'linear';
  const [, head, inHead] = /^(\w+_aux)\.head\.(.+)$/.exec(owner) ?? [];
  if (head !== undefined) return under(head, lookUp(IN_HEAD, inHead));
  const [, stage, block, inBlock] = /^(stage\d\w*)\.(\d+)\.(.+)$/.exec(owner) ?? [];
  if (stage === undefined) return undefined;
  const layer = lookUp(IN_BLOCK, inBlock);
  if (stage === 'stage0') return under(stage, plus ? layer?.replace(/^se\./, 'post_se.') : layer);
  return plus
    ? under(`${stage}.blocks.${block}`, layer?.replace(/^se\./, 'post_se.'))
    : under(`${stage}.${block}`, layer);
}

const lookUp = (pairs: typeof IN_BLOCK, ours: string | undefined): string | undefined =>
  pairs.find(([known]) => known === ours)?.[1];

const under = (place: string, layer: string | undefined): string | undefined =>
  layer === undefined ? undefined : `${place}.${layer}`;
