/**
 * Not printed in the paper: parameters of ResNet-18 with each block of table 4, to the unit.
 *   npx refold reproduce dbb --table extra-blocks
 * Seconds at every scale: nothing is trained or timed.
 * Comes out: counts that equal those of the authors' code.
 */
import { commonFold, compute, costsOf, defineTable, exact } from '@refold/lab';
import { MODELS, ROWS } from './table-4.ts';

const trained = (name: string) => costsOf(MODELS[name]!).trained;
/** Parameters and running statistics: what the paper prints. */
const stored = (name: string): number => trained(name).params + trained(name).statistics;

export default defineTable({
  title: 'Extra: parameters of the blocks to the unit',
  printed: 'table4_ablation-resnet18.csv',
  scales: { smoke: {} },
  columns: {
    params: exact({ heading: 'Parameters, trained', printed: 'training_params_computed' }),
    stored: exact({ heading: 'with running statistics', printed: 'training_params_with_bn_buffers_computed' }),
    folded: exact({ heading: 'Parameters, folded', printed: 'params_computed' }),
    ratio: exact({ heading: 'Ratio of the two', printed: 'ratio of training params', rounding: 'truncate' }),
  },
  rows: [
    ...Object.entries(ROWS).map(([name, [, printed = name]]) => ({
      name,
      printed,
      cells: { params: compute(() => trained(name).params), stored: compute(() => stored(name)) },
    })),
    {
      name: 'every row, folded',
      printed: 'every inference-time model',
      cells: { folded: compute(() => commonFold(MODELS).params) },
    },
    {
      name: 'triple over without 1×1-K×K',
      printed: 'duplicate x3 vs K×K + 1×1 + 1×1-AVG',
      cells: { ratio: compute(() => stored('triple') / stored('without 1×1-K×K')) },
    },
  ],
  deviations: ["Parameters to the unit were counted on the authors' code; the paper prints the ratio."],
});
