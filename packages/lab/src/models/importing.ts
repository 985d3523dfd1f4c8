/** Weights from elsewhere as parameters of named models: by names that their publishers use, and never by guess. */
import { RefoldError } from '@refold/core';
import { matchedParams, matchFault, type StateDict, type WeightFile } from '@refold/core/io';
import type { Network } from '@refold/core/layers';
import {
  type Fit,
  type FitOptions,
  fitModel,
  isComplete,
  isNamedAs,
  type ModelEntry,
  type NameMap,
  nameMaps as shared,
} from '@refold/core/zoo';
import { loadPaper, paperNames } from '../plan/papers.ts';
import { findModelWith, listModels, listRewritings } from './catalogue.ts';

/** The model that weights are of. */
export interface ImportTarget extends FitOptions {
  readonly model: string;
  /** The rewriting that it has. */
  readonly rewriting?: string | undefined;
}

/** A network with weights from elsewhere, and how they fitted. */
export interface Imported {
  readonly network: Network;
  readonly fit: Fit;
}

/** A model that a file fits, as options of the command name it: 'resnet-18 --with dbb'. */
export interface Fitting {
  readonly model: string;
  readonly fit: Fit;
}

/** The names that core's models and the papers' are published under. */
export async function listNameMaps(experiments: string): Promise<readonly NameMap[]> {
  const papers = await Promise.all(paperNames(experiments).map(name => loadPaper(experiments, name)));
  return [...shared, ...papers.flatMap(({ nameMaps }) => nameMaps ?? [])];
}

/**
 * The network of a named model with the tensors of a file, trained or folded as they are.
 * @throws RefoldError as `findModelWith`; for a model that has parameters or no published names; and for tensors that are missing, of another
 *   shape or without a place, by name
 */
export async function importModel(
  experiments: string,
  path: string,
  { tensors }: WeightFile,
  { model, rewriting, pruned = false }: ImportTarget,
): Promise<Imported> {
  const found = await findModelWith(experiments, model, rewriting);
  if (found.params !== undefined) {
    throw new RefoldError(`${model} has weights already; --model is for named models with random parameters`);
  }
  const all = await listNameMaps(experiments);
  const maps = all.filter(map => map.rewriting === rewriting);
  const name = named(model, rewriting);
  const [fit] = fitModel(found, tensors, maps, { pruned });
  if (fit === undefined) {
    throw new RefoldError(
      `${name}: Refold knows no names under which it is published, so no file of weights can be read into it`,
    );
  }
  if (!isComplete(fit)) {
    const other = all.find(map => map.rewriting !== rewriting && isNamedAs(map, tensors));
    throw new RefoldError(`${path} doesn't fit ${name}: ${misfit(fit, other, pruned)}`);
  }
  const { layer, match } = fit;
  return { network: { layer, input: found.input, params: matchedParams(match) }, fit };
}

/** What is wrong, and what to do. */
function misfit({ match, map, form }: Fit, other: NameMap | undefined, pruned: boolean): string {
  if (other !== undefined) {
    const instead = other.rewriting === undefined ? 'leave out --with' : `add --with ${other.rewriting}`;
    return `its names are those of ${other.of}: ${instead}.`;
  }
  if (match.matched.length + match.misshaped.length === 0) {
    return 'none of its tensors has a name by which Refold knows that model. Without --model, refold import lists what it holds and which models it fits.';
  }
  const { hint: _, ...bare } = match;
  const advice = match.misshaped.length > 0 && !pruned ? ' If it is of a pruned network, add --pruned.' : '';
  return `in the names of ${map.of}, ${formInWords(form)}, ${matchFault(bare)}.${advice}`;
}

/** 'as trained' */
export const formInWords = (form: Fit['form']): string => (form === 'trained' ? 'as trained' : 'folded');

/** The publishers whose names all tensors of a file have, and the named models that it fits completely; if none, those that it is pruned of. */
export async function modelsThatFit(
  experiments: string,
  { tensors }: WeightFile,
): Promise<{ readonly maps: readonly NameMap[]; readonly fitting: readonly Fitting[] }> {
  const maps = (await listNameMaps(experiments)).filter(map => isNamedAs(map, tensors));
  if (maps.length === 0) return { maps, fitting: [] };
  const candidates = await candidatesFor(experiments, maps);
  const fitting = (pruned: boolean): readonly Fitting[] =>
    candidates.flatMap(({ model, entry, maps }) => {
      const fit = completeFit(entry, tensors, maps, { pruned });
      return fit === undefined ? [] : [{ model: pruned ? `${model} --pruned` : model, fit }];
    });
  const complete = fitting(false);
  return { maps, fitting: complete.length > 0 ? complete : fitting(true) };
}

/** Named models without parameters, each as it is and with the rewritings that publishers' names are for. */
async function candidatesFor(experiments: string, maps: readonly NameMap[]) {
  const [models, rewritings] = await Promise.all([listModels(experiments), listRewritings(experiments)]);
  const byRewriting = [...new Set(maps.map(map => map.rewriting))].map(
    rewriting => [rewriting, maps.filter(map => map.rewriting === rewriting)] as const,
  );
  return models
    .filter(({ entry }) => !('params' in entry))
    .flatMap(({ name, entry: { build, input } }) =>
      byRewriting.map(([rewriting, maps]) => {
        const rewrite = rewriting === undefined ? undefined : rewritings[rewriting];
        const rewritten: ModelEntry['build'] = options => rewrite?.(build(options), input) ?? build(options);
        return { model: named(name, rewriting), entry: { input, build: rewritten }, maps };
      }),
    );
}

/** A model as the command's options name it. */
const named = (model: string, rewriting: string | undefined): string =>
  rewriting === undefined ? model : `${model} --with ${rewriting}`;

/** Undefined for a model that the file doesn't fit, or that can't be rewritten so. */
function completeFit(
  entry: Pick<ModelEntry, 'build' | 'input'>,
  state: StateDict,
  maps: readonly NameMap[],
  options: FitOptions,
): Fit | undefined {
  try {
    return fitModel(entry, state, maps, options).find(isComplete);
  } catch (error) {
    if (error instanceof RefoldError) return undefined;
    throw error;
  }
}
