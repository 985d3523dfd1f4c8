/**
 * Figure 4, left: accuracy against multiply-adds saved, with and without each of the two ideas. As a table.
 *   npx refold reproduce resrep --table figure-4
 * About 13 minutes at quick, 5 hours at standard, on two cores; the row ResRep is table 2's run.
 * Comes out: accuracy as trained and as cut, and whether either idea alone is worse than both.
 */
import { defineTable, greater, less, score } from '@refold/lab';
import { lasso, MODES } from './modes.ts';
import { DEVIATIONS, type PruneSettings, SCALES } from './scales.ts';

const RESREP = 'ResRep';
const ONLY_REP = 'only Rep';
const ONLY_RES = 'only Res';
const lassoRow = (strength: number): string => `baseline lasso lambda=${strength}`;
/** The strength whose claims are judged. */
const JUDGED = lassoRow(0.03);

const better = (than: string, sentence: string) =>
  greater(RESREP, than, 'pruned', { sentence, source: 'figure 4, left' });

export default defineTable<PruneSettings>({
  title: 'Figure 4, left: the lasso alone, compactors alone, resetting alone, and both',
  printed: 'figure4_resnet56-ablation.csv',
  scales: SCALES,
  columns: {
    top1: score({ heading: 'Top-1, trained', printed: 'Top-1 acc', metric: 'top1' }),
    minimal: score({
      heading: 'Saved by the smallest network without an accuracy drop',
      printed: 'FLOPs reduction of minimal structure',
      metric: 'minimalReduction',
    }),
    pruned: score({ heading: 'Top-1, cut to the target', metric: 'top1Pruned' }),
    lost: score({ heading: 'Lost by the cut', better: 'lower', metric: 'lostByCut' }),
    reduction: score({ heading: 'Saved by the cut', printed: 'FLOPs reduction', metric: 'reduction' }),
  },
  rows: [
    { name: RESREP, printed: 'ResRep point 2', train: MODES.resrep, without: ['minimal'] },
    { name: ONLY_REP, printed: 'only Rep point 2', train: MODES.onlyRep },
    { name: ONLY_RES, printed: 'only Res point 2', train: MODES.onlyRes, without: ['minimal'] },
    ...[0.3, 0.03, 0.003, 0.001].map(strength => {
      const name = lassoRow(strength);
      return { name, train: lasso(strength), settings: name === JUDGED ? {} : { seeds: [0] } };
    }),
  ],
  claims: [
    less(RESREP, 0.05, 'lost', {
      sentence: 'ResRep loses less than 0.05 points when it is cut.',
      source: 'figure 4, middle',
    }),
    greater(JUDGED, RESREP, 'lost', {
      sentence: 'The lasso on filters loses more when it is cut than ResRep.',
      source: 'figure 4, middle',
    }),
    better(ONLY_REP, 'Resetting is needed: compactors with a lasso alone are worse.'),
    better(ONLY_RES, 'Compactors are needed: resetting on filters is worse.'),
    better(JUDGED, 'Both together are better than the lasso on filters.'),
  ],
  deviations: [
    ...DEVIATIONS,
    'Of the four points of a curve the one near the target of table 2 is trained; the printed values beside it are those of the second points.',
    "The lasso on filters has the paper's strengths at every scale, though below --scale paper it has so much fewer steps to act; rows but for 0.03 have one seed.",
    'Resetting on filters has the lasso by which they shrink as fast as compactors do, at their momentum of 0.9.',
    'The smallest network without an accuracy drop is searched for in steps of a fiftieth of all channels, on the first test images, where the paper takes channels one by one.',
    'A method that leaves no zeros is cut to the same multiply-adds by the norms that it has.',
  ],
});
