/** Table 1: the settings of the experiments. What is compared is what --scale paper runs with. */
import { type Cell, compute, defineTable, exact, notRun, type Settings } from '@refold/lab';
import { HOSTS, type Host } from './hosts.ts';
import { RECIPES, type Recipe, training } from './recipes.ts';
import { VGG_SCALES } from './scales.ts';

type Key = 'epochs' | 'batch_size' | 'initial_lr' | 'weight_decay' | 'lr_schedule' | 'augmentation' | 'runs';

/** Printed names, with the recipe that each row describes and a host that it trains. */
const ROWS: Readonly<Record<string, readonly [recipe: Recipe, host: Host, data: string]>> = {
  'CIFAR-10/100 VGG-16': [RECIPES['vgg-16'], HOSTS['vgg-16'], 'cifar10'],
  'ImageNet AlexNet': [RECIPES.alexnet, HOSTS.alexnet, 'imagenet'],
  'ImageNet MobileNet': [RECIPES.mobilenet, HOSTS.mobilenet, 'imagenet'],
  'ImageNet ResNet-18/50': [RECIPES['resnet-18'], HOSTS['resnet-18'], 'imagenet'],
};
const OTHER_TASKS: Readonly<Record<string, string>> = {
  'COCO CenterNet Res18': 'needs COCO, and a training of detection',
  'Cityscapes PSPNet Res18': 'needs Cityscapes, and a training of segmentation',
};
const JITTERED = 'ImageNet ResNet-18/50';
const KEYS = ['epochs', 'batch_size', 'initial_lr', 'weight_decay', 'lr_schedule', 'augmentation'] as const;

function cellsOf(name: string): Readonly<Partial<Record<Key, Cell<Settings>>>> {
  const [recipe, host, data] = ROWS[name]!;
  const config = () => training(host.build(), { ...recipe, data });
  return {
    epochs: compute(() => config().epochs),
    batch_size: compute(() => config().batchSize),
    initial_lr: compute(() => recipe.lr),
    weight_decay: compute(() => scientific(recipe.weightDecay)),
    lr_schedule: compute(() => config().optimizer.lr.kind),
    augmentation:
      name === JITTERED
        ? notRun('our pipeline has no colour jitter and no PCA lighting')
        : compute(() => inWords(config().data.augment!)),
    ...(data === 'cifar10' && { runs: compute(() => VGG_SCALES.paper.seeds.length) }),
  };
}

/** 0.0001 as 1e-4. */
const scientific = (value: number): string => value.toExponential();

/** An augmentation as the paper describes it. */
function inWords({
  crop,
  resizedCrop,
  flip,
}: {
  crop?: { pad: number };
  resizedCrop?: object;
  flip?: boolean;
}): string {
  const side = 32 + 2 * (crop?.pad ?? 0);
  return [
    ...(crop ? [`pad to ${side}x${side}`, 'random 32x32 crop'] : []),
    ...(resizedCrop ? ['random crop'] : []),
    ...(flip ? ['horizontal flip'] : []),
  ].join(' + ');
}

export default defineTable<Settings, Key>({
  paper: 'dbb',
  id: 'table-1',
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
    ...Object.entries(OTHER_TASKS).map(([name, reason]) => ({
      name,
      cells: Object.fromEntries(KEYS.map(key => [key, notRun(reason)])),
    })),
  ],
  deviations: [
    'What is held against the paper is the recipe of --scale paper. Momentum (0.9), the bias rate and MobileNet’s decay are of the authors’ code.',
  ],
});
