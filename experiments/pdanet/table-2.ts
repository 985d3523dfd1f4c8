/**
 * Table 2: what attention and the loss are worth, on D-ViSA's abstract paintings.
 *   npx refold reproduce pdanet --table table-2
 * About 4 minutes at quick, 12 hours at standard, on two cores.
 * Comes out: whether attention, both kinds of it and the polarity-consistent loss each lower the error.
 */
import { defineTable } from '@refold/lab';
import { ABLATION, BASELINES, CLAIMS, columnsOf } from './columns.ts';
import { DEVIATIONS, type RegressionSettings, SETS, scalesOf } from './scales.ts';

export default defineTable<RegressionSettings>({
  title: 'Ablation on D-ViSA',
  printed: 'table2_ablation.csv',
  scales: scalesOf(SETS.dVisa),
  columns: columnsOf(['valence', 'arousal', 'dominance']),
  rows: [...BASELINES, ...ABLATION],
  claims: CLAIMS,
  deviations: DEVIATIONS,
});
