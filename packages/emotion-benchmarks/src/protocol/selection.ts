/** Settings of a learner chosen by cross-validation among the training samples: the test samples have no part in it. */
import type { FitContext, Learner, LearnerSettings, Samples } from '../learners/learner.ts';
import { joined } from './samples.ts';
import { fitAndScore, standardised } from './score.ts';

/** Settings, and how they did where there was a choice. */
export interface Chosen {
  readonly settings: LearnerSettings;
  /** Mean score over the parts left out, the higher the better; undefined where nothing was to be chosen. */
  readonly score?: number;
}

/**
 * The best of a learner's grid: each is learnt on all parts but one and scored on that, for the first `folds` parts in turn. Of equal ones the first.
 * @param fixed settings that aren't chosen
 * @param folds 0: the defaults are taken
 */
export async function chosenSettings(
  learner: Learner,
  parts: readonly Samples[],
  fixed: LearnerSettings,
  folds: number,
  context: FitContext,
): Promise<Chosen> {
  const candidates = candidatesOf(learner, fixed);
  if (candidates.length === 1) return { settings: candidates[0]! };
  if (folds === 0) return { settings: { ...learner.defaults, ...fixed } };
  const splits = parts.slice(0, folds).map((held, k) => standardised(joined(parts.filter((_, i) => i !== k)), held));
  let best: Required<Chosen> | undefined;
  for (const settings of candidates) {
    const scores = [];
    for (const split of splits) {
      context.stopIfAsked();
      scores.push(await fitAndScore(learner, settings, split, context));
    }
    const score = scores.reduce((sum, one) => sum + one, 0) / scores.length;
    if (best === undefined || score > best.score) best = { settings, score };
  }
  return best!;
}

/** The grid's settings that agree with the fixed ones, each once. */
function candidatesOf({ defaults, grid = [{}] }: Learner, fixed: LearnerSettings): readonly LearnerSettings[] {
  const all = grid.map(some => ({ ...defaults, ...some, ...fixed }) as LearnerSettings);
  return [...new Map(all.map(settings => [JSON.stringify(settings), settings])).values()];
}
