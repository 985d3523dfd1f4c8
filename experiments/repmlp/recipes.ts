/** How the networks are trained: the papers' recipes (section 4 of RepMLP's), and a short one for CIFAR. */
import type { Layer } from '@refold/core/layers';
import {
  type ClassificationSettings,
  classification,
  cosineRate,
  decayOn,
  sgd as plainSgd,
  type RunConfig,
} from '@refold/lab';

export interface Recipe {
  readonly lr: number;
  readonly weightDecay: number;
  /** Epochs before the cosine; default 0. */
  readonly warmUp?: number;
}

/** A cosine, and weight decay on everything. */
export const sgd = ({ lr, weightDecay, warmUp }: Recipe): RunConfig['optimizer'] =>
  plainSgd({ lr: cosineRate(lr, warmUp), weightDecay: [['', weightDecay]] });

/** RepMLPNet's: AdamW with a cosine after an epoch of warm-up (the paper has ten of a hundred); matrices alone decay. */
export const adamW = (lr: number): RunConfig['optimizer'] => ({
  kind: 'adamW',
  lr: cosineRate(lr, 1),
  weightDecay: decayOn(0.1),
});

/** On CIFAR: crops and flips. */
export const onCifar = (layer: Layer, settings: ClassificationSettings & Recipe): RunConfig =>
  classification(layer, settings, { optimizer: sgd(settings) });

/** On ImageNet: mixup besides. */
export const onImageNet = (layer: Layer): RunConfig =>
  classification(
    layer,
    { data: 'imagenet', epochs: 100, batchSize: 256, lr: 0.1 },
    { optimizer: sgd({ lr: 0.1, weightDecay: 1e-4 }), loss: { mixup: 0.2 } },
  );
