/** results/README.md, drawn from the CSV files of all papers: what holds, what doesn't, and what it cost. */
import { SCALES, type Scale } from '../define/scales.ts';
import { readLedger } from '../results/ledger.ts';
import type { RecordedRun } from '../results/recorded-run.ts';
import type { CellRecord, ClaimRecord } from '../results/results.ts';
import { drawFailures, drawJudged, failuresOf, judgedClaims } from './failures.ts';
import { verdictOf } from './grid.ts';
import { distinct, folded, markdownTable, unbroken } from './markdown.ts';
import { bestOf } from './summary.ts';
import type { PaperResults } from './totals-table.ts';

/** The scales that the overview shows, smallest first. */
const SHOWN: readonly Scale[] = SCALES.filter(scale => scale !== 'smoke');
const VERDICTS = ['holds', 'holds in direction', 'does not hold', 'undecided'] as const;

/** The page of all papers' results as Markdown. */
export function drawOverview(all: readonly PaperResults[]): string {
  const papers = all.filter(({ paper }) => !paper.isOwn);
  const failing = papers.map(one => ({ ...one, failures: failuresOf(one.paper, one.results) }));
  const doNot = failing.filter(({ failures }) => failures.length > 0);
  const holding = papers.map(one => ({
    ...one,
    claims: judgedClaims(one.paper, one.results).filter(({ record }) => record.verdict.startsWith('holds')),
  }));
  const parts = [
    '# Results',
    INTRODUCTION,
    markdownTable(HEAD, papers.map(lineOf), 2),
    LEGEND,
    ...all.filter(({ paper }) => paper.isOwn).map(ownLine),
    `All of it took ${hoursIn(all.flatMap(runsIn))} of training.`,
    '## What does not hold',
    NOT_HOLDING,
    ...doNot.flatMap(({ paper, failures }) => [`### ${linkTo(paper.paper)}`, drawFailures(failures)]),
    '## What holds',
    'Each claim at the same scale as above; whole, or at least in its direction.',
    ...holding
      .filter(({ claims }) => claims.length > 0)
      .map(({ paper, claims }) => folded(`${paper.paper}: ${claims.length}`, claims.map(drawJudged).join('\n'))),
    'Drawn from the CSV files below this folder by `npx tsx scripts/draw-results.ts`; don’t edit it.',
  ];
  return `${parts.join('\n\n')}\n`;
}

const INTRODUCTION = `What became of the papers' printed values and claims. Nearly all that is trained here is trained at scale quick, on two cores in minutes: smaller
networks, part of the data, few epochs. Such a run can't repeat an accuracy; it can test a claim.`;

const HEAD = ['paper', 'data', 'exact cells', ...SHOWN.map(scale => `claims: ${scale}`), 'training'];

const LEGEND = `- *Exact cells*: parameters, multiply-adds, widths, and what else must equal the printed value to its last digit: how many do, of all that were computed.
- *Claims*: of the paper itself: hold / hold in direction / do not hold / undecided, at each scale; – where none was judged. Claims that were not run,
  questions of readers and claims of our own are on the papers' pages.
- *Training*: hours of all runs in the ledgers, and their number.`;

const NOT_HOLDING = `Each claim that does not hold at the largest scale at which it has an interval: claims of the papers, and of readers and ourselves where that is
said. Measured is left minus right, or left ÷ right where a × stands behind it. **The reasons are our guesses**, from the code, the settings and other
results; the experiment beside each would tell, and nobody has run it yet.`;

const linkTo = (paper: string): string => `[${paper}](${paper}/README.md)`;

function lineOf({ paper, results }: PaperResults): readonly string[] {
  const { cells } = bestOf(paper, results);
  const exact = cells.filter(({ kind, paper, measured }) => kind === 'exact' && paper !== '' && measured !== '');
  const matched = exact.filter(({ verdict }) => verdict === 'match').length;
  const runs = runsIn({ results });
  return [
    linkTo(paper.paper),
    dataIn(paper.tables.flatMap(({ id }) => SHOWN.flatMap(scale => results.cells(scale, id)))),
    exact.length === 0 ? '–' : unbroken([String(matched), '/', String(exact.length)]),
    ...SHOWN.map(scale => countsOf(results.claims(scale))),
    runs.length === 0 ? '–' : hoursIn(runs),
  ];
}

/** A comparison of ours, which has no line among the papers. */
const ownLine = ({ paper, results }: PaperResults): string => {
  const runs = runsIn({ results });
  return `${linkTo(paper.paper)}: ${paper.reference} ${runs.length === 0 ? 'Not run yet.' : `${hoursIn(runs)}.`}`;
};

const runsIn = ({ results }: Pick<PaperResults, 'results'>): readonly RecordedRun[] =>
  SHOWN.flatMap(scale => readLedger(results.path(scale, '')).runs);

/** '1.2 h, 54 runs' */
function hoursIn(runs: readonly RecordedRun[]): string {
  const hours = runs.reduce((sum, { seconds }) => sum + seconds, 0) / 3600;
  const shown = hours < 10 ? hours.toFixed(1) : String(Math.round(hours));
  return `${unbroken([shown, 'h,'])} ${unbroken([String(runs.length), 'runs'])}`;
}

/** '7 / 2 / 1 / 19' */
function countsOf(claims: readonly ClaimRecord[]): string {
  const own = claims.filter(({ claimant }) => claimant === 'paper');
  const counts = VERDICTS.map(verdict => own.filter(claim => verdictOf(claim) === verdict).length);
  return counts.every(count => count === 0)
    ? '–'
    : unbroken(counts.map(String).flatMap((count, i) => (i === 0 ? [count] : ['/', count])));
}

/** The datasets that anything measured was trained or judged on: 'cifar10, 6,000 images' is cifar10. */
const dataIn = (cells: readonly CellRecord[]): string =>
  distinct(
    cells
      .filter(({ measured }) => measured !== '')
      .flatMap(({ data }) => data.replace(/, [\d,]+ images.*/, '').split(' to ')),
  ).join(', ') || '–';
