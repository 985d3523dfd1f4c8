/** How networks are trained: at --scale paper the paper's hosts by its recipes (table 1, and the authors' script), below it narrow hosts on CIFAR-10. */
import type { Block, Layer } from '@refold/core/layers';
import {
  CIFAR_SCALES,
  type ClassificationSettings,
  classesOf,
  classification,
  cosineRate,
  FAST_BIASES,
  type RunConfig,
  type Scale,
  sgd,
} from '@refold/lab';
import { HOSTS, type Host, SMALL_HOSTS, withBlock } from 'dbb';

interface Recipe extends Pick<ClassificationSettings, 'epochs' | 'batchSize' | 'lr'> {
  readonly weightDecay: number;
  /** Pattern of parameters without weight decay: MobileNet's depthwise layers, with all their branches. */
  readonly undecayed?: string;
  /** Epochs before the cosine; default 0. */
  readonly warmUp?: number;
}

/** The run of a host, as it is or with blocks. */
export interface HostSettings extends ClassificationSettings, Recipe {
  readonly host: Host;
}

const resnet: Recipe = { epochs: 120, batchSize: 256, lr: 0.1, weightDecay: 1e-4 };

/** Table 1, by host. */
export const RECIPES: Readonly<Record<keyof typeof HOSTS, Recipe>> = {
  'vgg-16': { epochs: 600, batchSize: 128, lr: 0.1, weightDecay: 1e-4 },
  alexnet: { epochs: 90, batchSize: 512, lr: 0.1, weightDecay: 5e-4 },
  mobilenet: { epochs: 90, batchSize: 256, lr: 0.1, weightDecay: 4e-5, undecayed: 'depthwise' },
  'resnet-18': resnet,
  'resnet-50': resnet,
};

/** The run of a network on the settings' dataset: crops and flips, a cosine, weight decay on norms too, biases and β at twice the rate. */
export function training(layer: Layer, settings: ClassificationSettings & Recipe): RunConfig {
  const { lr, weightDecay, undecayed, warmUp } = settings;
  const optimizer = sgd({
    lr: cosineRate(lr, warmUp),
    weightDecay: [...(undecayed === undefined ? [] : [[undecayed, 0] as const]), ['', weightDecay]],
    lrScale: FAST_BIASES,
  });
  return classification(layer, settings, { optimizer });
}

/** The run of the settings' host with a block, or as it is. */
export const hostTraining = (block: Block | undefined, settings: HostSettings): RunConfig =>
  training(withBlock(settings.host, block, classesOf(settings)), settings);

/** A short schedule: an epoch of warm-up, and a weight decay that suits few steps. */
const SHORT = { weightDecay: 5e-4, warmUp: 1, lr: 0.1 };

/** A narrow host by scale, and how often its speed is measured. */
const small = (kind: 'vgg' | 'resnet', name: string) => {
  const at = (scale: keyof typeof SMALL_HOSTS, widths: string) => ({
    ...SHORT,
    host: SMALL_HOSTS[scale][kind],
    network: `${name}, ${widths} channels`,
  });
  return {
    smoke: { ...at('smoke', '4 to 8'), ...CIFAR_SCALES.smoke, rounds: 1 },
    quick: { ...at('quick', '8 to 32'), ...CIFAR_SCALES.quick, epochs: 7, rounds: 3 },
    standard: { ...at('standard', '16 to 64'), ...CIFAR_SCALES.standard, rounds: 7 },
  };
};

/** A host of the paper, trained as the paper does. */
const full = (name: keyof typeof HOSTS, data: string, seeds: readonly number[]) => ({
  ...RECIPES[name],
  host: HOSTS[name],
  network: name,
  data,
  seeds,
  comparable: true,
  rounds: 50,
});

export const SMALL_VGG_SCALES = small('vgg', 'VGG of 4 layers');
export const VGG_SCALES = { ...SMALL_VGG_SCALES, paper: full('vgg-16', 'cifar10', [0, 1, 2, 3, 4]) };
export const RESNET_SCALES: Readonly<Record<Scale, HostSettings>> = {
  ...small('resnet', 'ResNet-8'),
  paper: full('resnet-18', 'imagenet', [0]),
};

export const DEVIATIONS: readonly string[] = [
  "Below --scale paper a narrow network on CIFAR-10 stands for the paper's host, so top-1 is not comparable: the orderings are.",
  'On CIFAR-10 the schedule is short: an epoch of warm-up, weight decay 5e-4.',
  "The border of a norm that pads is differentiated in γ and β, as its formula says; the authors' code holds it constant.",
];
