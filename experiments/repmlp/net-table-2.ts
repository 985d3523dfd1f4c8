/**
 * RepMLPNet, table 2: costs and speed of the variants, beside ResNet-50.
 *   npx refold reproduce repmlp --table net-table-2
 * Trains nothing: the recipe needs ImageNet. From quick on, timing seven networks at their own size dominates.
 * Comes out: multiply-adds and parameters that equal the paper's but for what the deviations dispute, and speeds relative to ResNet-50.
 */
import { models as shared } from '@refold/core/zoo';
import {
  aboveSmoke,
  compute,
  costsOf,
  defineTable,
  exact,
  type Model,
  notRun,
  ratio,
  score,
  timedAt,
  timingOf,
} from '@refold/lab';
import { models as own } from 'repmlp';
import { NETS } from './net-table-1.ts';

const REFERENCE = 'ResNet-50';
/** Columns whose printed value contradicts the rule that gives all others. */
const DISPUTED: Readonly<Record<string, 'macs' | 'params'>> = {
  'ResNet-101': 'macs',
  'RepMLPNet-B256': 'params',
  'RepMLPNet-L256': 'params',
};

/** Networks of others that the paper trains itself: their multiply-adds are rounded, their parameters truncated and without norms. */
const CITED: Readonly<Record<string, string>> = {
  [REFERENCE]: 'resnet-50-v1.5',
  'ResNet-101': 'resnet-101-v1.5',
  'ResNeXt-50': 'resnext-50',
  'ResNeXt-101': 'resnext-101',
};
/** Others that it trains itself, which are not built here. */
const NOT_BUILT = [
  ...['RegNetX-3.2GF', 'RegNetX-6.4GF', 'ResMLP-S12 (our impl)'],
  ...['MLP-Mixer-B/16 (our impl) @224', 'MLP-Mixer-B/16 (our impl) @256'],
];
const notBuilt = 'not built here';

const citedCosts = (model: Model) => {
  const { params, macs } = costsOf(model).folded;
  return { macs: compute(() => 1e8 * Math.round(macs / 1e8)), params: compute(() => 1e5 * Math.trunc(params / 1e5)) };
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
  rows: [
    ...Object.entries({ ...CITED, ...NETS }).map(([name, id]) => {
      const model = { ...shared, ...own }[id]!;
      const [isCited, disputed] = [name in CITED, DISPUTED[name]];
      return {
        name,
        model,
        train: notRun(`needs ImageNet, and ${isCited ? 'SGD with RandAugment' : 'AdamW with RandAugment and CutMix'}`),
        bench: isCited && name !== REFERENCE ? notRun('counted only') : aboveSmoke(timingOf(model)),
        disputed: disputed ? [disputed] : [],
        cells: isCited ? citedCosts(model) : {},
      };
    }),
    ...NOT_BUILT.map(name => ({ name, notRun: notBuilt })),
    // Its accuracy is quoted, its speed the paper's own.
    { name: 'ResMLP-S24 + DeiT-train', quoted: true, cells: { speed: notRun(notBuilt) } },
  ],
  quotedRows: true,
  deviations: [
    'Parameters are of the trained form, multiply-adds of the folded one, as the paper counts. Parameters are rounded, multiply-adds truncated. B256 has 96.45 M and L256 117.64 M, where the paper prints 96.5 and 117.7.',
    'Of ResNets and ResNeXts the paper prints parameters without norms, truncated, and multiply-adds rounded. Those of ResNet-101 are 7.80 G, where 8.1 is printed.',
    'Speeds are of folded networks in one run on this machine, with random parameters; below --scale paper of one image or four, where the paper has 128.',
  ],
});
