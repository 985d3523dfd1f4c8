/** ResNets and DenseNet-40 on CIFAR-10, by scale. */
import { cifar10, imagenet } from '@refold/core/data';
import { CIFAR, cifarDenseNet, cifarResNet } from '@refold/core/zoo';
import { onlyAt, type Scale } from '@refold/lab';
import type { NetSettings, Phase } from './runs.ts';

const resNet = (...of: Parameters<typeof cifarResNet>) => ({ input: CIFAR, build: () => cifarResNet(...of) });
const RESNET20 = { network: 'ResNet-20', net: { ...resNet(20), weights: 'resnet-20-cifar10' } };
const DENSENET40 = { network: 'DenseNet-40', net: { input: CIFAR, build: () => cifarDenseNet(40) } };
const BASE: Phase = { epochs: 20, at: [10, 15], lr: 0.1, momentum: 0.9, weightDecay: 1e-4, batchSize: 64, warmUp: 1 };

const STANDARD: NetSettings = {
  network: 'ResNet-56',
  net: { ...resNet(56), weights: 'resnet-56-cifar10' },
  data: 'cifar10',
  // The normalization of the published weights.
  augment: { ...cifar10.augmentation, normalize: imagenet.normalization },
  base: BASE,
  sparse: { epochs: 18, at: [12, 15], lr: 1e-2, momentum: 0.98, weightDecay: 2e-3, batchSize: 64, warmUp: 0.5 },
  sensitivityOn: 1_000,
  seeds: [0],
};

const SMOKE: NetSettings = {
  ...STANDARD,
  network: 'ResNet-8',
  net: resNet(8),
  data: 'generated',
  images: 32,
  testImages: 20,
  base: { ...BASE, epochs: 1, at: [], batchSize: 16, warmUp: 0 },
  sparse: { ...STANDARD.sparse, epochs: 2, at: [1], batchSize: 16, warmUp: 0 },
  sensitivityOn: 5,
};

const QUICK: NetSettings = {
  ...STANDARD,
  ...RESNET20,
  images: 6_000,
  testImages: 2_000,
  base: { ...BASE, epochs: 5, at: [3, 4], onAllImages: true },
  sparse: { epochs: 3, at: [2, 2.6], lr: 1e-3, momentum: 0.99, weightDecay: 2.5e-2, batchSize: 16, warmUp: 0.1 },
  sensitivityOn: 200,
  seeds: [0, 1, 2],
};

/** GSM by the paper, base networks by the authors' code. */
const PAPER: NetSettings = {
  ...STANDARD,
  net: resNet(56, { shortcut: 'projection' }),
  base: { ...BASE, epochs: 500, at: [100, 200, 300, 400], warmUp: 5 },
  sparse: { epochs: 600, at: [400, 500], lr: 5e-3, momentum: 0.98, weightDecay: 1e-4, batchSize: 64, warmUp: 5 },
  sensitivityOn: 10_000,
  comparable: true,
};

/** What stands for ResNet-56 in table 2. */
export const RESNETS = { smoke: SMOKE, quick: QUICK, standard: STANDARD, paper: PAPER };

export const DENSENETS = {
  smoke: { ...SMOKE, ...DENSENET40 },
  quick: { ...QUICK, ...DENSENET40 },
  /** An image costs more than five times as much as with ResNet-56: passive weights shrink as far (e^-11) in a sixth of the epochs. */
  standard: {
    ...STANDARD,
    ...DENSENET40,
    base: { ...BASE, epochs: 6, at: [4, 5.2], warmUp: 0.5 },
    sparse: { ...STANDARD.sparse, epochs: 3, at: [2.1, 2.6], weightDecay: 9e-3, warmUp: 0.1 },
  },
  paper: { ...PAPER, ...DENSENET40 },
};
export const DENSENET_SCALES: readonly [Scale, ...Scale[]] = ['standard', 'paper'];
/** `train` at the scales at which DenseNet-40 is trained. */
export const onDenseNet = <T>(train: T) => onlyAt(DENSENET_SCALES, train, 'takes hours');

/** ResNets with three seeds, for figures: a smaller one at standard, for sixteen runs, with two thirds of the epochs and one and a half times the decay. */
export const STUDIED = {
  ...RESNETS,
  standard: {
    ...STANDARD,
    ...RESNET20,
    sparse: { ...STANDARD.sparse, epochs: 12, at: [8, 10], weightDecay: 3e-3 },
    seeds: [0, 1, 2],
  },
};

export const DEVIATIONS: readonly string[] = [
  'Below --scale paper the schedule is short, and weight decay is as much stronger: passive weights shrink by e^-10 at standard, at a cost in accuracy. At quick ResNet-20 stands for ResNet-56, on a part of CIFAR-10, with batches of 16: a thousand steps, in which the weights neither shrink far enough nor settle. At standard ResNet-56 has 18 epochs of GSM, ResNet-20 12, DenseNet-40 3 after 6 of plain training.',
  'Below --scale paper ResNets are those of a public repository (github.com/akamaster/pytorch_resnet_cifar10), with shortcuts that pad zeros and their own normalisation of images; where they can’t be had, and for DenseNet-40, the base network is a training of our own.',
  'Accuracy is that of the last evaluation, where the paper has the mean of the last ten.',
];
