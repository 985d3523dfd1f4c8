/**
 * λ of the polarity-consistent loss, on D-ViSA: the paper's runs on NAPS tried 1, 5, 10 and 20.
 *   npx refold reproduce pdanet --table table-3
 * About 2 minutes at quick, 7 hours at standard, on two cores, with the runs that table 2 shares.
 * Comes out: what a larger λ does to the error and to polarity.
 */
import { defineTable, less } from '@refold/lab';
import { columnsOf } from './columns.ts';
import { bothRun, pcrRun } from './recipes.ts';
import { DEVIATIONS, type RegressionSettings, SETS, scalesOf } from './scales.ts';

const LAMBDAS = [1, 5, 10, 20];
const nameOf = (lambda: number): string => `λ = ${lambda}`;

const fewerErrors = (lambda: number) =>
  less(nameOf(lambda), nameOf(0), 'signs', {
    sentence: `With λ = ${lambda} fewer predictions are on the wrong side of neutral than without.`,
    source: 'abstract',
  });

export default defineTable<RegressionSettings>({
  title: 'Weight of the polarity-consistent loss, on D-ViSA',
  scales: scalesOf(SETS.dVisa),
  columns: columnsOf(['valence', 'arousal', 'dominance']),
  rows: [
    { name: nameOf(0), train: bothRun },
    ...LAMBDAS.map(lambda => ({ name: nameOf(lambda), train: pcrRun(lambda) })),
  ],
  claims: [fewerErrors(1), fewerErrors(5), fewerErrors(10), fewerErrors(20)],
  deviations: DEVIATIONS,
});
