/** The kinds of files that are fuzzed: what mutants are made of, and what reads them. A further kind is a line in KINDS. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Rng } from '@refold/core';
import { count } from '@refold/core/cost';
import { network } from '@refold/core/init';
import { readNetwork, readNpy, readWeightFile, writeNetwork } from '@refold/core/io';
import { infer, parseLayer, stringifyLayer } from '@refold/core/layers';
import { cifarDenseNet, cifarResNet, efficientNetLite0Backbone, patchDiscriminator } from '@refold/core/zoo';
import { digestOf } from '../../packages/core/src/data/fetching/checksum.ts';
import { recordsOf } from '../../packages/core/src/data/formats/cifar-python.ts';
import { readCifarRecords } from '../../packages/core/src/data/formats/cifar-records.ts';
import { idxValues } from '../../packages/core/src/data/formats/idx.ts';
import { changedBytes, changedEntries, changedJson, type Mutate, stamped } from './mutants.ts';
import { bareSafetensors, idxImages, pythonBatch, records } from './seeds.ts';

/** A kind of file. */
export interface Kind {
  /** The files that mutants are made of, by name. */
  readonly seeds: () => Readonly<Record<string, Buffer>>;
  readonly mutate: Mutate;
  /** Reads a mutant as its users do. @throws RefoldError for one that it refuses */
  readonly read: (path: string, original: Buffer) => unknown;
  /** Bytes that reading may take; default MOST_BYTES. */
  readonly mostBytes?: number;
}

/** What reading any of these small files may take, garbage included. */
export const MOST_BYTES = 2 ** 28;
/** Views may claim 2^25 values of 8 bytes, whatever the file's size; they are held as stored and as read. */
const MOST_WEIGHT_BYTES = 2 ** 30;

const PACKAGES = join(import.meta.dirname, '../../packages');
const fixtures =
  (...paths: readonly string[]) =>
  () =>
    Object.fromEntries(paths.map(path => [basename(path), readFileSync(join(PACKAGES, path))]));

/** A file of weights, of whichever format its bytes are: also what files that the command is given are read as. */
export const weights = {
  mutate: changedEntries,
  read: (path: string) => readWeightFile(path),
  mostBytes: MOST_WEIGHT_BYTES,
} as const satisfies Omit<Kind, 'seeds'>;

/** The file that `write` writes. */
function written(write: (path: string) => void): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'refold-fuzz-'));
  try {
    const path = join(folder, 'seed');
    write(path);
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const small = cifarResNet(8, { widths: [2, 2, 4], classes: 3 });
const INPUT = [8, 8, 3];

/** An expression with one of everything that is in the zoo's networks, and how its shapes are inferred and counted. */
const expressions = {
  'resnet.json': small,
  'densenet.json': cifarDenseNet(10),
  'efficientnet.json': efficientNetLite0Backbone(),
  'discriminator.json': patchDiscriminator({ width: 2, downsamplings: 1 }),
};

/** The kinds by name. */
export const KINDS = {
  pth: {
    ...weights,
    seeds: fixtures(
      'core/test/fixtures/cifar-resnet-legacy.pth',
      'core/test/fixtures/training-checkpoint.pth',
      'repmlp/test/fixtures/light-deploy.pth',
    ),
  },
  hdf5: { ...weights, mutate: changedBytes, seeds: fixtures('resrep/test/fixtures/pruned.hdf5') },
  safetensors: { ...weights, mutate: changedBytes, seeds: () => ({ 'tensors.safetensors': bareSafetensors() }) },
  model: {
    seeds: () => ({
      'model.safetensors': written(path => writeNetwork(path, network(small, INPUT, Rng.seeded(0)))),
      'sparse.safetensors': written(path => writeNetwork(path, network(small, INPUT, Rng.seeded(0)), { sparse: true })),
    }),
    mutate: stamped,
    read: readNetwork,
  },
  'cifar-python': {
    seeds: () => ({ data_batch_1: pythonBatch(2) }),
    mutate: changedBytes,
    read: (path: string) => recordsOf(path, ['labels']),
  },
  cifar: {
    seeds: () => ({ 'data_batch_1.bin': records(2) }),
    mutate: changedBytes,
    read: (path: string, original: Buffer) => {
      const pinned = { path: basename(path), bytes: original.length, digest: digestOf(original, 'sha256:') };
      return readCifarRecords(dirname(path), [pinned], { labelBytes: 1, labelAt: 0 });
    },
  },
  npy: {
    seeds: fixtures(...['f4', 'fortran', 'big-endian', 'version-3'].map(name => `core/test/fixtures/npy/${name}.npy`)),
    mutate: changedBytes,
    read: (path: string) => readNpy(path),
  },
  idx: {
    seeds: () => ({ 'images-idx3': idxImages(3) }),
    mutate: changedBytes,
    read: (path: string) => idxValues(readFileSync(path), path),
  },
  json: {
    seeds: () =>
      Object.fromEntries(
        Object.entries(expressions).map(([name, layer]) => [name, Buffer.from(stringifyLayer(layer))]),
      ),
    mutate: changedJson,
    read: (path: string) => {
      const layer = parseLayer(readFileSync(path, 'utf8'));
      return [infer(layer, [32, 32, 3]), count(layer, [32, 32, 3]), stringifyLayer(layer)];
    },
  },
} as const satisfies Readonly<Record<string, Kind>>;

export type KindName = keyof typeof KINDS;
