/**
 * RepMLPNet, table 3: share-sets and the global perceptron of T224.
 *   npx refold reproduce repmlp --table net-table-3
 * Seconds at every scale: nothing is trained or timed.
 * Comes out: multiply-adds, those of the global perceptron, and parameters, which equal the paper's.
 */
import { compute, costsOf, defineTable, exact, type Model, notRun, score } from '@refold/lab';
import { repmlpNet, repmlpNetSpecs } from 'repmlp';

const t224 = repmlpNetSpecs['repmlpnet-t224'];

/** T224 with its share-sets, or twice as many, with or without the global perceptron. */
const modelOf = (times: number, global: boolean): Model => ({
  input: [t224.side, t224.side, 3],
  build: () => repmlpNet({ ...t224, sets: t224.sets.map(sets => times * sets) }, { global }),
});
const macsOf = (model: Model) => costsOf(model).folded.macs;

/** Rows, and how many times the paper's share-sets they have. */
const SETS = { 'T224 S=1,4,16,128': 1, 'T224 S=2,8,32,256': 2 };

export default defineTable({
  title: 'RepMLPNet-T224: share-sets and the global perceptron',
  printed: 'table3_repmlpnet-ablation.csv',
  scales: { smoke: {} },
  columns: {
    top1: score({ heading: 'Top-1', printed: 'Top-1 acc', metric: 'top1' }),
    macs: exact({ heading: 'Multiply-adds', printed: 'FLOPs', unit: 'G', rounding: 'truncate', of: 'folded.macs' }),
    added: exact({ heading: 'Multiply-adds of the global perceptron', printed: 'FLOPs added', unit: 'M' }),
    params: exact({ heading: 'Parameters', printed: 'Params', unit: 'M', of: 'trained.params' }),
  },
  rows: Object.entries(SETS).flatMap(([name, times]) => {
    const [without, withGlobal] = [modelOf(times, false), modelOf(times, true)];
    const train = notRun('needs ImageNet, and AdamW with RandAugment and CutMix');
    const added = compute(() => macsOf(withGlobal) - macsOf(without));
    return [
      { name: `${name} no GP`, train, model: without },
      { name: `${name} GP`, train, model: withGlobal, without: ['macs'] as const, cells: { added } },
    ];
  }),
});
