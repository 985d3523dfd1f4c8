/** Every named model: those that papers share, and each paper's own. */
import { type ModelEntry, modelNamed, models as shared } from '@refold/core/zoo';
import { loadPaper, paperNames } from './papers.ts';

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
