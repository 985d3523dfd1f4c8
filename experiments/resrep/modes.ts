/** The methods that the tables compare, with the settings of a scale (table 3, and section (b.8)'s ablations in figure 4). */
import type { RunConfig, Scale } from '@refold/lab';
import type { ResRepSettings } from 'resrep';
import { fromScratch, pruning } from './recipes.ts';
import { type PruneSettings, SCALES } from './scales.ts';

export type Mode = (settings: PruneSettings) => RunConfig;

/** A mode's run with the first seed, as the tables have it. */
export const firstSeed = (mode: Mode, scale: Scale) => ({ ...mode(SCALES[scale]), seed: 0 });

/** ResRep on compactors with the settings' schedule, or what `others` make of it. */
export function resrep(settings: PruneSettings, others: Partial<ResRepSettings> = {}): ResRepSettings {
  const { lambda, keep, reset } = settings;
  return { name: 'resrep', on: 'compactors', lambda, keep, reset, ...others };
}

/** Without resetting: nothing is chosen while it trains. The smallest network without an accuracy drop is searched for. */
function lassoAlone(settings: PruneSettings, others: Partial<ResRepSettings> = {}) {
  const { reset: _, ...rest } = resrep(settings, others);
  return { ...rest, minimalOn: settings.minimalOn } as ResRepSettings;
}

/** The run with about 24 snapshots and evaluations, for figures. */
function observed(run: RunConfig): RunConfig {
  const every = Math.ceil(run.epochs / 24);
  return { ...run, snapshotEvery: every, evalEvery: every };
}

/** A group lasso on the targets' filters, of one of the paper's strengths. */
export const lasso =
  (lambda: number): Mode =>
  settings => {
    const run = pruning(settings, lassoAlone(settings, { on: 'filters', lambda }));
    return lambda === 0.03 ? observed(run) : run;
  };

export const MODES = {
  /** Compactors, with resetting. */
  resrep: settings => observed(pruning(settings, resrep(settings))),
  /** Factors in the place of compactors (table 3, row 4). */
  vector: settings => pruning(settings, resrep(settings, { on: 'factors' })),
  /** The lasso on compactors, no resetting (figure 4, "only Rep"). */
  onlyRep: settings => pruning(settings, lassoAlone(settings)),
  /** Resetting on the targets' own filters (figure 4, "only Res"), pulled so that they shrink as fast as compactors do. */
  onlyRes: settings => {
    const lambda = (settings.lambda * (1 - 0.9)) / (1 - settings.momentum);
    return pruning(settings, resrep(settings, { on: 'filters', lambda }));
  },
  /** Compactors learn with the momentum of all else (table 3, row 5). */
  ordinaryMomentum: settings => pruning({ ...settings, momentum: 0.9 }, resrep(settings)),
  /** The base network, trained on (table 3, row 1). */
  continued: settings => pruning(settings),
  /** The same share of every target, from random parameters at the rate of base networks (table 3, row 2). */
  uniform: settings =>
    fromScratch({ ...settings, lr: settings.base.lr }, { name: 'cutFirst', by: 'uniform', keep: 0.5 }),
  /** The shortest filters cut first, then trained (table 3, row 3). */
  longest: settings => observed(pruning(settings, { name: 'cutFirst', by: 'l2', keep: settings.keep })),
} as const satisfies Record<string, Mode>;
