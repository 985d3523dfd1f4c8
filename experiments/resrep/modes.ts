/** The methods that the tables compare, with the settings of a scale (section (b.8) of the paper's ablations: table 3 and figure 4). */
import type { RunConfig } from '@refold/lab';
import type { ResRepSettings } from 'resrep';
import { pruning } from './recipes.ts';
import type { PruneSettings } from './scales.ts';

/** Strengths of the lasso on filters in figure 4. */
export const LASSO_STRENGTHS = [0.3, 0.03, 0.003, 0.001] as const;

const resrep = ({ lambda, keep, reset }: PruneSettings, others: Partial<ResRepSettings> = {}): ResRepSettings => ({
  name: 'resrep',
  on: 'compactors',
  lambda,
  keep,
  reset,
  ...others,
});

/** Without resetting: nothing is chosen while it trains. */
function withoutReset(settings: ResRepSettings): ResRepSettings {
  const { reset: _, ...rest } = settings;
  return rest as ResRepSettings;
}

export type Mode = (settings: PruneSettings) => RunConfig;

export const MODES = {
  /** Compactors, with resetting. */
  resrep: settings => pruning(settings, resrep(settings), { snapshots: true }),
  /** Factors in the place of compactors (table 3, row 4). */
  vector: settings => pruning(settings, resrep(settings, { on: 'factors' })),
  /** The lasso on compactors, no resetting (figure 4, "only Rep"). */
  onlyRep: settings => pruning(settings, withoutReset(resrep(settings, { minimalOn: settings.minimalOn }))),
  /** Resetting on the targets' own filters (figure 4, "only Res"), pulled so that they shrink as fast as compactors do. */
  onlyRes: settings => {
    const lambda = (settings.lambda * (1 - 0.9)) / (1 - settings.momentum);
    return pruning(settings, resrep(settings, { on: 'filters', lambda }));
  },
  /** Compactors learn with the momentum of all else (table 3, row 5). */
  ordinaryMomentum: settings => pruning(settings, resrep(settings), { momentum: 0.9 }),
  /** The base network, trained on (table 3, row 1). */
  continued: settings => pruning(settings),
  /** The same share of every target, from random parameters (table 3, row 2). */
  uniform: settings => pruning(settings, { name: 'cutFirst', by: 'uniform', keep: 0.5 }, { afresh: true }),
  /** The shortest filters cut first, then trained (table 3, row 3). */
  longest: settings => pruning(settings, { name: 'cutFirst', by: 'l2', keep: settings.keep }, { snapshots: true }),
} as const satisfies Record<string, Mode>;

/** A group lasso on the targets' filters, of one of the paper's strengths. */
export const lasso =
  (strength: number): Mode =>
  settings => {
    const method = resrep(settings, { on: 'filters', lambda: strength, minimalOn: settings.minimalOn });
    return pruning(settings, withoutReset(method), { snapshots: strength === 0.03 });
  };
