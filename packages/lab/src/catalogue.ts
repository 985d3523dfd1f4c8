/** Every named model: those that papers share, and each paper's own; and models in files. */
import { RefoldError, Rng } from '@refold/core';
import { readNetwork } from '@refold/core/io';
import { type Network, network, type Params } from '@refold/core/layers';
import { type ModelEntry, modelNamed, models as shared } from '@refold/core/zoo';
import { isModelFile } from './model-file.ts';
import { unknownName } from './near.ts';
import { loadPaper, paperNames } from './papers.ts';
import type { Rewriting } from './types.ts';

/** A model and whose it is: a paper's name, or 'core'. */
export interface Listed {
  readonly name: string;
  readonly owner: string;
  readonly entry: ModelEntry;
}

export async function listModels(experiments: string): Promise<readonly Listed[]> {
  const listed = Object.entries(shared).map(([name, entry]): Listed => ({ name, owner: 'core', entry }));
  for (const paper of paperNames(experiments)) {
    const { models } = await loadPaper(experiments, paper);
    listed.push(...Object.entries(models).map(([name, entry]) => ({ name, owner: paper, entry })));
  }
  return listed;
}

/** A named model or, with parameters, that of a file. */
export interface Found extends ModelEntry {
  readonly params?: Params;
}

/** @throws RefoldError for an unknown name, with the near ones, and for a file that is none (named) */
export async function findModel(experiments: string, name: string): Promise<Found> {
  if (isModelFile(name)) return inFile(name);
  const listed = await listModels(experiments);
  return modelNamed(Object.fromEntries(listed.map(({ name, entry }) => [name, entry])), name);
}

function inFile(path: string): Found {
  const { layer, input, params } = readNetwork(path);
  const build: ModelEntry['build'] = ({ classes } = {}) => {
    if (classes === undefined) return layer;
    throw new RefoldError(`${path}: a model file has its classes; --classes is for named models`);
  };
  return { description: 'a model file', input, build, params };
}

/** A model with the parameters of its file or, named, with random ones. */
export const withParameters = ({ build, input, params }: Found, seed: number): Network =>
  params === undefined ? network(build(), input, Rng.seeded(seed)) : { layer: build(), input, params };

/**
 * A model with what a paper makes of it, if that is asked for.
 * @throws RefoldError as `findModel`, and for an unknown rewriting, with the near ones, or one of a model file
 */
export async function findModelWith(experiments: string, name: string, rewriting?: string): Promise<Found> {
  const found = await findModel(experiments, name);
  if (rewriting === undefined) return found;
  if (found.params) throw new RefoldError(`${name}: a model file is what it is; --with is for named models`);
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
