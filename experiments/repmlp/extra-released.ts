/**
 * Not printed in the papers: the costs and accuracies of RepMLPNet that came with its released weights.
 *   npx refold reproduce repmlp --table extra-released
 * Seconds at every scale: nothing is trained or timed.
 * Comes out: multiply-adds and parameters that equal those of the releases but for what the deviations dispute.
 */
import { type Costs, defineTable, exact, notRun, score } from '@refold/lab';
import { models } from 'repmlp';
import { NETS } from './net-table-1.ts';

/** Columns whose released value contradicts the rule that gives all others. */
const DISPUTED: Readonly<Record<string, readonly ('macs' | 'params')[]>> = {
  'RepMLPNet-B256': ['params'],
  'RepMLPNet-L256': ['macs', 'params'],
};
const trainedParams = ({ trained }: Costs): number => trained.params;

export default defineTable({
  title: 'Extra: RepMLPNet as released',
  printed: 'table2_repmlpnet-imagenet.csv',
  scales: { smoke: {} },
  columns: {
    top1: score({ heading: 'Top-1', printed: 'Top-1 acc (released reproduction)' }),
    macs: exact({
      heading: 'Multiply-adds',
      printed: 'FLOPs (released reproduction)',
      unit: 'G',
      of: ({ folded }) => folded.macs,
    }),
    params: exact({
      heading: 'Parameters',
      printed: 'Params (released reproduction)',
      unit: 'M',
      of: trainedParams,
    }),
    earlier_top1: score({ heading: 'Top-1, first release', printed: 'Top-1 acc (earlier released weights)' }),
    earlier_top5: score({ heading: 'Top-5, first release', printed: 'Top-5 acc (earlier released weights)' }),
    earlier_params: exact({
      heading: 'Parameters, first release',
      printed: 'Params (earlier released weights)',
      unit: 'M',
      digits: 2,
      of: trainedParams,
    }),
  },
  rows: Object.entries(NETS).map(([name, id]) => ({
    name,
    model: models[id]!,
    disputed: DISPUTED[name] ?? [],
    cells: { top1: notRun('needs ImageNet and the released weights') },
    notRun: 'needs ImageNet and the first release of the weights',
  })),
  deviations: [
    'Parameters are of the trained form, multiply-adds of the folded one, both rounded. B256 has 96.45 M parameters, and L256 117.64 M and 11.58 G multiply-adds, where 96.5, 117.7 and 11.5 were released.',
  ],
});
