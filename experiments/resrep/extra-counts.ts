/**
 * Not printed in the paper: costs of the networks as they are, with compactors, and as pruned.
 *   npx refold reproduce resrep --table extra-counts
 * Seconds at every scale: nothing is trained or timed.
 * Comes out: counts to the unit, which equal those of the authors' code and log.
 */
import { CIFAR, cifarResNet, resnetClassifier, resnetSpecs } from '@refold/core/zoo';
import { compute, costsOf, defineTable, exact } from '@refold/lab';
import {
  authorsElements,
  authorsMacs,
  compactorWeights,
  HOSTS,
  type Host,
  PUBLISHED_WIDTHS,
  type PublishedName,
  published,
  publishedReduction,
  savedAt,
  widthsOf,
} from 'resrep';

/** Headings, and names in the file of printed values. */
const COLUMNS = {
  macs: ['Multiply-adds', 'MACs'],
  macs_old: ['by the old counter', 'MACs (old stride-in-first-1x1 counter)'],
  macs_official: ['by the CIFAR counter', 'MACs (repository counter, 2x2 projections)'],
  macs_true: ['by the true counter', 'MACs (true, 1x1 projections)'],
  macs_pruned: ['pruned, by the CIFAR counter', 'MACs (repository counter)'],
  params: ['Parameters, trained', 'params (train)'],
  params_folded: ['Parameters, folded', 'params (deploy)'],
  reduction: ['Saved', 'FLOPs reduction', '%'],
  reduction_official: ['Saved, by the CIFAR counter', 'FLOPs reduction (repository counter)', '%'],
  kept_old: ['Kept, by the old counter', 'FLOPs kept, old counter', '%'],
  elements: ['Elements with compactors, counters and masks', 'elements incl. buffers and masks'],
  compactors: ['Compactor weights', 'compactor weights'],
  channels: ['Target channels', 'target channels'],
} as const;

const { 'resnet-50': r50, mobilenet, 'resnet-56': r56 } = HOSTS;
const r110: Host = { input: CIFAR, build: () => cifarResNet(110, { shortcut: 'projection' }) };
/** Its stages have their stride in the first 1×1. */
const oldR50: Host = { ...r50, build: () => resnetClassifier(resnetSpecs['resnet-50']) };

const pruned = (name: PublishedName): Host => ({ input: HOSTS[name].input, build: () => published(name) });
const macs = (host: Host): number => costsOf(host).trained.macs;
const macs_official = ({ build, input }: Host): number => authorsMacs(build(), input);
const params = (host: Host): number => costsOf(host).trained.params;
const params_folded = (host: Host): number => costsOf(host).folded.params;
const channels = (host: Host): number => widthsOf(host).reduce((sum, width) => sum + width, 0);
const half = (width: number): number => width / 2;

type Counts = { readonly [column in keyof typeof COLUMNS]?: (host: Host) => number };
const ROWS: Readonly<Record<string, readonly [Host, Counts]>> = {
  'ResNet-50 base': [r50, { macs, params, params_folded, macs_old: () => macs(oldR50) }],
  'ResNet-50 re-parameterized': [r50, { elements: authorsElements, compactors: compactorWeights, channels }],
  'ResNet-50 54.54% (log widths)': [
    pruned('resnet-50'),
    {
      macs,
      params_folded,
      reduction: () => publishedReduction('resnet-50'),
      kept_old: () => 1 - savedAt(oldR50, PUBLISHED_WIDTHS['resnet-50']),
    },
  ],
  'ResNet-50 targets halved': [r50, { reduction: host => savedAt(host, widthsOf(host).map(half)) }],
  'MobileNet base': [mobilenet, { macs, params }],
  'MobileNet 73.91% (figure widths)': [
    pruned('mobilenet'),
    { macs, params_folded, reduction: () => publishedReduction('mobilenet') },
  ],
  'ResNet-56 base': [r56, { macs_official, macs_true: macs, params }],
  'ResNet-56 re-parameterized': [r56, { compactors: compactorWeights, channels }],
  'ResNet-56 52.91% (figure widths)': [
    pruned('resnet-56'),
    {
      macs_pruned: macs_official,
      params_folded,
      reduction_official: () => publishedReduction('resnet-56', authorsMacs),
    },
  ],
  'ResNet-110 base': [r110, { macs_official, macs_true: macs, params }],
  'ResNet-110 re-parameterized': [r110, { channels }],
};

export default defineTable({
  title: 'Extra: costs to the unit',
  printed: 'tableC1_computed-counts.csv',
  scales: { smoke: {} },
  columns: Object.fromEntries(
    Object.entries<readonly [heading: string, printed: string, unit?: string]>(COLUMNS).map(
      ([column, [heading, printed, unit = '']]) => [column, exact({ heading, printed, unit })],
    ),
  ),
  rows: Object.entries(ROWS).map(([name, [host, counts]]) => ({
    name,
    cells: Object.fromEntries(Object.entries(counts).map(([column, value]) => [column, compute(() => value(host))])),
  })),
  deviations: [
    "The paper prints none of these: the values beside ours were counted on the authors' code, or are in their log.",
    "The authors' counter for CIFAR networks takes the 1×1 kernels of projections for 2×2; the true counter is ours.",
    'The elements of ResNet-50 with compactors are parameters, running statistics, a counter of batches for each norm, compactors and masks.',
  ],
});
