/**
 * Not in the paper: the pruning methods of this repository on one network, at one share of its multiply-adds, with one schedule.
 *   npx refold reproduce csgd --table extra-four-methods
 * About 8 minutes at quick, 5 hours at standard, on two cores, beside table 1's runs, which at quick has the row C-SGD.
 * Comes out: accuracy of the pruned networks, and whether methods that train towards their cut are better than cutting by magnitude first.
 */
import type { Sgd } from '@refold/core/optim';
import { decayOn, defineTable, greater, type RunConfig, type Scale, score } from '@refold/lab';
import type { GsmSettings } from 'gsm';
import { COMPACTOR, type ResetSchedule, type ResRepSettings } from 'resrep';
import { centripetalRun, fromBase, type Mode, oneShotRun } from './recipes.ts';
import { DEVIATIONS, type PruneSettings, RESNETS } from './scales.ts';

/** What five eighths of every layer leave of the multiply-adds: the target of all. */
const KEEP = 0.391;

/** What ResRep and GSM need beside the schedule, fitted to its length as ε is. */
interface Fitted {
  readonly compactors: { readonly lambda: number; readonly momentum: number; readonly reset: ResetSchedule };
  readonly passive: { readonly momentum: number; readonly weightDecay: number };
}
interface FourSettings extends PruneSettings, Fitted {}

const FITTED: Readonly<Record<Scale, Fitted>> = {
  smoke: {
    compactors: { lambda: 0.5, momentum: 0.9, reset: { warmUp: 1, interval: 1, growth: 16 } },
    passive: { momentum: 0.9, weightDecay: 2e-3 },
  },
  quick: {
    compactors: { lambda: 0.005, momentum: 0.95, reset: { warmUp: 50, interval: 5, growth: 4 } },
    passive: { momentum: 0.98, weightDecay: 0.015 },
  },
  standard: {
    compactors: { lambda: 5.5e-4, momentum: 0.95, reset: { warmUp: 300, interval: 10, growth: 2 } },
    passive: { momentum: 0.98, weightDecay: 1.6e-3 },
  },
  /** Those of the papers. */
  paper: {
    compactors: { lambda: 1e-4, momentum: 0.99, reset: { warmUp: 3_906, interval: 200, growth: 4 } },
    passive: { momentum: 0.98, weightDecay: 1e-4 },
  },
};

const at = (scale: Scale): FourSettings => {
  const { base, network, net } = RESNETS[scale === 'standard' ? 'quick' : scale];
  const own = scale === 'standard' ? { base, network, net } : {};
  return { ...RESNETS[scale], ...own, ...FITTED[scale], comparable: false };
};

/** A run with other rules of momentum and decay. */
const ruled = (run: RunConfig, rules: Pick<Sgd, 'momentum' | 'weightDecay'>): RunConfig => ({
  ...run,
  optimizer: { ...(run.optimizer as Sgd), ...rules },
});

const byResRep = (settings: FourSettings): RunConfig => {
  const { lambda, momentum, reset } = settings.compactors;
  const method: ResRepSettings = { name: 'resrep', on: 'compactors', keep: KEEP, lambda, reset };
  return ruled(fromBase(settings, method), {
    momentum: [
      [COMPACTOR, momentum],
      ['', 0.9],
    ],
    weightDecay: [[COMPACTOR, 0], ...decayOn(1e-4)],
  });
};

const byGsm = (settings: FourSettings): RunConfig => {
  const { momentum, weightDecay } = settings.passive;
  const method: GsmSettings = { name: 'gsm', keep: KEEP };
  return ruled(fromBase(settings, method), { momentum, weightDecay: decayOn(weightDecay) });
};

const MAGNITUDE = 'Magnitude, then trained on';
const METHODS: Readonly<Record<string, Mode | ((settings: FourSettings) => RunConfig)>> = {
  'C-SGD': centripetalRun('kmeans'),
  ResRep: byResRep,
  GSM: byGsm,
  [MAGNITUDE]: oneShotRun('magnitude'),
};

const better = (method: string) =>
  greater(method, MAGNITUDE, 'pruned', {
    sentence: `${method} is better than cutting by magnitude and training on for as long.`,
    source: 'our own question',
    claimant: 'us',
  });

export default defineTable<FourSettings>({
  title: 'Extra: the pruning methods of this repository on one network',
  scales: { smoke: at('smoke'), quick: at('quick'), standard: at('standard'), paper: at('paper') },
  columns: {
    base: score({ heading: 'Base top-1', metric: 'top1Base' }),
    pruned: score({ heading: 'Pruned top-1', metric: 'top1Pruned' }),
    reduction: score({ heading: 'Multiply-adds saved', metric: 'reduction' }),
  },
  rows: Object.entries(METHODS).map(([name, train]) => ({
    name,
    train,
    ...(name === 'GSM' && { metrics: { base: 'top1Base', pruned: 'top1Pruned' } }),
  })),
  claims: [better('C-SGD'), better('ResRep'), better('GSM')],
  deviations: [
    ...DEVIATIONS,
    'C-SGD and magnitude narrow every layer alike, ResRep only layers that no sum ties, and chooses their widths. GSM leaves as large a share of the weights, not of the channels: dense hardware saves nothing.',
    'All have the base network, the epochs, the batches and the rate of C-SGD. The lasso of ResRep and the decay of GSM are fitted to that length.',
  ],
});
