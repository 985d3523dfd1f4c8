/** What the trained tables run with, by scale: networks, schedules, and how strongly filters are pulled together. */
import { CIFAR, cifarDenseNet, cifarResNet, cifarVgg, plainNet, plainSpecs } from '@refold/core/zoo';
import type { ClassificationSettings, Model, Phase, Scale } from '@refold/lab';
import { growths, HOSTS, type Widths } from 'csgd';

/** A network, how it is pruned, and the schedule. */
export interface PruneSettings extends ClassificationSettings, Phase {
  readonly network: string;
  /** Before it is pruned; `weights` names published ones that stand for its base run, where they can be had. */
  readonly net: Model & { readonly weights?: string };
  /** Training of the network that is pruned, on all images, or on the first `images`. */
  readonly base: Phase & { readonly images?: number };
  /** What is left of each group of channels. */
  readonly left: Widths;
  /** ε, of filters; that of norms and biases is as large below --scale paper. */
  readonly strength: number;
  readonly vectorStrength: number;
  /** λ of the group lasso that C-SGD is compared with. */
  readonly lambda: number;
}

type Scales = Readonly<Record<Scale, PruneSettings>>;

const resNet = (depth: number): Model => ({ input: CIFAR, build: () => cifarResNet(depth) });
const published = (depth: number) => ({
  network: `ResNet-${depth}`,
  net: { ...resNet(depth), weights: `resnet-${depth}-cifar10` },
});
const denseNet = (depth: number) => ({
  network: `DenseNet-${depth}`,
  net: { input: CIFAR, build: () => cifarDenseNet(depth, { transitionRelu: true }) },
});

/** Differences within clusters shrink by about e^−13 before the first drop of the rate: ε is fitted to the schedule. */
const pulled = (strength: number) => ({ strength, vectorStrength: strength });

/** Five eighths of every layer, as in table 1. */
const FIVE_EIGHTHS: Widths = { keep: 5 / 8 };

const PAPER: PruneSettings = {
  data: 'cifar10',
  network: 'ResNet-56',
  net: HOSTS['resnet-56'],
  base: { epochs: 600, lr: 0.05, at: [200, 400] },
  epochs: 600,
  lr: 3e-2,
  at: [200, 400],
  batchSize: 64,
  left: FIVE_EIGHTHS,
  strength: 3e-3,
  vectorStrength: 3e-4,
  lambda: 1e-4,
  seeds: [0, 1],
  comparable: true,
};

const SMOKE: PruneSettings = {
  ...PAPER,
  comparable: false,
  data: 'generated',
  network: 'ResNet-8',
  net: resNet(8),
  images: 64,
  testImages: 64,
  base: { epochs: 1, lr: 0.05, at: [] },
  epochs: 2,
  lr: 0.02,
  at: [1],
  batchSize: 16,
  ...pulled(5),
  lambda: 0.1,
  seeds: [0],
};

const QUICK: PruneSettings = {
  ...SMOKE,
  data: 'cifar10',
  ...published(20),
  images: 10_000,
  testImages: 5_000,
  base: { epochs: 6, lr: 0.1, at: [4, 5] },
  epochs: 4,
  lr: 0.02,
  at: [2.4, 3.4],
  batchSize: 32,
  ...pulled(0.09),
  lambda: 5e-3,
  seeds: [0, 1, 2],
};

const STANDARD: PruneSettings = {
  ...QUICK,
  ...published(56),
  base: { epochs: 30, lr: 0.1, at: [15, 22] },
  epochs: 10,
  lr: 0.03,
  at: [6, 8.5],
  batchSize: 64,
  ...pulled(0.01),
  lambda: 1e-3,
};
const { images: _, testImages: __, ...WHOLE } = STANDARD;

/** ResNets to five eighths: tables 1 and figure 4. */
export const RESNETS: Scales = { smoke: SMOKE, quick: QUICK, standard: WHOLE, paper: PAPER };

/** DenseNets, whose layers go from 12 filters to 3, or what a row says: figure 5. */
export const DENSENETS: Scales = {
  smoke: { ...SMOKE, ...denseNet(10), left: growths([3, 3, 3], 'kept', 2) },
  quick: {
    ...QUICK,
    ...denseNet(13),
    left: growths([3, 3, 3], 'kept', 3),
    images: 6_000,
    base: { epochs: 5, lr: 0.1, at: [3, 4.2], images: 20_000 },
    ...pulled(0.15),
  },
  standard: {
    ...WHOLE,
    ...denseNet(40),
    left: growths([3, 3, 3], 'kept'),
    base: { epochs: 6, lr: 0.1, at: [4, 5.2] },
    epochs: 3,
    at: [1.8, 2.6],
    ...pulled(0.033),
    seeds: [0],
  },
  paper: {
    ...PAPER,
    ...denseNet(40),
    left: growths([3, 3, 3], 'kept'),
    base: { epochs: 600, lr: 0.1, at: [200, 400, 500] },
    lr: 3e-3,
    at: [200, 400, 500],
    seeds: [0, 1, 2],
  },
};
export const DENSENET_SCALES: readonly [Scale, ...Scale[]] = ['standard', 'paper'];

const plain = (name: keyof typeof plainSpecs) => ({
  network: name,
  net: { input: CIFAR, build: () => plainNet(plainSpecs[name]) },
});

/** Networks that are trained wide from random parameters, and become narrow: table 3. The paper doesn't print its schedules. */
export const REDUNDANT = {
  densenet: {
    smoke: { ...SMOKE, ...denseNet(10) },
    quick: { ...QUICK, ...denseNet(13), lr: 0.05, ...pulled(0.036) },
    standard: { ...WHOLE, ...denseNet(22), epochs: 8, at: [4.8, 6.8], lr: 0.1, ...pulled(3.7e-3) },
    paper: { ...PAPER, ...denseNet(40), comparable: false },
  },
  vgg: {
    smoke: { ...SMOKE, ...plain('plain-cifar-tiny') },
    quick: { ...QUICK, ...plain('plain-cifar-small'), lr: 0.05, ...pulled(0.036) },
    standard: { ...WHOLE, ...plain('plain-cifar'), lr: 0.1, ...pulled(2.9e-3) },
    paper: { ...PAPER, network: 'VGG', net: { input: CIFAR, build: () => cifarVgg() }, comparable: false },
  },
} satisfies Record<string, Scales>;

/** Layers in a block of the DenseNets of `REDUNDANT`, by the network's name. */
export const LAYERS_OF: Readonly<Record<string, number>> = {
  'DenseNet-10': 2,
  'DenseNet-13': 3,
  'DenseNet-22': 6,
  'DenseNet-40': 12,
};

export const DEVIATIONS: readonly string[] = [
  'Below --scale paper the schedule is short, and ε is fitted to it: differences within a cluster shrink by about e^−13 before the rate first drops, those of norms and biases as fast as those of filters, where the authors’ code pulls them a tenth as much over 600 epochs.',
  'The base ResNets are those of a public repository (github.com/akamaster/pytorch_resnet_cifar10), with shortcuts that pad zeros and its own normalisation of images; where they can’t be had, and for DenseNets, they are trained here first. At --scale paper shortcuts are projections, as in the paper.',
  'The rate drops at set epochs, where the paper drops it when the loss stops decreasing.',
];
