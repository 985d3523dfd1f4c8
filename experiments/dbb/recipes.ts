/** How the networks are trained: the paper's recipes (table 1, and the authors' script), and a short one for CIFAR. */
import type { Layer } from '@refold/core/layers';
import { type ClassificationSettings, classification, cosineRate, FAST_BIASES, type RunConfig, sgd } from '@refold/lab';

export interface Recipe {
  readonly epochs: number;
  readonly batchSize: number;
  /** Peak of the cosine. */
  readonly lr: number;
  readonly weightDecay: number;
  /** Pattern of parameters without weight decay: MobileNet's depthwise layers, with all their branches. */
  readonly undecayed?: string;
  /** Epochs before the cosine; default 0. */
  readonly warmUp?: number;
}

const resnet: Recipe = { epochs: 120, batchSize: 256, lr: 0.1, weightDecay: 1e-4 };

/** Table 1, by host. */
export const RECIPES = {
  'vgg-16': { epochs: 600, batchSize: 128, lr: 0.1, weightDecay: 1e-4 },
  alexnet: { epochs: 90, batchSize: 512, lr: 0.1, weightDecay: 5e-4 },
  mobilenet: { epochs: 90, batchSize: 256, lr: 0.1, weightDecay: 4e-5, undecayed: 'depthwise' },
  'resnet-18': resnet,
  'resnet-50': resnet,
} as const satisfies Record<string, Recipe>;

/** The run of a network on the settings' dataset: crops and flips, a cosine, weight decay on norms too, biases and β at twice the rate. */
export const training = (layer: Layer, settings: ClassificationSettings & Recipe): RunConfig => {
  const { lr, weightDecay, undecayed, warmUp } = settings;
  const optimizer = sgd({
    lr: cosineRate(lr, warmUp),
    weightDecay: [...(undecayed === undefined ? [] : [[undecayed, 0] as const]), ['', weightDecay]],
    lrScale: FAST_BIASES,
  });
  return classification(layer, settings, { optimizer });
};
