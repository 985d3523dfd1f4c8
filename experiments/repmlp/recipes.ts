/** How the networks are trained: the papers' recipes (section 4 of RepMLP's), and a short one for CIFAR. */
import type { Layer } from '@refold/core/layers';
import { type ClassificationSettings, classification, cosineSgd, type RunConfig } from '@refold/lab';

export interface Recipe {
  readonly lr: number;
  readonly weightDecay: number;
  /** Epochs before the cosine. Default 0. */
  readonly warmUp?: number;
}

export const sgd = ({ lr, weightDecay, warmUp = 0 }: Recipe): RunConfig['optimizer'] =>
  cosineSgd({ lr, warmUp, weightDecay: [['', weightDecay]] });

/** RepMLPNet's: AdamW with a cosine after an epoch of warm-up (the paper has ten of a hundred); matrices alone decay. */
export function adamW(lr: number): RunConfig['optimizer'] {
  const then = { kind: 'cosine', value: lr, end: 0 } as const;
  return {
    kind: 'adamW',
    lr: { kind: 'linearWarmup', epochs: 1, from: 0, then, shift: false },
    weightDecay: [
      ['kernel$', 0.1],
      ['', 0],
    ],
  };
}

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
