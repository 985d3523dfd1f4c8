/** Figure 4, left: accuracy against multiply-adds saved, with and without each of the two ideas. As a table. */
import { type Cell, defineTable, greater, less, score, trained } from '@refold/lab';
import { LASSO_STRENGTHS, lasso, MODES, type Mode } from './modes.ts';
import { DEVIATIONS, type PruneSettings, SCALES } from './scales.ts';

const COLUMNS = {
  top1: score({ heading: 'Top-1, trained', printed: 'Top-1 acc' }),
  minimal: score({
    heading: 'Saved by the smallest network no worse',
    printed: 'FLOPs reduction of minimal structure',
  }),
  pruned: score({ heading: 'Top-1, cut to the target' }),
  lost: score({ heading: 'Lost by the cut', better: 'lower' }),
  reduction: score({ heading: 'Saved by the cut', printed: 'FLOPs reduction' }),
};
type Key = keyof typeof COLUMNS;

const RESREP = 'ResRep';
const ONLY_REP = 'only Rep';
const ONLY_RES = 'only Res';
const lassoRow = (strength: number): string => `baseline lasso lambda=${strength}`;
/** The strength whose claims are judged. */
const JUDGED = lassoRow(0.03);

const cellsOf = (mode: Mode, searches: boolean): { readonly [key in Key]?: Cell<PruneSettings> } => ({
  top1: trained(mode, 'top1'),
  pruned: trained(mode, 'top1Pruned'),
  lost: trained(mode, 'lostByCut'),
  reduction: trained(mode, 'reduction'),
  ...(searches && { minimal: trained(mode, 'minimalReduction') }),
});

export default defineTable<PruneSettings, Key>({
  title: 'Figure 4, left: the lasso alone, compactors alone, resetting alone, and both',
  printed: 'figure4_resnet56-ablation.csv',
  scales: SCALES,
  columns: COLUMNS,
  rows: [
    { name: RESREP, printed: 'ResRep point 2', cells: cellsOf(MODES.resrep, false) },
    { name: ONLY_REP, printed: 'only Rep point 2', cells: cellsOf(MODES.onlyRep, true) },
    { name: ONLY_RES, printed: 'only Res point 2', cells: cellsOf(MODES.onlyRes, false) },
    ...LASSO_STRENGTHS.map(strength => {
      const name = lassoRow(strength);
      return { name, ...(name !== JUDGED && { settings: { seeds: [0] } }), cells: cellsOf(lasso(strength), true) };
    }),
  ],
  claims: [
    less(RESREP, 0.05, 'lost', { sentence: 'ResRep loses nothing when it is cut.', source: 'figure 4, middle' }),
    greater(JUDGED, RESREP, 'lost', {
      sentence: 'The lasso on filters loses when it is cut, ResRep does not.',
      source: 'figure 4, middle',
    }),
    greater(RESREP, ONLY_REP, 'pruned', {
      sentence: 'Resetting is needed: compactors with a lasso alone are worse.',
      source: 'figure 4, left',
    }),
    greater(RESREP, ONLY_RES, 'pruned', {
      sentence: 'Compactors are needed: resetting on filters is worse.',
      source: 'figure 4, left',
    }),
    greater(RESREP, JUDGED, 'pruned', {
      sentence: 'Both together are better than the lasso on filters.',
      source: 'figure 4, left',
    }),
  ],
  deviations: [
    ...DEVIATIONS,
    'Of the four points of a curve the one near the target of table 2 is trained; the printed figures beside it are of the second points.',
    "The lasso on filters has the paper's strengths at every scale, though below --scale paper it has so much fewer steps to act; rows but for 0.03 have one seed.",
    'Resetting on filters has the lasso by which they shrink as fast as compactors do, at their momentum of 0.9.',
    'The smallest network that is no worse is looked for in steps of a fiftieth of all channels, on the first test images, where the paper takes channels one by one.',
    'A method that leaves no zeros is cut to the same multiply-adds by the norms that it has.',
  ],
});
