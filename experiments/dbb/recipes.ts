/** How networks are trained: at --scale paper the paper's hosts by its recipes (table 1, and the authors' script), below it plain ones on CIFAR-10. */
import type { Block, Layer } from '@refold/core/layers';
import {
  type ClassificationSettings,
  classesOf,
  classification,
  cosineRate,
  FAST_BIASES,
  PLAIN_DEVIATIONS,
  plainScales,
  type RunConfig,
  type Scale,
  sgd,
  type WithRecipe,
} from '@refold/lab';
import { HOSTS, type Host, plainHost, withBlock } from 'dbb';

interface PaperRecipe extends Pick<ClassificationSettings, 'epochs' | 'batchSize' | 'lr'> {
  readonly weightDecay: number;
  /** Pattern of parameters without weight decay: MobileNet's depthwise layers, with all their branches. */
  readonly undecayed?: string;
}

/** The run of a host, as it is or with blocks. */
export interface HostSettings extends ClassificationSettings, WithRecipe {
  readonly host: Host;
}

const resnet: PaperRecipe = { epochs: 120, batchSize: 256, lr: 0.1, weightDecay: 1e-4 };

/** Table 1, by host. */
export const RECIPES: Readonly<Record<keyof typeof HOSTS, PaperRecipe>> = {
  'vgg-16': { epochs: 600, batchSize: 128, lr: 0.1, weightDecay: 1e-4 },
  alexnet: { epochs: 90, batchSize: 512, lr: 0.1, weightDecay: 5e-4 },
  mobilenet: { epochs: 90, batchSize: 256, lr: 0.1, weightDecay: 4e-5, undecayed: 'depthwise' },
  'resnet-18': resnet,
  'resnet-50': resnet,
};

/** The settings of a host of the paper, trained as the paper does: a cosine, weight decay on norms too, biases and β at twice the rate. */
export function asPrinted(name: keyof typeof HOSTS, data: string) {
  const { weightDecay, undecayed, ...schedule } = RECIPES[name];
  const optimizer = sgd({
    lr: cosineRate(schedule.lr),
    weightDecay: [...(undecayed === undefined ? [] : [[undecayed, 0] as const]), ['', weightDecay]],
    lrScale: FAST_BIASES,
  });
  return { ...schedule, host: HOSTS[name], recipe: { optimizer }, network: name, data };
}

/** The run of a network on the settings' dataset: crops and flips. */
export const training = (layer: Layer, settings: HostSettings): RunConfig =>
  classification(layer, settings, settings.recipe);

/** The run of the settings' host with a block, or as it is. */
export const hostTraining = (block: Block | undefined, settings: HostSettings): RunConfig =>
  training(withBlock(settings.host, block, classesOf(settings)), settings);

/** The plain host of each scale below paper. */
export const PLAIN_HOSTS = plainScales(plain => ({ host: plainHost(plain) }));
const AT_PAPER = { comparable: true, rounds: 50 };
export const VGG_SCALES = {
  ...PLAIN_HOSTS,
  paper: { ...asPrinted('vgg-16', 'cifar10'), ...AT_PAPER, seeds: [0, 1, 2, 3, 4] },
};
export const RESNET_SCALES: Readonly<Record<Scale, HostSettings>> = {
  ...PLAIN_HOSTS,
  paper: { ...asPrinted('resnet-18', 'imagenet'), ...AT_PAPER, seeds: [0] },
};

export const DEVIATIONS: readonly string[] = [
  ...PLAIN_DEVIATIONS,
  "The border of a norm that pads is differentiated in γ and β, as its formula says; the authors' code holds it constant.",
];
