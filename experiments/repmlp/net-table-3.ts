/**
 * RepMLPNet, table 3: share-sets and the global perceptron of T224.
 *   npx refold reproduce repmlp --table net-table-3
 * Seconds at every scale: nothing is trained or timed.
 * Comes out: multiply-adds, those of the global perceptron, and parameters, which equal the paper's.
 */
import { compute, costsOf, defineTable, exact, type Model, notRun, type Settings, score } from '@refold/lab';
import { repmlpNet, repmlpNetSpecs } from 'repmlp';

const { sets: SETS, side, ...t224 } = repmlpNetSpecs['repmlpnet-t224'];
const DOUBLED = SETS.map(sets => 2 * sets);

const ROWS: Readonly<Record<string, readonly [sets: readonly number[], global: boolean]>> = {
  'T224 S=1,4,16,128 no GP': [SETS, false],
  'T224 S=1,4,16,128 GP': [SETS, true],
  'T224 S=2,8,32,256 no GP': [DOUBLED, false],
  'T224 S=2,8,32,256 GP': [DOUBLED, true],
};

const modelOf = (sets: readonly number[], global: boolean): Model => ({
  input: [side, side, 3],
  build: () => repmlpNet({ ...t224, side, sets }, { global }),
});

export default defineTable<Settings>({
  title: 'RepMLPNet-T224: share-sets and the global perceptron',
  printed: 'table3_repmlpnet-ablation.csv',
  scales: { smoke: {} },
  columns: {
    top1: score({ heading: 'Top-1', printed: 'Top-1 acc', metric: 'top1' }),
    macs: exact({ heading: 'Multiply-adds', printed: 'FLOPs', unit: 'G', rounding: 'truncate', of: 'folded.macs' }),
    added: exact({ heading: 'Multiply-adds of the global perceptron', printed: 'FLOPs added', unit: 'M' }),
    params: exact({ heading: 'Parameters', printed: 'Params', unit: 'M', of: 'trained.params' }),
  },
  rows: Object.entries(ROWS).map(([name, [sets, global]]) => {
    const model = modelOf(sets, global);
    const macs = (one: Model) => costsOf(one).folded.macs;
    return {
      name,
      model,
      train: notRun('needs ImageNet, and AdamW with RandAugment and CutMix'),
      without: global ? ['macs'] : [],
      cells: global ? { added: compute(() => macs(model) - macs(modelOf(sets, false))) } : {},
    };
  }),
});
