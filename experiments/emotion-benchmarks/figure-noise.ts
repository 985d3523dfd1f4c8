/**
 * Noise of labels as a heat map: the numbers of table 5.
 *   npx refold reproduce emotion-benchmarks --table figure-noise
 * Seconds after table 5.
 * Comes out: which sets' labels of positive and of negative pictures are least certain.
 */
import { defineFigure, heatMaps } from '@refold/lab';
import { NAMES } from './table-6.ts';

/** Columns of table 5. */
const RATES = ['negative', 'positive', 'mean'] as const;

export default defineFigure({
  title: 'Noise of polarity labels, estimated set by set',
  draw: ({ columnOf }) => {
    const found = RATES.map(key => new Map(columnOf('table-5', key).map(({ row, measured }) => [row, measured])));
    const values = NAMES.map(name => found.map(column => column.get(name) ?? Number.NaN));
    if (!values.flat().every(Number.isFinite)) return {};
    return {
      rows: NAMES.map((set, i) => ({ set, ...Object.fromEntries(RATES.map((key, j) => [key, values[i]![j]!])) })),
    };
  },
  plot: ({ rows }) => {
    if (rows.length === 0) return;
    const values = rows.map(row => RATES.map(column => Number(row[column])));
    return heatMaps([{ name: 'share of labels', values, rows: NAMES, columns: RATES, digits: 2 }], {
      title: 'Labels that are probably wrong',
      scale: 'share of labels',
    });
  },
});
