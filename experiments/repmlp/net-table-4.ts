/** RepMLPNet, table 4: what the local perceptron costs; its accuracies are of CIFAR-100. */
import { count } from '@refold/core/cost';
import { CIFAR } from '@refold/core/zoo';
import { compute, defineTable, exact, notRun, type Settings, score } from '@refold/lab';
import { repmlpNet, repmlpNetSpecs } from 'repmlp';

const ROWS: Readonly<Record<string, readonly number[]>> = {
  'RepMLPNet none': [],
  'RepMLPNet 1x1': [1],
  'RepMLPNet 3x3': [3],
  'RepMLPNet 1x1+3x3': [1, 3],
};
const RESMLP = ['none', '1x1', '3x3', '1x1+3x3'].map(kernels => `ResMLP-12 ${kernels}`);

const costOf = (kernels: readonly number[]) =>
  count(repmlpNet(repmlpNetSpecs['repmlpnet-cifar'], { kernels, classes: 100 }), CIFAR).total;
const added = (kernels: readonly number[], figure: 'params' | 'macs') => costOf(kernels)[figure] - costOf([])[figure];

export default defineTable<Settings, 'top1' | 'macs' | 'params' | 'macs_added' | 'params_added'>({
  paper: 'repmlp',
  id: 'net-table-4',
  title: 'RepMLPNet: the local perceptron on CIFAR-100',
  printed: 'table4_repmlpnet-local-perceptron.csv',
  scales: { smoke: {} },
  columns: {
    top1: score({ heading: 'Top-1', printed: 'Top-1 acc' }),
    macs: exact({ heading: 'Multiply-adds', printed: 'FLOPs', unit: 'M', rounding: 'truncate' }),
    params: exact({ heading: 'Parameters', printed: 'Params', unit: 'M', rounding: 'truncate' }),
    macs_added: exact({ heading: 'Multiply-adds beside', printed: 'FLOPs added', unit: 'K', rounding: 'truncate' }),
    params_added: exact({ heading: 'Parameters beside', printed: 'Params added' }),
  },
  rows: [
    ...Object.entries(ROWS).map(([name, kernels]) => ({
      name,
      cells: {
        top1: notRun('needs CIFAR-100, and AdamW with RandAugment and CutMix'),
        ...(kernels.length === 0
          ? {
              macs: compute<Settings>(() => costOf(kernels).macs),
              params: compute<Settings>(() => costOf(kernels).params),
            }
          : {
              macs_added: compute<Settings>(() => added(kernels, 'macs')),
              params_added: compute<Settings>(() => added(kernels, 'params')),
            }),
      },
    })),
    ...RESMLP.map(name => ({ name, cells: { top1: notRun('ResMLP is not built') } })),
  ],
  deviations: ["The table's rows on ImageNet and those of ResMLP are left out: neither is built here."],
});
