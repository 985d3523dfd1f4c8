/** Every named model: those that papers share, with published weights too, and each paper's own; and models in files. */
import { RefoldError, Rng } from '@refold/core';
import type { Normalization } from '@refold/core/data';
import { network } from '@refold/core/init';
import { readNetwork } from '@refold/core/io';
import type { Layer, Network, Params } from '@refold/core/layers';
import {
  loadWeights,
  type ModelEntry,
  modelNamed,
  PRETRAINED,
  type Pretrained,
  models as shared,
} from '@refold/core/zoo';
import type { Rewriting } from '../define/types.ts';
import { loadPaper, paperNames } from '../plan/papers.ts';
import { unknownName } from '../terminal/suggestions.ts';
import { isModelFile } from './model-file.ts';

/** A model and whose it is: a paper's name, or 'core'. */
export interface Listed {
  readonly name: string;
  readonly owner: string;
  readonly entry: ModelEntry;
}

export async function listModels(experiments: string): Promise<readonly Listed[]> {
  const core = [...Object.entries(shared), ...PRETRAINED.map(set => [set.name, published(set)] as const)];
  const listed = core.map(([name, entry]): Listed => ({ name, owner: 'core', entry }));
  for (const paper of paperNames(experiments)) {
    const { models } = await loadPaper(experiments, paper);
    listed.push(...Object.entries(models).map(([name, entry]) => ({ name, owner: paper, entry })));
  }
  return listed;
}

/** A named model, or that of a file. */
export interface Found extends ModelEntry {
  /** A file's, or published ones, which are fetched if they are absent; undefined where they are random. */
  readonly params?: () => Promise<Params>;
  /** What its images are normalised by, where that is not the dataset's own. */
  readonly normalization?: Normalization;
}

/** @throws RefoldError for an unknown name, with the near ones, and for a file that is none (named) */
export async function findModel(experiments: string, name: string): Promise<Found> {
  if (isModelFile(name)) return inFile(name);
  if (/[/\\]/.test(name)) throw new RefoldError(`${name} is no model file: the name of one ends in .safetensors`);
  const set = PRETRAINED.find(known => known.name === name);
  if (set !== undefined) return published(set);
  const listed = await listModels(experiments);
  return modelNamed(Object.fromEntries(listed.map(({ name, entry }) => [name, entry])), name);
}

function inFile(path: string): Found {
  const { layer, input, params } = readNetwork(path);
  return { description: 'a model file', input, build: only(path, () => layer), params: async () => params };
}

function published(set: Pretrained): Found {
  const { title, model, accuracy, normalization } = set;
  const { input, build } = modelNamed(shared, model);
  return {
    description: `${title}; published weights, ${(100 * (1 - accuracy)).toFixed(2)} % test error`,
    input,
    build: only(set.name, build),
    params: () => fetched(set),
    normalization,
  };
}

/** Parameters are for one number of classes. */
const only =
  (name: string, build: () => Layer): ModelEntry['build'] =>
  ({ classes } = {}) => {
    if (classes === undefined) return build();
    throw new RefoldError(
      `${name}: its parameters are for its own classes; --classes is for named models with random ones`,
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

/** A network, and what its images are normalised by, where that is not the dataset's own. */
export type Loaded = Network & Pick<Found, 'normalization'>;

/** A model with the parameters that it has or, if it has none, with random ones. */
export async function withParameters(found: Found, seed: number): Promise<Loaded> {
  const { build, input, params, normalization } = found;
  if (params === undefined) return network(build(), input, Rng.seeded(seed));
  return { layer: build(), input, params: await params(), ...(normalization && { normalization }) };
}

/**
 * A model with what a paper makes of it, if that is asked for.
 * @throws RefoldError as `findModel`, and for an unknown rewriting, with the near ones, or one of a model that has parameters
 */
export async function findModelWith(experiments: string, name: string, rewriting?: string): Promise<Found> {
  const found = await findModel(experiments, name);
  if (rewriting === undefined) return found;
  if (found.params !== undefined) {
    throw new RefoldError(`${name}: its parameters fit nothing else; --with is for named models with random ones`);
  }
  const rewrite = await findRewriting(experiments, rewriting);
  return {
    ...found,
    description: `${found.description}; with ${rewriting}`,
    build: options => rewrite(found.build(options), found.input),
  };
}

async function findRewriting(experiments: string, name: string): Promise<Rewriting> {
  const papers = await Promise.all(paperNames(experiments).map(paper => loadPaper(experiments, paper)));
  const all: Readonly<Record<string, Rewriting>> = Object.assign({}, ...papers.map(({ rewritings }) => rewritings));
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found === undefined) throw unknownName('rewriting', name, Object.keys(all));
  return found;
}
