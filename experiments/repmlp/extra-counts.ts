/**
 * Not printed in the papers: costs of blocks and networks to the unit.
 *   npx refold reproduce repmlp --table extra-counts
 * Seconds at every scale: nothing is trained or timed.
 * Comes out: counts that equal those of the authors' code.
 */
import { type Block, makeSite } from '@refold/core/layers';
import { CIFAR, models as shared } from '@refold/core/zoo';
import { type Costs, compute, costsOf, defineTable, exact, type Model } from '@refold/lab';
import { mixers, models as own, repmlpBlock, repmlpNet, repmlpNetSpecs } from 'repmlp';
import { NETS } from './net-table-1.ts';
import { asPrinted, type MixerName } from './pure-mlps.ts';

/** Headings, names in the file of printed values, and counts. The authors' code has other names for the same counts of other networks. */
const COLUMNS = {
  trained_params: ['Parameters, trained', 'params (train)', ({ trained }) => trained.params],
  trainable_params: ['Parameters, trained', 'params (train trainable)', ({ trained }) => trained.params],
  stored_params: [
    'with running statistics',
    'params (train incl. running stats)',
    ({ trained }) => trained.params + trained.statistics,
  ],
  folded_params: ['Parameters, folded', 'params (deploy)', ({ folded }) => folded.params],
  trained_macs: ['Multiply-adds, trained', 'MACs (train)', ({ trained }) => trained.macs],
  trainable_macs: ['Multiply-adds, trained', 'MACs (train trainable)', ({ trained }) => trained.macs],
  stored_macs: ['Multiply-adds, trained', 'MACs (train incl. running stats)', ({ trained }) => trained.macs],
  folded_macs: ['Multiply-adds, folded', 'MACs (deploy)', ({ folded }) => folded.macs],
} as const satisfies Record<string, readonly [heading: string, printed: string, of: (costs: Costs) => number]>;
type Column = keyof typeof COLUMNS;

const blockAt = (block: Block, channels: number, side: number): Model => ({
  input: [side, side, channels],
  build: () => block(makeSite(channels, channels, 3, { map: [side, side] })),
});
const pure = (name: MixerName): Model => ({ input: CIFAR, build: () => asPrinted(name) });
const named = (name: string, side?: number): Model => {
  const model = { ...shared, ...own }[name]!;
  return side === undefined ? model : { ...model, input: [side, side, 3] };
};
const studied = (kernels: readonly number[]): Model => ({
  input: CIFAR,
  build: () => repmlpNet(repmlpNetSpecs['repmlpnet-cifar'], { kernels, classes: 100 }),
});

const FOLDED: readonly Column[] = ['folded_params', 'folded_macs'];
const BLOCK: readonly Column[] = ['trained_params', 'trained_macs', ...FOLDED];
const BOTH: readonly Column[] = ['trainable_params', 'trainable_macs', ...FOLDED];
const NET: readonly Column[] = ['trainable_params', 'stored_params', 'trained_macs', 'folded_macs'];
const STUDIED: readonly Column[] = ['trainable_params', 'trained_macs'];

/** Rows, and which of their counts the file has. */
const ROWS: Readonly<Record<string, readonly [model: Model, columns: readonly Column[]]>> = {
  'RepMLP block C=O=8 H=W=14 h=w=7 g=4 K=1,3,5': [
    blockAt(repmlpBlock({ partition: [7, 7], groups: 4, kernels: [1, 3, 5] }), 8, 14),
    BLOCK,
  ],
  'pure-MLP RepMLP stage1': [blockAt(mixers().repmlp, 16, 32), BLOCK],
  'pure-MLP RepMLP stage2': [blockAt(mixers().repmlp, 32, 16), BLOCK],
  'pure-MLP RepMLP stage3': [blockAt(mixers().repmlp, 64, 8), BLOCK],
  'Pure MLP': [pure('repmlp'), [...BOTH, 'stored_params', 'stored_macs']],
  'C) w/o Global': [pure('without-global'), FOLDED],
  'D) FC3 as conv9 (g=2)': [pure('fc3-as-conv'), FOLDED],
  'E) RepMLP as conv9 (g=2)': [pure('repmlp-as-conv'), FOLDED],
  'Wide ConvNet': [pure('conv'), FOLDED],
  'ResNet-50 @224': [named('resnet-50-v1.5'), FOLDED],
  'ResNet-101 @224': [named('resnet-101-v1.5'), FOLDED],
  'ResNet-50 @320': [named('resnet-50-v1.5', 320), FOLDED],
  'ResNet-101 @320': [named('resnet-101-v1.5', 320), FOLDED],
  'RepMLP-Res50 c4 r=4 g=8': [named('repmlp-resnet-50-c4-r4-g8'), FOLDED],
  'RepMLP-Res50 c4 r=4 g=2': [named('repmlp-resnet-50-c4-r4-g2'), FOLDED],
  'RepMLP-Res50 c4 r=8 g=8': [named('repmlp-resnet-50-c4-r8-g8'), FOLDED],
  'RepMLP-Res50 c4 r=2 g=8': [named('repmlp-resnet-50-c4-r2-g8'), FOLDED],
  'RepMLP-Res50 c2+c3+c4+c5 g=8': [named('repmlp-resnet-50-c2-c5'), FOLDED],
  'RepMLP-Res50 c2+c3+c4 g=8': [named('repmlp-resnet-50-c2-c4'), FOLDED],
  'RepMLP-Res50 c3+c4+c5 g=8': [named('repmlp-resnet-50-c3-c5'), FOLDED],
  'RepMLP-Res50 c3+c4 g=8': [named('repmlp-resnet-50'), BOTH],
  'RepMLP-Res50 c3 g=8': [named('repmlp-resnet-50-c3'), FOLDED],
  'RepMLP-Res50-g8/16 @320': [named('repmlp-resnet-50-320-g8-16'), FOLDED],
  'RepMLP-Res50-g8/8 @320': [named('repmlp-resnet-50-320-g8-8'), FOLDED],
  'RepMLP-Res50-g4/8 @320': [named('repmlp-resnet-50-320-g4-8'), FOLDED],
  'RepMLP-Res50 Light g=8': [named('repmlp-resnet-50-light'), FOLDED],
  'RepMLP-Res50 Light g=4': [named('repmlp-resnet-50-light-g4'), BOTH],
  ...Object.fromEntries(Object.entries(NETS).map(([name, id]) => [name, [named(id), NET]])),
  'RepMLPNet CIFAR-100 K=none': [studied([]), STUDIED],
  'RepMLPNet CIFAR-100 K=1': [studied([1]), STUDIED],
  'RepMLPNet CIFAR-100 K=3': [studied([3]), STUDIED],
  'RepMLPNet CIFAR-100 K=1,3': [studied([1, 3]), STUDIED],
};

export default defineTable({
  title: 'Extra: costs to the unit',
  printed: 'tableC1_computed-counts.csv',
  scales: { smoke: {} },
  columns: Object.fromEntries(
    Object.entries(COLUMNS).map(([column, [heading, printed]]) => [column, exact({ heading, printed })]),
  ),
  rows: Object.entries(ROWS).map(([name, [model, columns]]) => ({
    name,
    cells: Object.fromEntries(columns.map(column => [column, compute(() => COLUMNS[column][2](costsOf(model)))])),
  })),
  deviations: ["The papers print none of these: the values beside ours were counted on the authors' code."],
});
