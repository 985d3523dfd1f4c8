/**
 * Table 1: the settings of the experiments. What is compared is what --scale paper runs with.
 *   npx refold reproduce dbb --table table-1
 * Seconds at every scale: nothing is trained or timed.
 * Comes out: epochs, batches, rates, decay and augmentation read off the configurations, which equal the paper's.
 */
import type { Augmentation } from '@refold/core/data';
import { byPath, type OptimizerDescription, type PathRules } from '@refold/core/optim';
import { compute, defineTable, exact, notRun } from '@refold/lab';
import { HOSTS } from 'dbb';
import { asPrinted, RECIPES, training, VGG_SCALES } from './recipes.ts';

/** A host that each row trains, and on what. */
const ROWS = {
  'CIFAR-10/100 VGG-16': ['vgg-16', 'cifar10'],
  'ImageNet AlexNet': ['alexnet', 'imagenet'],
  'ImageNet MobileNet': ['mobilenet', 'imagenet'],
  'ImageNet ResNet-18/50': ['resnet-18', 'imagenet'],
} as const;
const JITTERED = 'ImageNet ResNet-18/50';

/** The weight decay of parameters under a path with `depthwise`: the first rule that matches holds. */
const depthwiseDecay = (rules: PathRules<number> = 0): number =>
  byPath(rules, 'weight decay')('stem.0.depthwise.conv.kernel');

const momentumOf = (optimizer: OptimizerDescription): string =>
  'momentum' in optimizer ? String(optimizer.momentum) : 'none';

/** An augmentation as the paper describes it. */
function inWords({ crop, resizedCrop, flip }: Augmentation): string {
  const side = 32 + 2 * (crop?.pad ?? 0);
  const parts = [
    crop && `pad to ${side}x${side} + random 32x32 crop`,
    resizedCrop && 'random crop',
    flip && 'horizontal flip',
  ];
  return parts.filter(Boolean).join(' + ');
}

export default defineTable({
  title: 'Experimental settings',
  printed: 'table1_experiment-settings.csv',
  scales: { smoke: {} },
  columns: {
    epochs: exact({ heading: 'Epochs' }),
    batch_size: exact({ heading: 'Batch' }),
    initial_lr: exact({ heading: 'Learning rate' }),
    weight_decay: exact({ heading: 'Weight decay' }),
    depthwise: exact({ heading: 'of depthwise layers', printed: 'weight_decay on depthwise modules' }),
    momentum: exact({ heading: 'Momentum' }),
    lr_schedule: exact({ heading: 'Schedule' }),
    augmentation: exact({ heading: 'Augmentation' }),
    runs: exact({ heading: 'Runs' }),
  },
  rows: [
    ...Object.entries(ROWS).map(([name, [host, data]]) => {
      const config = () => training(HOSTS[host].build(), asPrinted(host, data));
      return {
        name,
        cells: {
          epochs: compute(() => config().epochs),
          batch_size: compute(() => config().batchSize),
          initial_lr: compute(() => RECIPES[host].lr),
          weight_decay: compute(() => RECIPES[host].weightDecay.toExponential()),
          ...(host === 'mobilenet' && { depthwise: compute(() => depthwiseDecay(config().optimizer.weightDecay)) }),
          ...(name === JITTERED && { momentum: compute(() => momentumOf(config().optimizer)) }),
          lr_schedule: compute(() => config().optimizer.lr.kind),
          augmentation:
            name === JITTERED
              ? notRun('our pipeline has no colour jitter and no PCA lighting')
              : compute(() => inWords(config().data.augment!)),
          ...(data === 'cifar10' && { runs: compute(() => VGG_SCALES.paper.seeds.length) }),
        },
      };
    }),
    { name: 'COCO CenterNet Res18', notRun: 'needs COCO, and a training of detection' },
    { name: 'Cityscapes PSPNet Res18', notRun: 'needs Cityscapes, and a training of segmentation' },
  ],
  deviations: [
    'What is held against the paper is the recipe of --scale paper. Momentum (0.9), the bias rate and MobileNet’s decay are of the authors’ code.',
  ],
});
