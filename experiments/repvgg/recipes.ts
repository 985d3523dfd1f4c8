/** How the networks are trained on ImageNet (section 4.1). */
import type { Layer } from '@refold/core/layers';
import { type ClassificationSettings, classification, cosineRate, decayOn, FAST_BIASES, sgd } from '@refold/lab';

/** Optimizer and loss at a peak of the rate. */
export type Recipe = (lr: number) => Parameters<typeof classification>[2];

/** SGD as in the authors' script: norms and biases without decay but for the identity branch's γ; biases at twice the rate. */
const plain = (lr: number, warmUp: number, decay: number) => ({
  optimizer: sgd({
    lr: cosineRate(lr, warmUp),
    weightDecay: decayOn(decay, '(kernel|identity\\.gamma)'),
    lrScale: FAST_BIASES,
  }),
});

/** The simple recipe of tables 4, 6 and 7: global batch 256, cosine without warm-up, crops and flips. */
export const simple: Recipe = lr => plain(lr, 0, 1e-4);

/** Table 5's: warm-up, label smoothing and mixup besides. */
export const heavy: Recipe = lr => ({ ...plain(lr, 5, 1e-4), loss: { labelSmoothing: 0.1, mixup: 0.2 } });

/** The run of a network on the settings' dataset. */
export const training = (layer: Layer, settings: ClassificationSettings, recipe = simple) =>
  classification(layer, settings, recipe(settings.lr));
