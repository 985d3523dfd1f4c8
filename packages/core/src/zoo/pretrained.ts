/** Published weights, as starting points of runs. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type PinnedFile, readPinned } from '../data/fetching/checksum.ts';
import { dataFolder } from '../data/fetching/data-folder.ts';
import { type FetchOptions, fetchArchive, missing } from '../data/fetching/fetch.ts';
import { RefoldError } from '../error.ts';
import { readSafetensors } from '../io/safetensors.ts';
import { fromStateDict, type StateDict } from '../io/state-dict.ts';
import { decodeTorch } from '../io/torch-file.ts';
import type { Network, Params } from '../layers/types.ts';
import { suggestions } from '../suggestions.ts';
import { type Catalogue, modelNamed } from './catalogue.ts';
import { efficientNetLites } from './efficientnet-lite.ts';
import { mobileNetV2s } from './mobilenet-v2.ts';
import { CIFAR_WEIGHTS } from './pretrained-cifar.ts';
import { IMAGENET_WEIGHTS } from './pretrained-imagenet.ts';
import type { Pretrained } from './pretrained-set.ts';
import { cifarResNets } from './resnet-cifar.ts';
import { squeezeNets } from './squeezenet.ts';

/** Every set of weights that `loadPretrained` knows. */
export const PRETRAINED: readonly Pretrained[] = [...CIFAR_WEIGHTS, ...IMAGENET_WEIGHTS];

/** The networks that there are weights of. */
const NETWORKS: Catalogue = { ...cifarResNets, ...squeezeNets, ...mobileNetV2s, ...efficientNetLites };

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
  const { build, input } = modelNamed(NETWORKS, set.model);
  return fromStateDict(build(), input, readWeights(set, folder), set.naming);
}

/**
 * What a published classifier computes before its head, with the parameters of that: images → a map [h, w, c]. Its parameters are named as in
 * the classifier, without `backbone.`.
 * @throws RefoldError as `loadPretrained`, and for a classifier that has no part of its own for it
 */
export async function loadBackbone(name: string, options: FetchOptions = {}): Promise<Network> {
  const set = pretrainedNamed(name);
  const { build, input } = modelNamed(NETWORKS, set.model);
  const whole = build();
  const layer = whole.op === 'chain' ? new Map(whole.children).get('backbone') : undefined;
  if (layer === undefined) {
    throw new RefoldError(`${name}: ${set.model} has no part 'backbone'; loadPretrained gives all of its parameters`);
  }
  const params = await loadWeights(set, options);
  const within = [...params].filter(([path]) => path.startsWith('backbone.'));
  return { layer, input, params: new Map(within.map(([path, array]) => [path.slice('backbone.'.length), array])) };
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
  if (converted !== undefined && existsSync(join(folder, converted.path))) return converted;
  return missing(archive, folder).length === 0 ? archive.files[0] : undefined;
}

/** The tensors of the set's file in `folder`, checked in full. */
function readWeights(set: Pretrained, folder: string): StateDict {
  const file = fileOf(set, folder);
  if (file === undefined) throw new RefoldError(`${set.name} is not in ${folder}. Fetch it: refold data ${set.name}`);
  const content = readPinned(folder, file);
  const path = join(folder, file.path);
  const { tensors } = file === set.converted ? readSafetensors(path) : decodeTorch(content, path);
  return set.adapted?.(tensors) ?? tensors;
}
