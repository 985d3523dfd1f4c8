/** The names that shell completion offers, by what the placeholders of commands call them. */
import { BACKEND_NAMES } from '@refold/core/backend';
import { DATASET_NAMES } from '@refold/core/data';
import { EXPORT_FORMATS } from '@refold/core/export';
import { CRITERIA } from '@refold/core/prune';
import { PRETRAINED } from '@refold/core/zoo';
import { SCALES } from '../../define/scales.ts';
import { listModels, listRewritings } from '../../models/catalogue.ts';
import { listPruners } from '../../models/pruners.ts';
import { paperNames } from '../../plan/papers.ts';
import { RUNS_ACTIONS } from '../commands/runs.ts';
import type { Names } from './grammar.ts';

/** All names that there are now. Loads every paper's index. @param experiments folder of all papers' experiments */
export async function namesIn(experiments: string): Promise<Names> {
  const [models, rewritings, pruners] = await Promise.all([
    listModels(experiments),
    listRewritings(experiments),
    listPruners(experiments),
  ]);
  return {
    paper: paperNames(experiments),
    action: RUNS_ACTIONS,
    scale: SCALES,
    backend: BACKEND_NAMES,
    dataset: DATASET_NAMES,
    weights: PRETRAINED.map(({ name }) => name),
    model: models.map(({ name }) => name),
    rewriting: Object.keys(rewritings),
    format: Object.keys(EXPORT_FORMATS),
    way: [...CRITERIA, ...pruners.map(({ name }) => name)],
  };
}
