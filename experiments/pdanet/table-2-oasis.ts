/**
 * Table 2 on OASIS's photographs, which have no dominance.
 *   npx refold reproduce pdanet --table table-2-oasis
 * About 3 minutes at quick, 8 hours at standard, on two cores.
 * Comes out: whether attention, both kinds of it and the polarity-consistent loss each lower the error.
 */
import { defineTable } from '@refold/lab';
import { ABLATION, BASELINES, CLAIMS, columnsOf } from './columns.ts';
import { DEVIATIONS, type RegressionSettings, SETS, scalesOf } from './scales.ts';

export default defineTable<RegressionSettings>({
  title: 'Ablation on OASIS',
  printed: 'table2_ablation.csv',
  scales: scalesOf(SETS.oasis),
  columns: columnsOf(['valence', 'arousal']),
  rows: [...BASELINES, ...ABLATION],
  claims: CLAIMS,
  deviations: DEVIATIONS,
});
