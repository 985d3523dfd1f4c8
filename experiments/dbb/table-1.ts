/**
 * Table 1: the settings of the experiments. What is compared is what --scale paper runs with.
 *   npx refold reproduce dbb --table table-1
 * Seconds at every scale: nothing is trained or timed.
 * Comes out: epochs, batches, rates, decay and augmentation read off the configurations, which equal the paper's.
 */
import { type Cell, compute, defineTable, exact, notRun, type Settings } from '@refold/lab';
import { HOSTS, type Host } from 'dbb';
import { RECIPES, type Recipe, training } from './recipes.ts';
import { VGG_SCALES } from './scales.ts';

/** Printed names, with the recipe that each row describes and a host that it trains. */
const ROWS: Readonly<Record<string, readonly [recipe: Recipe, host: Host, data: string]>> = {
  'CIFAR-10/100 VGG-16': [RECIPES['vgg-16'], HOSTS['vgg-16'], 'cifar10'],
  'ImageNet AlexNet': [RECIPES.alexnet, HOSTS.alexnet, 'imagenet'],
  'ImageNet MobileNet': [RECIPES.mobilenet, HOSTS.mobilenet, 'imagenet'],
  'ImageNet ResNet-18/50': [RECIPES['resnet-18'], HOSTS['resnet-18'], 'imagenet'],
};
const JITTERED = 'ImageNet ResNet-18/50';

function cellsOf(name: string): Readonly<Record<string, Cell<Settings>>> {
  const [recipe, host, data] = ROWS[name]!;
  const config = () => training(host.build(), { ...recipe, data });
  return {
    epochs: compute(() => config().epochs),
    batch_size: compute(() => config().batchSize),
    initial_lr: compute(() => recipe.lr),
    weight_decay: compute(() => recipe.weightDecay.toExponential()),
    lr_schedule: compute(() => config().optimizer.lr.kind),
    augmentation:
      name === JITTERED
        ? notRun('our pipeline has no colour jitter and no PCA lighting')
        : compute(() => inWords(config().data.augment!)),
    ...(data === 'cifar10' && { runs: compute(() => VGG_SCALES.paper.seeds!.length) }),
  };
}

interface Augmented {
  readonly crop?: { readonly pad: number };
  readonly resizedCrop?: object;
  readonly flip?: boolean;
}

/** An augmentation as the paper describes it. */
function inWords({ crop, resizedCrop, flip }: Augmented): string {
  const side = 32 + 2 * (crop?.pad ?? 0);
  return [
    ...(crop ? [`pad to ${side}x${side}`, 'random 32x32 crop'] : []),
    ...(resizedCrop ? ['random crop'] : []),
    ...(flip ? ['horizontal flip'] : []),
  ].join(' + ');
}

export default defineTable<Settings>({
  title: 'Experimental settings',
  printed: 'table1_experiment-settings.csv',
  scales: { smoke: {} },
  columns: {
    epochs: exact({ heading: 'Epochs' }),
    batch_size: exact({ heading: 'Batch' }),
    initial_lr: exact({ heading: 'Learning rate' }),
    weight_decay: exact({ heading: 'Weight decay' }),
    lr_schedule: exact({ heading: 'Schedule' }),
    augmentation: exact({ heading: 'Augmentation' }),
    runs: exact({ heading: 'Runs' }),
  },
  rows: [
    ...Object.keys(ROWS).map(name => ({ name, cells: cellsOf(name) })),
    { name: 'COCO CenterNet Res18', notRun: 'needs COCO, and a training of detection' },
    { name: 'Cityscapes PSPNet Res18', notRun: 'needs Cityscapes, and a training of segmentation' },
  ],
  deviations: [
    'What is held against the paper is the recipe of --scale paper. Momentum (0.9), the bias rate and MobileNet’s decay are of the authors’ code.',
  ],
});
