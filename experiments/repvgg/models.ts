/** The rows' names, as the paper prints them, and the networks behind them. */

import { count } from '@refold/core/cost';
import { countFolded } from '@refold/core/fold';
import { type ModelEntry, models as shared } from '@refold/core/zoo';
import { models as own } from 'repvgg';

const byPrintedName = new Map(
  Object.entries({ ...shared, ...own }).map(([name, entry]) => [name.toLowerCase(), entry]),
);

/** The model of a printed name, where we have it. */
export const modelOf = (printed: string): ModelEntry | undefined => byPrintedName.get(printed.toLowerCase());

/** Costs of a model, each worked out once: several cells read them. */
function remembered<T>(work: (model: ModelEntry) => T): (model: ModelEntry) => T {
  const known = new Map<ModelEntry, T>();
  return model => {
    const value = known.get(model) ?? work(model);
    known.set(model, value);
    return value;
  };
}

/** Folded, at the model's own input. */
export const foldedCost = remembered(({ build, input }) => countFolded(build(), input).total);
/** As trained. */
export const trainedCost = remembered(({ build, input }) => count(build(), input).total);
