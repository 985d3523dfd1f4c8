/**
 * Not in the paper: the pruning methods of this repository on one network, at one share of its multiply-adds, with one schedule.
 *   npx refold reproduce csgd --table extra-four-methods
 * About 10 minutes at quick, 6 hours at standard, on two cores.
 * Comes out: accuracy of the pruned networks, and whether methods that train towards their cut are better than cutting by magnitude first.
 */
import { datasetFacts } from '@refold/core/data';
import type { Pruner } from '@refold/core/train';
import { defineTable, greater, type RunConfig, type Scale, score } from '@refold/lab';
import { aofpPruner } from 'aofp';
import { csgdPruner } from 'csgd';
import { gsmPruner } from 'gsm';
import { resrepPruner } from 'resrep';
import { fromBase, type Mode, oneShotRun } from './recipes.ts';
import { DEVIATIONS, type PruneSettings, RESNETS } from './scales.ts';

/** What five eighths of every layer leave of the multiply-adds, rounded up: the target of all. */
const KEEP = 0.3932;

const at = (scale: Scale): PruneSettings => {
  const { base, network, net } = RESNETS[scale === 'standard' ? 'quick' : scale];
  const own = scale === 'standard' ? { base, network, net } : {};
  return { ...RESNETS[scale], ...own, comparable: false };
};

/** A run as `refold prune --by` plans it: what a method needs beside the schedule is fitted to that. */
const plannedBy =
  ({ plan, targets }: Pruner): Mode =>
  (settings, seed) => {
    const run = fromBase(settings);
    const { method, optimizer } = plan({
      net: run,
      keep: KEEP,
      targets: targets?.(run) ?? [],
      schedule: scheduleOf(settings, run),
      seed,
    });
    return { ...run, method, optimizer };
  };

function scheduleOf({ lr, at: [first = 0, ...others], epochs, batchSize }: PruneSettings, { data }: RunConfig) {
  const { size = 0 } = datasetFacts(data.train);
  return { lr, at: [first, ...others] as const, epochs, stepsPerEpoch: Math.floor(size / batchSize) };
}

const MAGNITUDE = 'Magnitude, then trained on';
const METHODS: Readonly<Record<string, Mode>> = {
  'C-SGD': plannedBy(csgdPruner),
  ResRep: plannedBy(resrepPruner),
  GSM: plannedBy(gsmPruner),
  AOFP: plannedBy(aofpPruner),
  [MAGNITUDE]: oneShotRun('magnitude'),
};

const better = (method: string) =>
  greater(method, MAGNITUDE, 'pruned', {
    sentence: `${method} is better than cutting by magnitude and training on for as long.`,
    source: 'our own question',
    claimant: 'us',
  });

export default defineTable<PruneSettings>({
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
  claims: [better('C-SGD'), better('ResRep'), better('GSM'), better('AOFP')],
  deviations: [
    ...DEVIATIONS,
    'C-SGD and magnitude narrow every layer alike; ResRep and AOFP only layers that no sum ties, and find their widths. GSM leaves as large a share of the weights, not of the channels: dense hardware saves nothing.',
    'All have the base network, the epochs, the batches and the rate of C-SGD. What a method needs beside them (a pull, a lasso, a decay, samples) is fitted to that length, as `refold prune --by` fits it.',
  ],
});
