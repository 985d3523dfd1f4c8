/** The trainings on CIFAR-10: by GSM from published weights or, where there are none, from a base network of our own. */
import { dataFolder, imagenet } from '@refold/core/data';
import type { Layer } from '@refold/core/layers';
import type { InitialSpec } from '@refold/core/train';
import { cifarDenseNet, cifarResNet, hasPretrained, type Shortcut } from '@refold/core/zoo';
import { classification, type RunConfig, type Scale, type Settings } from '@refold/lab';
import type { GsmSettings, TicketSettings } from 'gsm';
import { type Phase, phased, scheduledAs } from './phases.ts';

/** A network: its kind and depth, and published weights that it begins with. */
export type CifarNet =
  | { readonly kind: 'resnet'; readonly depth: number; readonly shortcut: Shortcut; readonly weights?: string }
  | { readonly kind: 'densenet'; readonly depth: number };

export interface CifarSettings extends Settings {
  readonly data: 'cifar10' | 'generated';
  readonly testImages?: number;
  readonly net: CifarNet;
  /** Of a base network, on all images, where there are no published weights. */
  readonly base: Phase;
  readonly sparse: Phase;
  /** Test images on which layers are pruned one at a time. */
  readonly sensitivityOn: number;
}

export const layerOf = (net: CifarNet): Layer =>
  net.kind === 'resnet' ? cifarResNet(net.depth, { shortcut: net.shortcut }) : cifarDenseNet(net.depth);

/** Crops and flips; the normalization is that of the published weights. */
function training({ net, ...settings }: CifarSettings, phase: Phase): RunConfig {
  const { epochs, batchSize, lr } = phase;
  const { optimizer } = phased(phase);
  const config = classification(layerOf(net), { ...settings, epochs, batchSize, lr }, { optimizer });
  return {
    ...config,
    data: { ...config.data, augment: { ...config.data.augment, normalize: imagenet.normalization } },
  };
}

function baseOf(settings: CifarSettings, seed: number): InitialSpec {
  const weights = publishedOf(settings);
  if (weights !== undefined) return { weights };
  const { images: _, ...whole } = settings;
  return { training: { ...training(settings.data === 'generated' ? settings : whole, settings.base), seed } };
}

/** The published weights that a training begins with, if they are in the data folder. */
export function publishedOf({ net }: Pick<CifarSettings, 'net'>): string | undefined {
  const weights = net.kind === 'resnet' ? net.weights : undefined;
  return weights !== undefined && hasPretrained(weights, dataFolder()) ? weights : undefined;
}

/** GSM from a base network. */
export const gsmTraining = (settings: CifarSettings, keep: number, seed: number): RunConfig => ({
  ...training(settings, settings.sparse),
  initial: baseOf(settings, seed),
  method: { name: 'gsm', keep, sensitivityOn: settings.sensitivityOn } satisfies GsmSettings,
});

/** The largest weights of the base network, trained on for as long as GSM trains, by plain SGD. */
export function retraining(settings: CifarSettings, keep: number, seed: number): RunConfig {
  const method: TicketSettings = { name: 'ticket', keep };
  return {
    ...training(settings, scheduledAs(settings.sparse, settings.base)),
    initial: baseOf(settings, seed),
    method,
  };
}

const BASE: Phase = { epochs: 20, at: [10, 15], lr: 0.1, momentum: 0.9, weightDecay: 1e-4, batchSize: 64, warmUp: 1 };
const RESNET20: CifarNet = { kind: 'resnet', depth: 20, shortcut: 'pad', weights: 'resnet-20-cifar10' };
const RESNET56: CifarNet = { kind: 'resnet', depth: 56, shortcut: 'pad', weights: 'resnet-56-cifar10' };
const DENSENET40: CifarNet = { kind: 'densenet', depth: 40 };

