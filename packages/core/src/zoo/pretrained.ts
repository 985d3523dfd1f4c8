/** Published weights, as starting points of runs. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { imagenet } from '../data/datasets/imagenet.ts';
import type { Archive } from '../data/fetching/archive.ts';
import { type Digest, type PinnedFile, readPinned } from '../data/fetching/checksum.ts';
import { dataFolder } from '../data/fetching/data-folder.ts';
import { type FetchOptions, fetchArchive, missing } from '../data/fetching/fetch.ts';
import { plainFile } from '../data/fetching/sources.ts';
import { RefoldError } from '../error.ts';
import { readSafetensors } from '../io/safetensors.ts';
import { fromStateDict, type Naming, parameterName, type StateDict } from '../io/state-dict.ts';
import { decodeTorch } from '../io/torch-file.ts';
import type { Params } from '../layers/types.ts';
import type { Normalization } from '../normalization.ts';
import { suggestions } from '../suggestions.ts';
import { modelNamed } from './catalogue.ts';
import { cifarResNets } from './resnet-cifar.ts';

/** A set of weights: what it is for, what it reached where it was published, and its file in the data folder. */
export interface Pretrained {
  readonly name: string;
  readonly title: string;
  /** The network's name in the zoo. */
  readonly model: string;
  /** What it was trained on. */
  readonly dataset: string;
  /** What its images were normalized by. */
  readonly normalization: Normalization;
  /** Published top-1 accuracy on the dataset's test split. */
  readonly accuracy: number;
  readonly licence: string;
  /** The published file, one of torch.save. */
  readonly archive: Archive;
  /** The same tensors as safetensors; taken where it is in the data folder. */
  readonly converted: PinnedFile;
  readonly naming: Naming;
}

/** Names in akamaster's networks: `conv1`, `layer2.0.bn1`, `linear`. */
export const AKAMASTER_NAMES: Naming = {
  of: "akamaster's ResNets for CIFAR-10",
  nameOf: path =>
    parameterName(path, leaf => {
      const [, stage, block, index, part] =
        /^stage(\d)\.(\d+)\.branches\.body\.conv(\d)\.(conv|norm)$/.exec(leaf) ?? [];
      if (part !== undefined) return `layer${stage}.${block}.${part === 'conv' ? 'conv' : 'bn'}${index}`;
      return { 'stem.conv': 'conv1', 'stem.norm': 'bn1', 'head.linear': 'linear' }[leaf];
    }),
};

const AKAMASTER = 'https://github.com/akamaster/pytorch_resnet_cifar10';

/** Networks of He et al. 2016, section 4.2, as Y. Idelbayev trained them: option A shortcuts, random crops and mirroring. */
function akamaster(depth: number, accuracy: number, file: string, digest: Digest, converted: Digest): Pretrained {
  const name = `resnet-${depth}-cifar10`;
  const title = `ResNet-${depth}, trained on CIFAR-10`;
  const path = `weights/${file}`;
  return {
    name,
    title,
    model: `resnet-${depth}-cifar`,
    dataset: 'cifar10',
    normalization: imagenet.normalization,
    accuracy,
    licence: 'BSD-2-Clause',
    archive: {
      name,
      title: `the weights of ${title}`,
      home: AKAMASTER,
      files: [{ path, digest }],
      sources: [plainFile(`${AKAMASTER}/raw/master/pretrained_models/${file}`, path, digest)],
    },
    converted: { path: `weights/resnet${depth}-cifar10.safetensors`, digest: converted },
    naming: AKAMASTER_NAMES,
  };
}

/** Every set of weights that `loadPretrained` knows. */
export const PRETRAINED: readonly Pretrained[] = [
  akamaster(
    20,
    0.9173,
    'resnet20-12fca82f.th',
    'sha256:12fca82f0bebc4135bf1f32f6e3710e61d5108578464b84fd6d7f5c1b04036c8',
    'sha256:5a99f94ee366ec2ce28929558cce57c0a16872aab4030f2109a6394b145f96ac',
  ),
  akamaster(
    56,
    0.9339,
    'resnet56-4bfd9763.th',
    'sha256:4bfd97631478d6b638d2764fd2baff3edb1d7d82252d54439343b6596b9b5367',
    'sha256:85278c57d5a7cba3b47465aa1dbe555a2c5a5e65e9e5663303be9de7e0a2c64b',
  ),
];

/**
 * The path in `folder` of a set's file, the safetensors one if both are there; undefined where neither is. (Its checksum
 * is checked on loading.)
 * @throws RefoldError for an unknown name
 */
export const pretrainedFile = (name: string, folder: string = dataFolder()): string | undefined =>
  fileOf(pretrainedNamed(name), folder)?.path;

/** Whether a set's file is in the data folder. @throws RefoldError for an unknown name */
export const hasPretrained = (name: string, folder: string = dataFolder()): boolean =>
  pretrainedFile(name, folder) !== undefined;

/**
 * Reads a set of published weights and checks its size and checksum.
 * @throws RefoldError for an unknown name, or naming the set's file in `folder` if it is absent, truncated or altered
 */
export function verifyPretrained(name: string, folder: string = dataFolder()): void {
  readWeights(pretrainedNamed(name), folder);
}

/**
 * Parameters for the network `modelNamed(models, set.model)` at its published number of classes, fetched first if they
 * aren't in the data folder.
 * @throws RefoldError for an unknown name (with the near ones), a file that can't be fetched, or one that isn't whole
 */
export async function loadPretrained(name: string, options: FetchOptions = {}): Promise<Params> {
  return await loadWeights(pretrainedNamed(name), options);
}

/** As `loadPretrained`, of any set. */
export async function loadWeights(set: Pretrained, options: FetchOptions = {}): Promise<Params> {
  const folder = options.folder ?? dataFolder();
  if (fileOf(set, folder) === undefined) await fetchArchive(set.archive, options);
  const { build, input } = modelNamed(cifarResNets, set.model);
  return fromStateDict(build(), input, readWeights(set, folder), set.naming);
}

function pretrainedNamed(name: string): Pretrained {
  const set = PRETRAINED.find(known => known.name === name);
  if (set !== undefined) return set;
  const names = PRETRAINED.map(known => known.name);
  const similar = suggestions(name, names);
  throw new RefoldError(
    `unknown weights '${name}'; ${similar.length > 0 ? `did you mean ${similar.join(', ')}?` : `known: ${names.join(', ')}`}`,
  );
}

function fileOf({ archive, converted }: Pretrained, folder: string): PinnedFile | undefined {
  if (existsSync(join(folder, converted.path))) return converted;
  return missing(archive, folder).length === 0 ? archive.files[0] : undefined;
}

/** The tensors of the set's file in `folder`, checked in full. */
function readWeights(set: Pretrained, folder: string): StateDict {
  const file = fileOf(set, folder);
  if (file === undefined) throw new RefoldError(`${set.name} is not in ${folder}. Fetch it: refold data ${set.name}`);
  const content = readPinned(folder, file);
  const path = join(folder, file.path);
  return (file === set.converted ? readSafetensors(path) : decodeTorch(content, path)).tensors;
}
