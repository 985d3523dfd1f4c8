/**
 * RepMLPNet, table 2: costs and speed of the variants, beside ResNet-50.
 *   npx refold reproduce repmlp --table net-table-2
 * Trains nothing: the recipe needs ImageNet. From quick on, timing seven networks at their own size dominates.
 * Comes out: multiply-adds and parameters that equal the paper's but for what the deviations dispute, and speeds relative to ResNet-50.
 */
import { models as shared } from '@refold/core/zoo';
import { aboveSmoke, compute, costsOf, defineTable, exact, notRun, ratio, score, timedAt, timingOf } from '@refold/lab';
import { models as own } from 'repmlp';
import { NETS } from './net-table-1.ts';

const REFERENCE = 'ResNet-50';
/** Columns whose printed value contradicts the rule that gives all others. */
const DISPUTED: Readonly<Record<string, 'macs' | 'params'>> = {
  [REFERENCE]: 'macs',
  'RepMLPNet-B256': 'params',
  'RepMLPNet-L256': 'params',
};

export default defineTable({
  title: 'RepMLPNet: comparison on ImageNet',
  printed: 'table2_repmlpnet-imagenet.csv',
  scales: { smoke: timedAt(1, 1), quick: timedAt(1, 3), standard: timedAt(4, 5), paper: timedAt(128, 20) },
  columns: {
    top1: score({ heading: 'Top-1', printed: 'Top-1 acc', metric: 'top1' }),
    macs: exact({ heading: 'Multiply-adds', printed: 'FLOPs', unit: 'G', rounding: 'truncate', of: 'folded.macs' }),
    params: exact({ heading: 'Parameters', printed: 'Params', unit: 'M', of: 'trained.params' }),
    speed: ratio({ heading: 'Speed, folded', printed: 'Throughput', to: REFERENCE, fold: true }),
  },
  rows: Object.entries({ [REFERENCE]: 'resnet-50-v1.5', ...NETS }).map(([name, id]) => {
    const model = { ...shared, ...own }[id]!;
    const disputed = DISPUTED[name];
    return {
      name,
      model,
      train: notRun('needs ImageNet, and AdamW with RandAugment and CutMix'),
      bench: aboveSmoke(timingOf(model)),
      disputed: disputed ? [disputed] : [],
      // The paper counts ResNet-50 as others do: without norms.
      cells: name === REFERENCE ? { params: compute(() => costsOf(model).folded.params) } : {},
    };
  }),
  deviations: [
    'Parameters are of the trained form, multiply-adds of the folded one, as the paper counts. Parameters are rounded, multiply-adds truncated. B256 has 96.45 M and L256 117.64 M, where the paper prints 96.5 and 117.7.',
    'ResNet-50 has 4.089 G multiply-adds: its printed 4.1 is rounded, where other rows are truncated.',
    'Speeds are of folded networks in one run on this machine, with random parameters; below --scale paper of one image or four, where the paper has 128.',
  ],
});
