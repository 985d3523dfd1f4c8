/**
 * Table 2 on Emotion6's photographs, which have no dominance.
 *   npx refold reproduce pdanet --table table-2-emotion6
 * About 4 minutes at quick, 10 hours at standard, on two cores.
 * Comes out: whether attention, both kinds of it and the polarity-consistent loss each lower the error.
 */
import { defineTable } from '@refold/lab';
import { ABLATION, BASELINES, CLAIMS, columnsOf } from './columns.ts';
import { DEVIATIONS, type RegressionSettings, SETS, scalesOf } from './scales.ts';

export default defineTable<RegressionSettings>({
  title: 'Ablation on Emotion6',
  printed: 'table2_ablation.csv',
  scales: scalesOf(SETS.emotion6),
  columns: columnsOf(['valence', 'arousal']),
  rows: [...BASELINES, ...ABLATION],
  claims: CLAIMS,
  deviations: DEVIATIONS,
});
