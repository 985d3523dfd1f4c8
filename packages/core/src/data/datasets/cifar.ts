import { CIFAR10, CIFAR100 } from '../archives.ts';
import { CIFAR10_CLASSES, CIFAR100_CLASSES, CIFAR100_SUPERCLASSES } from '../classes.ts';
import { type Dataset, inMemoryDataset, type Split } from '../dataset.ts';
import { readPinned, type SizedFile } from '../fetching/checksum.ts';
import { CIFAR_PIXELS, fromCifarRecords, type RecordLayout } from '../formats/cifar-records.ts';

/** CIFAR-10 (50,000 + 10,000 images, 32×32×3) from the official binary files in `folder`. */
export function readCifar10(folder: string, split: Split): Dataset {
  const files = CIFAR10.files.filter(file => file.path.endsWith('test_batch.bin') === (split === 'test'));
  const about = { name: 'cifar10', split, labelKind: { kind: 'class', classes: CIFAR10_CLASSES } } as const;
  return readRecords(folder, files, about, { labelBytes: 1, labelAt: 0 });
}

/** CIFAR-100 (50,000 + 10,000 images, 32×32×3), by its 100 classes or its 20 superclasses. */
export function readCifar100(folder: string, split: Split, labels: 'fine' | 'coarse' = 'fine'): Dataset {
  const files = CIFAR100.files.filter(file => file.path.endsWith(`/${split}.bin`));
  const classes = labels === 'fine' ? CIFAR100_CLASSES : CIFAR100_SUPERCLASSES;
  const about = { name: 'cifar100', split, labelKind: { kind: 'class', classes } } as const;
  return readRecords(folder, files, about, { labelBytes: 2, labelAt: labels === 'fine' ? 1 : 0 });
}

function readRecords(
  folder: string,
  files: readonly SizedFile[],
  about: Pick<Dataset, 'name' | 'split' | 'labelKind'>,
  layout: RecordLayout,
): Dataset {
  const size = files.reduce((sum, file) => sum + file.bytes / (layout.labelBytes + CIFAR_PIXELS), 0);
  const images = new Uint8Array(size * CIFAR_PIXELS);
  const values = new Int32Array(size);
  let first = 0;
  for (const file of files) {
    first += fromCifarRecords(readPinned(folder, file), layout, images, values, first);
  }
  return inMemoryDataset({ ...about, shape: [32, 32, 3], images, labels: { kind: 'class', values } });
}
