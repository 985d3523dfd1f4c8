/** The LeNets on MNIST, by scale. */
import { mnist } from '@refold/core/data';
import type { Layer } from '@refold/core/layers';
import { leNet5, leNet300, MNIST } from '@refold/core/zoo';
import type { NetSettings, Phase } from './runs.ts';

const PLAIN: Phase = { epochs: 1, at: [0.6, 0.85], lr: 0.03, momentum: 0.9, weightDecay: 5e-4, batchSize: 64 };
const SPARSE: Phase = { ...PLAIN, epochs: 36, at: [30, 33], momentum: 0.99, batchSize: 256, warmUp: 2 };
const QUICK_SPARSE: Phase = { ...SPARSE, lr: 1.2e-2, weightDecay: 2e-3, warmUp: 0.2 };

/** At paper base networks and tickets are by the authors' code, GSM by the paper. */
function leNet(network: string, build: () => Layer, paperSeeds: readonly number[], quick: Partial<NetSettings>) {
  const standard: NetSettings = {
    network,
    net: { input: MNIST, build },
    data: 'mnist',
    augment: { normalize: mnist.normalization },
    base: { ...PLAIN, epochs: 10, at: [6, 8], batchSize: 256, warmUp: 0.5 },
    sparse: SPARSE,
    sensitivityOn: 10_000,
    seeds: [0, 1, 2, 3, 4],
  };
  const smoke: NetSettings = {
    ...standard,
    data: 'generated',
    images: 100,
    testImages: 50,
    base: { ...PLAIN, at: [], batchSize: 50 },
    sparse: { ...SPARSE, epochs: 2, at: [1], lr: 1e-2, weightDecay: 1e-3, batchSize: 50, warmUp: 0 },
    sensitivityOn: 10,
    seeds: [0],
  };
  const paper: NetSettings = {
    ...standard,
    base: { ...standard.base, epochs: 200, at: [40, 80, 120, 160], warmUp: 5 },
    sparse: { ...SPARSE, epochs: 240, at: [160, 200], warmUp: 5 },
    comparable: true,
    seeds: paperSeeds,
  };
  return { smoke, quick: { ...standard, sensitivityOn: 1_000, ...quick }, standard, paper };
}

/** By the name in the paper's tables. LeNet-5 costs ten times as much per step. */
export const LENETS = {
  'LeNet-300': leNet('LeNet-300-100', leNet300, [0, 1, 2], {
    base: { ...PLAIN, epochs: 3, at: [2, 2.5] },
    sparse: { ...QUICK_SPARSE, epochs: 9, at: [6, 8], batchSize: 128 },
  }),
  'LeNet-5': leNet('LeNet-5', leNet5, [0], {
    base: PLAIN,
    sparse: { ...QUICK_SPARSE, epochs: 3, at: [2.2, 2.6], batchSize: 64 },
    seeds: [0, 1, 2],
  }),
};

/** The rows by GSM of table 1, which table 4 names without the method: networks, and the share of their weights that stays. */
export const PRUNED = [
  { name: 'LeNet-300 GSM', net: 'LeNet-300', keep: 1 / 60 },
  { name: 'LeNet-5 GSM 125x', net: 'LeNet-5', keep: 0.008 },
  { name: 'LeNet-5 GSM 300x', net: 'LeNet-5', keep: 1 / 300 },
] as const;

export const DEVIATIONS = [
  'Below --scale paper the schedule of GSM is short: passive weights shrink by e^-10 or more at standard, with the paper’s own rate, momentum and decay. At quick the rate is lower and the decay stronger, and base networks and tickets are trained for three epochs (LeNet-300-100) or one (LeNet-5).',
  'A learning rate warms up linearly, kernels are initialised by Glorot’s uniform rule and biases at zero, and the base networks have their schedule, as in the authors’ PyTorch code, which differs from the paper in what it says of GSM itself; biases have no rate of their own.',
  'Accuracy is that of the last evaluation, where the paper has the mean of the last ten.',
];
