/** RepMLPNet, table 4: what the local perceptron is worth, and what it costs. The paper trains on CIFAR-100. */
import { count } from '@refold/core/cost';
import type { Layer } from '@refold/core/layers';
import { CIFAR } from '@refold/core/zoo';
import {
  type Cell,
  type ClassificationSettings,
  classesOf,
  classification,
  compute,
  defineTable,
  exact,
  greater,
  notRun,
  onlyAt,
  ordered,
  score,
  trained,
} from '@refold/lab';
import { type RepMLPNetSpec, repmlpNet, repmlpNetSpecs } from 'repmlp';
import { adamW } from './recipes.ts';

interface NetSettings extends ClassificationSettings {
  readonly spec: RepMLPNetSpec;
}

/** Two stages on maps of 8×8 and 4×4. */
const small = (channels: number, sets: readonly number[]): RepMLPNetSpec => ({
  side: 32,
  patch: 4,
  depths: [2, 2],
  channels,
  sets,
});
const NETWORK = 'RepMLPNet of 2 and 2 units, 32 and 64 channels, 4 and 8 share-sets';

const SCALES = {
  smoke: {
    data: 'generated',
    images: 64,
    testImages: 128,
    epochs: 1,
    batchSize: 32,
    lr: 0.002,
    seeds: [0],
    spec: small(8, [2, 4]),
    network: 'RepMLPNet of 8 and 16 channels',
  },
  quick: {
    data: 'cifar10',
    images: 10_000,
    testImages: 5_000,
    epochs: 3,
    batchSize: 64,
    lr: 0.002,
    seeds: [0, 1, 2],
    spec: small(32, [4, 8]),
    network: NETWORK,
  },
  standard: {
    data: 'cifar10',
    epochs: 20,
    batchSize: 128,
    lr: 0.002,
    seeds: [0, 1, 2],
    spec: small(32, [4, 8]),
    network: NETWORK,
  },
} as const satisfies Record<string, NetSettings>;

const ROWS: Readonly<Record<string, readonly number[]>> = {
  'RepMLPNet none': [],
  'RepMLPNet 1x1': [1],
  'RepMLPNet 3x3': [3],
  'RepMLPNet 1x1+3x3': [1, 3],
};
const RESMLP = ['none', '1x1', '3x3', '1x1+3x3'].map(kernels => `ResMLP-12 ${kernels}`);

/** The paper's study network with these kernels. */
const studied = (kernels: readonly number[]): Layer =>
  repmlpNet(repmlpNetSpecs['repmlpnet-cifar'], { kernels, classes: 100 });
const costOf = (kernels: readonly number[]) => count(studied(kernels), CIFAR).total;
const added = (kernels: readonly number[], figure: 'params' | 'macs') => costOf(kernels)[figure] - costOf([])[figure];

const topOne = (kernels: readonly number[]): Cell<NetSettings> =>
  onlyAt<NetSettings>(
    ['quick', 'smoke', 'standard'],
    trained(
      settings =>
        classification(repmlpNet(settings.spec, { kernels, classes: classesOf(settings) }), settings, {
          optimizer: adamW(settings.lr),
          loss: { labelSmoothing: 0.1 },
        }),
      'top1',
    ),
    'needs CIFAR-100, and RandAugment and CutMix',
  );

const best = Object.keys(ROWS).toReversed();
const source = 'table 4 of RepMLPNet';

export default defineTable<NetSettings, 'top1' | 'macs' | 'params' | 'macs_added' | 'params_added'>({
  paper: 'repmlp',
  id: 'net-table-4',
  title: 'RepMLPNet: the local perceptron',
  printed: 'table4_repmlpnet-local-perceptron.csv',
  scales: SCALES,
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
        top1: topOne(kernels),
        ...(kernels.length === 0
          ? {
              macs: compute<NetSettings>(() => costOf(kernels).macs),
              params: compute<NetSettings>(() => costOf(kernels).params),
            }
          : {
              macs_added: compute<NetSettings>(() => added(kernels, 'macs')),
              params_added: compute<NetSettings>(() => added(kernels, 'params')),
            }),
      },
    })),
    ...RESMLP.map(name => ({ name, cells: { top1: notRun('ResMLP is not built') } })),
  ],
  claims: [
    ...ordered(best, 'top1', {
      sentence: 'Each convolution beside the shared matrices helps, and the larger one more.',
      source,
    }),
    greater(best[0]!, best.at(-1)!, 'top1', { sentence: 'Locality injected while it learns helps.', source }),
  ],
  deviations: [
    'The paper trains on CIFAR-100 for 100 epochs with RandAugment, mixup and CutMix. Here a smaller network learns CIFAR-10 for a few, by AdamW with label smoothing as in the paper; costs are those of its study network.',
    "The table's rows on ImageNet and those of ResMLP are left out: neither is built here.",
  ],
});
