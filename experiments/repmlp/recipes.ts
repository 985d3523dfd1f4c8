/** How the networks are trained: the papers' recipes (section 4 of RepMLP's), and a short one for CIFAR. */
import type { Layer } from '@refold/core/layers';
import { type ClassificationSettings, classification, type RunConfig } from '@refold/lab';

export interface Recipe {
  readonly lr: number;
  readonly weightDecay: number;
  /** Epochs before the cosine. Default 0. */
  readonly warmUp?: number;
}

/** SGD with momentum 0.9, cosine to zero. */
export const sgd = ({ lr, weightDecay, warmUp = 0 }: Recipe): RunConfig['optimizer'] => {
  const then = { kind: 'cosine', value: lr, end: 0 } as const;
  return {
    kind: 'sgd',
    lr: warmUp === 0 ? then : { kind: 'linearWarmup', epochs: warmUp, from: 0, then, shift: false },
    momentum: 0.9,
    weightDecay: [['', weightDecay]],
  };
};

/** On CIFAR: crops and flips. */
export const onCifar = (layer: Layer, settings: ClassificationSettings & Recipe): RunConfig =>
  classification(layer, settings, { optimizer: sgd(settings) });

/** On ImageNet: mixup besides. */
export const onImageNet = (layer: Layer): RunConfig =>
  classification(
    layer,
    { data: 'imagenet', epochs: 100, batch: 256, lr: 0.1 },
    { optimizer: sgd({ lr: 0.1, weightDecay: 1e-4 }), loss: { mixup: 0.2 } },
  );
