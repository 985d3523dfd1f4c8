/** A paper in one line. */
import type { Paper } from '../../define/paper.ts';
import { SCALES } from '../../define/scales.ts';
import { bestOf } from '../../report/summary.ts';
import { TOTAL_KINDS, TOTAL_NAMES, totalsOf } from '../../report/totals.ts';
import type { Results } from '../../results/results.ts';
import type { Summary } from '../shape.ts';
import { runsAt } from './runs.ts';

/** What the overview says of a paper. */
export function paperSummary(paper: Paper, results: Results): Summary {
  const { cells } = bestOf(paper, results);
  const exact = cells.filter(({ kind }) => kind === 'exact');
  const count = (wanted: string) => exact.filter(({ verdict }) => verdict === wanted).length;
  const totals = totalsOf(cells);
  const runs = SCALES.flatMap(scale => runsAt(scale, results));
  return {
    exact: { match: count('match'), mismatch: count('mismatch'), disputed: count('differs') },
    printed: TOTAL_KINDS.map((kind, i) => [TOTAL_NAMES[i]!, totals.counts[kind]]),
    claims: claimsByScale(paper, results),
    runs: runs.length,
    seconds: Math.round(runs.reduce((sum, { seconds }) => sum + seconds, 0)),
    date:
      cells
        .map(({ date }) => date)
        .sort()
        .at(-1) ?? '',
  };
}

/** The paper's own claims at every scale that judged any, by verdict. */
function claimsByScale({ tables }: Paper, results: Results): Summary['claims'] {
  return SCALES.filter(scale => scale !== 'smoke').flatMap(scale => {
    const own = tables
      .flatMap(({ id }) => results.claims(scale, id))
      .filter(({ claimant, n }) => claimant === 'paper' && n !== '0');
    if (own.length === 0) return [];
    const verdicts = [...new Set(own.map(({ verdict }) => verdict))];
    return [
      {
        scale,
        counts: Object.fromEntries(
          verdicts.map(verdict => [verdict, own.filter(claim => claim.verdict === verdict).length]),
        ),
      },
    ];
  });
}
