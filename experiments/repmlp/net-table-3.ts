/** RepMLPNet, table 3: share-sets and the global perceptron, in T224. */

import { count } from '@refold/core/cost';
import { countFolded } from '@refold/core/fold';
import { compute, defineTable, exact, notRun, type Settings, score } from '@refold/lab';
import { repmlpNet, repmlpNetSpecs } from 'repmlp';

const { sets: SETS, side, ...t224 } = repmlpNetSpecs['repmlpnet-t224'];
const DOUBLED = SETS.map(sets => 2 * sets);

const ROWS: Readonly<Record<string, readonly [sets: readonly number[], global: boolean]>> = {
  'T224 S=1,4,16,128 no GP': [SETS, false],
  'T224 S=1,4,16,128 GP': [SETS, true],
  'T224 S=2,8,32,256 no GP': [DOUBLED, false],
  'T224 S=2,8,32,256 GP': [DOUBLED, true],
};

const input = [side, side, 3];
const built = (sets: readonly number[], global: boolean) => repmlpNet({ ...t224, side, sets }, { global });
const macs = (sets: readonly number[], global: boolean) => countFolded(built(sets, global), input).total.macs;

export default defineTable<Settings, 'top1' | 'macs' | 'added' | 'params'>({
  paper: 'repmlp',
  id: 'net-table-3',
  title: 'RepMLPNet-T224: share-sets and the global perceptron',
  printed: 'table3_repmlpnet-ablation.csv',
  scales: { smoke: {} },
  columns: {
    top1: score({ heading: 'Top-1', printed: 'Top-1 acc' }),
    macs: exact({ heading: 'Multiply-adds', printed: 'FLOPs', unit: 'G', rounding: 'truncate' }),
    added: exact({ heading: 'Multiply-adds of the global perceptron', printed: 'FLOPs added', unit: 'M' }),
    params: exact({ heading: 'Parameters', printed: 'Params', unit: 'M' }),
  },
  rows: Object.entries(ROWS).map(([name, [sets, global]]) => ({
    name,
    cells: {
      top1: notRun('needs ImageNet, and AdamW with RandAugment and CutMix'),
      ...(global
        ? { added: compute<Settings>(() => macs(sets, true) - macs(sets, false)) }
        : { macs: compute<Settings>(() => macs(sets, false)) }),
      params: compute(() => count(built(sets, global), input).total.params),
    },
  })),
});