const SMOKE: CifarSettings = {
  data: 'generated',
  images: 32,
  testImages: 20,
  net: { kind: 'resnet', depth: 8, shortcut: 'pad' },
  base: { ...BASE, epochs: 1, at: [], warmUp: 0, batchSize: 16 },
  sparse: { epochs: 2, at: [1], lr: 1e-2, momentum: 0.98, weightDecay: 2e-3, batchSize: 16, warmUp: 0 },
  sensitivityOn: 5,
  seeds: [0],
  network: 'ResNet-8',
};

const QUICK: CifarSettings = {
  data: 'cifar10',
  images: 6_000,
  testImages: 2_000,
  net: RESNET20,
  base: { ...BASE, epochs: 5, at: [3, 4] },
  sparse: { epochs: 3, at: [2, 2.6], lr: 1e-3, momentum: 0.99, weightDecay: 2.5e-2, batchSize: 16, warmUp: 0.1 },
  sensitivityOn: 200,
  seeds: [0, 1, 2],
  network: 'ResNet-20',
};

const STANDARD: CifarSettings = {
  data: 'cifar10',
  net: RESNET56,
  base: BASE,
  sparse: { epochs: 18, at: [12, 15], lr: 1e-2, momentum: 0.98, weightDecay: 2e-3, batchSize: 64, warmUp: 0.5 },
  sensitivityOn: 1_000,
  seeds: [0],
  network: 'ResNet-56',
};

/** GSM by the paper, base networks by the authors' code. */
const PAPER: CifarSettings = {
  ...STANDARD,
  net: { kind: 'resnet', depth: 56, shortcut: 'projection' },
  base: { ...BASE, epochs: 500, at: [100, 200, 300, 400], warmUp: 5 },
  sparse: { epochs: 600, at: [400, 500], lr: 5e-3, momentum: 0.98, weightDecay: 1e-4, batchSize: 64, warmUp: 5 },
  sensitivityOn: 10_000,
  comparable: true,
};

/** Of the residual networks of table 2. */
export const SCALES = { smoke: SMOKE, quick: QUICK, standard: STANDARD, paper: PAPER };

/** An image costs more than five times as much as with ResNet-56: at standard its passive weights shrink as far (e^-11) in a sixth of the epochs. */
const DENSE_STANDARD: Partial<CifarSettings> = {
  base: { ...BASE, epochs: 6, at: [4, 5.2], warmUp: 0.5 },
  sparse: { ...STANDARD.sparse, epochs: 3, at: [2.1, 2.6], weightDecay: 9e-3, warmUp: 0.1 },
};

/** What differs for the other network of table 2, DenseNet-40. */
export const denseSettings = (scale: Scale): Partial<CifarSettings> => ({
  net: DENSENET40,
  network: 'DenseNet-40',
  ...(scale === 'standard' && DENSE_STANDARD),
});

/**
 * A smaller network of which three seeds are trained, for figures: sixteen trainings, so with two thirds of the epochs and one and
 * a half times the weight decay.
 */
export const SMALL: CifarSettings = {
  ...STANDARD,
  net: RESNET20,
  sparse: { ...STANDARD.sparse, epochs: 12, at: [8, 10], weightDecay: 3e-3 },
  network: 'ResNet-20',
  seeds: [0, 1, 2],
};

export const DEVIATIONS: readonly string[] = [
  'Below --scale paper the schedule is short, and weight decay is as much stronger: passive weights shrink by e^-10 at standard, at a cost in accuracy. At quick ResNet-20 stands for ResNet-56, on a part of CIFAR-10, with batches of 16: a thousand steps, in which the weights neither shrink far enough nor settle. At standard ResNet-56 has 18 epochs of GSM, ResNet-20 12, DenseNet-40 3 after 6 of plain training.',
  'Below --scale paper ResNets are those of a public repository (github.com/akamaster/pytorch_resnet_cifar10), with shortcuts that pad zeros and their own normalisation of images; where they can’t be had, and for DenseNet-40, the base network is a training of our own.',
  'Accuracy is that of the last evaluation, where the paper has the mean of the last ten.',
];
