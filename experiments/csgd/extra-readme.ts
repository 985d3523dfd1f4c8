/**
 * Not in the paper: the ResNet-50 of torchvision, as the authors' README prints it.
 *   npx refold reproduce csgd --table extra-readme
 * Trains nothing, at any scale: its accuracies need ImageNet. Takes seconds.
 * Comes out: multiply-adds, before and after.
 */
import { count } from '@refold/core/cost';
import { compute, defineTable, exact, score } from '@refold/lab';
import { HOSTS, internals, trimmedLayer, type Widths } from 'csgd';

const macs = (host: 'resnet-50' | 'resnet-50-v1.5', widths: Widths): number =>
  count(trimmedLayer(HOSTS[host], widths), HOSTS[host].input).total.macs;
const WHOLE: Widths = { keep: 1 };
const notRun = 'needs ImageNet and weeks of a GPU';

export default defineTable({
  title: "Extra: ResNet-50 in the authors' README",
  printed: 'tableR1_readme-resnet50-torchvision.csv',
  scales: { smoke: {} },
  columns: {
    macs: exact({ heading: 'Multiply-adds', printed: 'FLOPs', unit: 'G' }),
    saved: exact({ heading: 'Saved', printed: 'FLOPs reduction', unit: '%' }),
    top1: score({ heading: 'Top-1', printed: 'top-1' }),
  },
  rows: [
    { name: 'torchvision ResNet-50', cells: { macs: compute(() => macs('resnet-50-v1.5', WHOLE)) }, notRun },
    ...[70, 60, 50].map(share => ({
      name: `internals ${share}%`,
      cells: {
        saved: compute(() => 1 - macs('resnet-50', internals(share / 100, 'ceil')) / macs('resnet-50', WHOLE)),
      },
      notRun,
    })),
  ],
  deviations: [
    'The whole network has its strides in the 3×3, as torchvision’s; the printed shares are those of strides in the first 1×1: by the other count half of the inner layers save 55 %.',
  ],
});
