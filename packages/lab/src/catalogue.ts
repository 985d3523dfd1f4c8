/** Every named model: those that papers share, and each paper's own. */
import { type ModelEntry, modelNamed, models as shared } from '@refold/core/zoo';
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

/** @throws RefoldError for an unknown name, with the near ones */
export async function findModel(experiments: string, name: string): Promise<ModelEntry> {
  const listed = await listModels(experiments);
  return modelNamed(Object.fromEntries(listed.map(({ name, entry }) => [name, entry])), name);
}

/**
 * A model with what a paper makes of it, if that is asked for.
 * @throws RefoldError for an unknown name of either, with the near ones
 */
export async function findModelWith(experiments: string, name: string, rewriting?: string): Promise<ModelEntry> {
  const entry = await findModel(experiments, name);
  if (rewriting === undefined) return entry;
  const rewrite = await findRewriting(experiments, rewriting);
  return {
    ...entry,
    description: `${entry.description}; with ${rewriting}`,
    build: options => rewrite(entry.build(options), entry.input),
  };
}

async function findRewriting(experiments: string, name: string): Promise<Rewriting> {
  const papers = await Promise.all(paperNames(experiments).map(paper => loadPaper(experiments, paper)));
  const all: Readonly<Record<string, Rewriting>> = Object.assign({}, ...papers.map(({ rewritings }) => rewritings));
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found === undefined) throw unknownName('rewriting', name, Object.keys(all));
  return found;
}
