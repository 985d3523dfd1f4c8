/** How the networks are trained: the paper's ImageNet recipes (section 4.1), and ours for CIFAR. */
import type { Layer } from '@refold/core/layers';
import { type ClassificationSettings, classification, cosineSgd, type RunConfig } from '@refold/lab';

/** SGD as in the authors' script: norms and biases without decay but for the identity branch's γ; biases at twice the rate. */
const sgd = (lr: number, warmUp: number, decay: number): RunConfig['optimizer'] =>
  cosineSgd({
    lr,
    warmUp,
    weightDecay: [
      ['(kernel|identity\\.gamma)$', decay],
      ['', 0],
    ],
    lrScale: [
      ['(bias|beta)$', 2],
      ['', 1],
    ],
  });

type Recipe = Pick<RunConfig, 'optimizer' | 'loss'>;

/** The simple recipe of tables 4, 6 and 7: global batch 256, cosine without warm-up, crops and flips. */
export const simple = (lr: number): Recipe => ({ optimizer: sgd(lr, 0, 1e-4) });

/** Table 5's: warm-up, label smoothing and mixup besides. */
export const heavy = (lr: number): Recipe => ({
  optimizer: sgd(lr, 5, 1e-4),
  loss: { labelSmoothing: 0.1, mixup: 0.2 },
});

/** The paper's optimizer after an epoch of warm-up, for the schedule is short. */
const cifar = (lr: number): Recipe => ({ optimizer: sgd(lr, 1, 5e-4) });

/** A training of a network on the settings' dataset. */
export const training = (layer: Layer, settings: ClassificationSettings, imagenetRecipe = simple): RunConfig =>
  classification(layer, settings, (settings.data === 'imagenet' ? imagenetRecipe : cifar)(settings.lr));
