/** How the networks are trained: the papers' recipes (section 4 of RepMLP's). */
import type { Layer } from '@refold/core/layers';
import { type ClassificationSettings, classification, cosineRate, decayOn, sgd as plainSgd } from '@refold/lab';

interface Rates {
  readonly lr: number;
  readonly weightDecay: number;
  /** Epochs before the cosine; default 0. */
  readonly warmUp?: number;
}

/** A cosine, and weight decay on everything. */
export const sgd = ({ lr, weightDecay, warmUp }: Rates) =>
  plainSgd({ lr: cosineRate(lr, warmUp), weightDecay: [['', weightDecay]] });

/** RepMLPNet's: label smoothing, AdamW, a cosine after an epoch of warm-up (the paper has ten of a hundred); matrices alone decay. */
export const netOnCifar = (layer: Layer, settings: ClassificationSettings) =>
  classification(layer, settings, {
    optimizer: { kind: 'adamW', lr: cosineRate(settings.lr, 1), weightDecay: decayOn(0.1) },
    loss: { labelSmoothing: 0.1 },
  });

/** On ImageNet: mixup besides. */
export function onImageNet(layer: Layer) {
  const recipe = { optimizer: sgd({ lr: 0.1, weightDecay: 1e-4 }), loss: { mixup: 0.2 } };
  return classification(layer, { data: 'imagenet', epochs: 100, batchSize: 256, lr: 0.1 }, recipe);
}
