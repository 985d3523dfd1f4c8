/**
 * Table 2: ImageNet.
 *   npx refold reproduce aofp --table table-2
 * Trains nothing, at any scale: its accuracies need ImageNet. Takes seconds.
 * Comes out: the multiply-adds of the networks whose widths are known.
 */
import { count } from '@refold/core/cost';
import { compute, defineTable, exact, type Model, score } from '@refold/lab';
import { HOSTS, RESNET_WIDTHS, withWidths } from 'aofp';

const macsOf = ({ build, input }: Model): number => count(build(), input).total.macs;
const resnet = HOSTS['resnet-152'];
const bases: Readonly<Record<string, Model>> = {
  'ResNet-50 base': HOSTS['resnet-50'],
  'ResNet-101 base': HOSTS['resnet-101'],
  'ResNet-152 base': resnet,
};
const UNKNOWN = [
  'AlexNet base',
  'AlexNet AOFP-B1',
  'AlexNet AOFP-B2',
  'ResNet-50 AOFP-C1',
  'ResNet-50 AOFP-C2',
  'ResNet-101 AOFP-D1',
  'ResNet-101 AOFP-D2',
];
const notRun = 'needs ImageNet and weeks of a GPU';

export default defineTable({
  title: 'AlexNet and ResNets on ImageNet',
  printed: 'table2_imagenet.csv',
  scales: {},
  columns: {
    top1: score({ heading: 'Top-1', printed: 'top-1' }),
    top5: score({ heading: 'Top-5', printed: 'top-5' }),
    drop: score({ heading: 'Top-1 drop', printed: 'top-1 drop', better: 'lower' }),
    macs: exact({ heading: 'Multiply-adds', printed: 'FLOPs', unit: 'G', rounding: 'truncate' }),
    saved: exact({ heading: 'Saved', printed: 'FLOPs reduction', unit: '%', rounding: 'truncate' }),
  },
  rows: [
    ...Object.entries(bases).map(([name, model]) => ({ name, cells: { macs: compute(() => macsOf(model)) }, notRun })),
    ...Object.entries(RESNET_WIDTHS).map(([name, widths]) => {
      const macs = () => count(withWidths(resnet, widths), resnet.input).total.macs;
      return {
        name: `ResNet-152 AOFP-${name}`,
        cells: { macs: compute(macs), saved: compute(() => 1 - macs() / macsOf(resnet)) },
        notRun,
      };
    }),
    ...UNKNOWN.map(name => ({
      name,
      without: ['macs'] as const,
      notRun: 'needs ImageNet; its widths are not published',
    })),
  ],
  quotedRows: true,
  deviations: [
    'Not trained: ImageNet is not here. The stride of a block is in its first 1×1, as the printed multiply-adds have it. Widths of ResNet-152 are read from figure 4.',
  ],
});
