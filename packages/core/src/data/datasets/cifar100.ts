/** CIFAR-100 (Krizhevsky 2009), by its 100 classes or its 20 superclasses. */
import { basename } from 'node:path';
import type { DatasetDescriptor, Normalized } from '../descriptor.ts';
import type { SizedFile } from '../fetching/checksum.ts';
import { tarball } from '../fetching/sources.ts';
import { pythonForm } from '../formats/cifar-python.ts';
import { CIFAR_SHAPE, readCifarRecords } from '../formats/cifar-records.ts';

export interface Cifar100Options {
  /** The 100 classes, or the 20 superclasses. Default: 'fine'. */
  readonly labels: 'fine' | 'coarse';
}

/** Binary version; the sums are those that MXNet's Gluon publishes. */
const FILES: readonly SizedFile[] = [
  {
    path: 'cifar-100-binary/train.bin',
    bytes: 153_700_000,
    digest: 'sha1:e207cd2e05b73b1393c74c7f5e7bea451d63e08e',
  },
  { path: 'cifar-100-binary/test.bin', bytes: 30_740_000, digest: 'sha1:8fb6623e830365ff53cf14adec797474f5478006' },
];

/** In the order of fine_label_names.txt. */
const CLASSES = `
  apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle
  caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish
  forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle
  mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy porcupine
  possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail snake spider squirrel streetcar
  sunflower sweet_pepper table tank telephone television tiger tractor train trout tulip turtle wardrobe whale
  willow_tree wolf woman worm`
  .trim()
  .split(/\s+/);

/** In the order of coarse_label_names.txt. */
const SUPERCLASSES = `
  aquatic_mammals fish flowers food_containers fruit_and_vegetables household_electrical_devices household_furniture
  insects large_carnivores large_man-made_outdoor_things large_natural_outdoor_scenes large_omnivores_and_herbivores
  medium_mammals non-insect_invertebrates people reptiles small_mammals trees vehicles_1 vehicles_2`
  .trim()
  .split(/\s+/);

/** Images [32, 32, 3] of 100 classes: 50,000 for training and 10,000 for testing. */
export const cifar100: DatasetDescriptor<'cifar100', Cifar100Options> & Normalized = {
  name: 'cifar100',
  title: 'CIFAR-100',
  home: 'https://www.cs.toronto.edu/~kriz/cifar.html',
  origin: {
    kind: 'archive',
    files: FILES,
    sources: [
      pythonForm({
        archive: 'cifar-100-python.tar.gz',
        folder: 'cifar-100-python',
        batches: Object.fromEntries(FILES.map(file => [basename(file.path, '.bin'), file])),
        labels: ['coarse_labels', 'fine_labels'],
      }),
      tarball('https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz', 'md5:03b5dce01913d631647c71ecec9e9cb8'),
    ],
  },
  defaults: { labels: 'fine' },
  /** The values in common use, e.g. in Zagoruyko's Wide ResNet code (129.3, 124.1, 112.4 and 68.2, 65.4, 70.4 of 255). */
  normalization: { mean: [0.5071, 0.4867, 0.4408], std: [0.2675, 0.2565, 0.2761] },
  augmentation: { crop: { pad: 4 }, flip: true },
  shape: () => CIFAR_SHAPE,
  labelKind: ({ labels }) => ({ kind: 'class', classes: labels === 'fine' ? CLASSES : SUPERCLASSES }),
  size: ({ split }) => (split === 'train' ? 50_000 : 10_000),
  read: ({ split, labels }, folder) =>
    readCifarRecords(
      folder,
      FILES.filter(({ path }) => path.endsWith(`/${split}.bin`)),
      { labelBytes: 2, labelAt: labels === 'fine' ? 1 : 0 },
    ),
};
