/** Every named model: those of core, with published weights too, those of each paper, and models in files. */
import { RefoldError, Rng } from '@refold/core';
import { type DatasetSpec, datasetFacts } from '@refold/core/data';
import { network } from '@refold/core/init';
import { type Model, type ModelFacts, readNetwork } from '@refold/core/io';
import type { Layer, Params } from '@refold/core/layers';
import {
  loadWeights,
  type ModelEntry,
  modelNamed,
  PRETRAINED,
  type Pretrained,
  models as shared,
} from '@refold/core/zoo';
import type { Rewriting } from '../define/paper.ts';
import { loadPaper, paperNames } from '../plan/papers.ts';
import { unknownName } from '../terminal/suggestions.ts';
import { isModelFile } from './model-file.ts';

/** A named model and its owner: a paper's name, or 'core'. */
export interface Listed {
  readonly name: string;
  readonly owner: string;
  readonly entry: ModelEntry;
  /** Of published weights: where they are from, and how accurate they are. */
  readonly weights?: Pretrained;
}

/** All named models: core's, published weights, then each paper's. */
export async function listModels(experiments: string): Promise<readonly Listed[]> {
  const owner = 'core';
  const listed: Listed[] = [
    ...Object.entries(shared).map(([name, entry]) => ({ name, owner, entry })),
    ...PRETRAINED.map(set => ({ name: set.name, owner, entry: published(set), weights: set })),
  ];
  for (const paper of paperNames(experiments)) {
    const { models } = await loadPaper(experiments, paper);
    listed.push(...Object.entries(models).map(([name, entry]) => ({ name, owner: paper, entry })));
  }
  return listed;
}

/** A named model, or one read from a file, with what is known of its images and outputs. */
export interface Found extends ModelEntry, ModelFacts {
  /** Loads its parameters: a file's, or published ones, which are downloaded if absent. Undefined if they are random. */
  readonly params?: () => Promise<Params>;
}

/**
 * The model of a name or of a file.
 * @throws RefoldError for an unknown name, with similar ones, and for a file that isn't a model file
 */
export async function findModel(experiments: string, name: string): Promise<Found> {
  if (isModelFile(name)) return inFile(name);
  if (/[/\\]/.test(name)) throw new RefoldError(`${name} isn't a model file: its name must end in .safetensors`);
  const set = PRETRAINED.find(known => known.name === name);
  if (set !== undefined) return published(set);
  const listed = await listModels(experiments);
  return modelNamed(Object.fromEntries(listed.map(({ name, entry }) => [name, entry])), name);
}

function inFile(path: string): Found {
  const { layer, params, ...rest } = readNetwork(path);
  return { ...rest, description: 'a model file', build: only(path, () => layer), params: async () => params };
}

function published(set: Pretrained): Found {
  const { title, model, accuracy, normalization, dataset } = set;
  const { labelKind } = datasetFacts({ name: dataset, split: 'test' } as DatasetSpec);
  const { input, build } = modelNamed(shared, model);
  return {
    description: `${title}; published weights, ${(100 * (1 - accuracy)).toFixed(2)} % test error`,
    input,
    build: only(set.name, build),
    params: () => fetched(set),
    normalization,
    ...(labelKind.kind === 'class' && 'classes' in labelKind && { classNames: labelKind.classes }),
  };
}

/** A builder for one number of classes: the parameters fit no other. */
const only =
  (name: string, build: () => Layer): ModelEntry['build'] =>
  ({ classes } = {}) => {
    if (classes === undefined) return build();
    throw new RefoldError(
      `${name}: its parameters fit its own number of classes; --classes is for named models with random parameters`,
    );
  };

async function fetched(set: Pretrained): Promise<Params> {
  const [{ shownBy }, { reporterFor }] = await Promise.all([import('./fetching.ts'), import('../terminal/progress')]);
  const reporter = reporterFor();
  try {
    return await loadWeights(set, { onProgress: shownBy(reporter) });
  } finally {
    reporter.end();
  }
}

/** The network of a model: with its parameters or, if it has none, random ones. */
export async function withParameters(found: Found, seed: number): Promise<Model> {
  const { build, input, params, normalization, classNames, dimensions } = found;
  const net =
    params === undefined
      ? network(build(), input, Rng.seeded(seed))
      : { layer: build(), input, params: await params() };
  return { ...net, normalization, classNames, dimensions };
}

/**
 * A model, rewritten as a paper does if a rewriting is named.
 * @throws RefoldError as `findModel`, for an unknown rewriting, with similar ones, and for one of a model that has parameters
 */
export async function findModelWith(experiments: string, name: string, rewriting?: string): Promise<Found> {
  const found = await findModel(experiments, name);
  if (rewriting === undefined) return found;
  if (found.params !== undefined) {
    throw new RefoldError(
      `${name}: its parameters fit this model only; --with is for named models with random parameters`,
    );
  }
  const rewrite = await findRewriting(experiments, rewriting);
  return {
    ...found,
    description: `${found.description}; with ${rewriting}`,
    build: options => rewrite(found.build(options), found.input),
  };
}

async function findRewriting(experiments: string, name: string): Promise<Rewriting> {
  const all = await listRewritings(experiments);
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found === undefined) throw unknownName('rewriting', name, Object.keys(all));
  return found;
}

/** What the papers make of any network, by name. */
export async function listRewritings(experiments: string): Promise<Readonly<Record<string, Rewriting>>> {
  const papers = await Promise.all(paperNames(experiments).map(paper => loadPaper(experiments, paper)));
  return Object.assign({}, ...papers.map(({ rewritings }) => rewritings));
}
