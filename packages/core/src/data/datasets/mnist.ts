import { MNIST } from '../archives.ts';
import { MNIST_CLASSES } from '../classes.ts';
import { type Dataset, inMemoryDataset, type Split } from '../dataset.ts';
import { readPinned } from '../fetching/checksum.ts';

/** Bytes before the first value of an idx file: a magic number and each dimension, four bytes each. */
const IMAGES_HEADER = 16;
const LABELS_HEADER = 8;

/** MNIST (60,000 + 10,000 images, 28×28×1) from the idx files in `folder`, gzipped or not. */
export function readMnist(folder: string, split: Split): Dataset {
  const read = (what: string): Uint8Array => {
    const prefix = split === 'train' ? 'train' : 't10k';
    return readPinned(folder, MNIST.files.find(file => file.path.includes(`${prefix}-${what}`))!);
  };
  return inMemoryDataset({
    name: 'mnist',
    split,
    shape: [28, 28, 1],
    labelKind: { kind: 'class', classes: MNIST_CLASSES },
    images: read('images').subarray(IMAGES_HEADER),
    labels: { kind: 'class', values: Int32Array.from(read('labels').subarray(LABELS_HEADER)) },
  });
}
