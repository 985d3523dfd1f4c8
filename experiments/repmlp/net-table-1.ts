/**
 * RepMLPNet, table 1: the architectures. Read off the built networks.
 *   npx refold reproduce repmlp --table net-table-1
 * Seconds at every scale: nothing is trained or timed.
 * Comes out: sides, units, channels and share-sets, which equal the paper's.
 */
import { type Layer, type Traced, trace } from '@refold/core/layers';
import { compute, defineTable, exact } from '@refold/lab';
import { models, type RepMLPNetName, repmlpNetSpecs } from 'repmlp';

/** Printed names of the variants that the papers' tables have. */
export const NETS: Readonly<Record<string, RepMLPNetName>> = {
  'RepMLPNet-T224': 'repmlpnet-t224',
  'RepMLPNet-B224': 'repmlpnet-b224',
  'RepMLPNet-T256': 'repmlpnet-t256',
  'RepMLPNet-B256': 'repmlpnet-b256',
  'RepMLPNet-D256': 'repmlpnet-d256',
  'RepMLPNet-L256': 'repmlpnet-l256',
};

const stagesOf = (name: RepMLPNetName): readonly Traced[] => {
  const { build, input } = models[name]!;
  return trace(build(), input).children.filter(({ path }) => path.startsWith('stage'));
};

/** Sets of a stage: channels of the tiles in its first unit. */
function setsOf(stage: Traced): number {
  const find = (node: Traced): Layer | undefined =>
    node.layer.op === 'tiles' ? node.layer : node.children.map(find).find(found => found !== undefined);
  const tiles = find(stage);
  return tiles?.op === 'tiles' ? tiles.size[2] : 0;
}

const perStage = (name: RepMLPNetName, of: (stage: Traced) => number): string => stagesOf(name).map(of).join(' ');

export default defineTable({
  title: 'RepMLPNet: architectures',
  printed: 'table1_repmlpnet-architectures.csv',
  scales: { smoke: {} },
  columns: {
    side: exact({ heading: 'Input', printed: 'Input resolution' }),
    blocks: exact({ heading: 'Units of each stage', printed: 'Blocks B' }),
    channels: exact({ heading: 'Channels of stage 1', printed: 'Stage-1 channels C' }),
    sets: exact({ heading: 'Share-sets', printed: 'Share-sets S' }),
  },
  rows: Object.entries(NETS).map(([title, name]) => ({
    name: title,
    cells: {
      side: compute(() => repmlpNetSpecs[name].side),
      blocks: compute(() => perStage(name, ({ children }) => children.length)),
      channels: compute(() => stagesOf(name)[0]!.output[2]!),
      sets: compute(() => perStage(name, setsOf)),
    },
  })),
});
