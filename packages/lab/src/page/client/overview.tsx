/** A line for each paper. */
import type { PaperData } from '../shape.ts';
import { type ColumnOf, DataTable } from './data-table.tsx';
import { duration } from './model.ts';
import { CLAIMS } from './verdicts.ts';

export function Overview({ papers }: { readonly papers: readonly PaperData[] }) {
  return (
    <section id="overview" aria-labelledby="overview-heading">
      <h2 id="overview-heading">Overview</h2>
      <DataTable label="Overview of the papers" rows={papers} columns={COLUMNS} kind="overview" />
      <Totals papers={papers} />
    </section>
  );
}

const printed = ({ summary }: PaperData, kind: string): number =>
  summary.printed.find(([name]) => name === kind)?.[1] ?? 0;

const exactOf = ({ summary: { exact } }: PaperData): number => exact.match + exact.mismatch + exact.disputed;

const COLUMNS: readonly ColumnOf<PaperData>[] = [
  {
    heading: 'Paper',
    show: ({ id, title, venue }) => (
      <>
        <a href={`#${id}`}>{title}</a>
        <span class="about">
          {id} · {venue.replace(/[,;].*/s, '')}
        </span>
      </>
    ),
    sortBy: ({ title }) => title,
  },
  {
    heading: 'Exact values',
    show: paper => <Exact paper={paper} />,
    sortBy: paper => (exactOf(paper) === 0 ? '' : paper.summary.exact.match / exactOf(paper)),
    isNumeric: true,
  },
  {
    heading: 'Claims of the paper',
    show: ({ summary }) => <ClaimBars claims={summary.claims} />,
    sortBy: ({ summary }) => summary.claims[0]?.counts.holds ?? '',
  },
  {
    heading: 'Not comparable',
    show: paper => printed(paper, 'not comparable') || '',
    sortBy: paper => printed(paper, 'not comparable'),
    isNumeric: true,
  },
  {
    heading: 'Not run',
    show: paper => printed(paper, 'not run') || '',
    sortBy: paper => printed(paper, 'not run'),
    isNumeric: true,
  },
  { heading: 'Runs', show: ({ summary }) => summary.runs, sortBy: ({ summary }) => summary.runs, isNumeric: true },
  {
    heading: 'Compute',
    show: ({ summary }) => <span class="nowrap">{duration(summary.seconds)}</span>,
    sortBy: ({ summary }) => summary.seconds,
    isNumeric: true,
  },
];

function Exact({ paper }: { readonly paper: PaperData }) {
  const { match, mismatch, disputed } = paper.summary.exact;
  const all = exactOf(paper);
  if (all === 0) return <span class="about">prints none</span>;
  return (
    <>
      <span class={mismatch > 0 ? 'tone bad' : 'tone good'}>
        {match}/{all}
      </span>
      {mismatch > 0 && <span class="about nowrap">{mismatch} mismatched</span>}
      {disputed > 0 && <span class="about nowrap">{disputed} disputed</span>}
    </>
  );
}

type Counted = PaperData['summary']['claims'][number];

/** A bar for each scale, with its counts in words. */
export function ClaimBars({ claims }: { readonly claims: readonly Counted[] }) {
  return (
    <div class="bars">
      {claims.map(({ scale, counts }) => {
        const shown = Object.entries(CLAIMS).filter(([verdict]) => counts[verdict]);
        return (
          <div key={scale}>
            <span class="scale">{scale}</span>
            <span class="bar" aria-hidden="true">
              {shown.map(([verdict, { tone }]) => (
                <span key={verdict} class={`part ${tone}`} style={{ flexGrow: counts[verdict] }} />
              ))}
            </span>
            <span class="counts">
              {shown.map(([verdict, { tone, mark }]) => (
                <span key={verdict} class={`tone ${tone}`} title={verdict}>
                  <span aria-hidden="true">{mark} </span>
                  {counts[verdict]}
                  <span class="hidden"> {verdict}, </span>
                </span>
              ))}
            </span>
          </div>
        );
      })}
    </div>
  );
}

/** One sentence about all papers. */
function Totals({ papers }: { readonly papers: readonly PaperData[] }) {
  const sum = (of: (paper: PaperData) => number) => papers.reduce((total, paper) => total + of(paper), 0);
  const [match, all] = [sum(({ summary }) => summary.exact.match), sum(exactOf)];
  return (
    <p class="note">
      All together: {match.toLocaleString('en')} of {all.toLocaleString('en')} exact values match;{' '}
      {sum(({ summary }) => summary.runs).toLocaleString('en')} recorded runs took{' '}
      {duration(sum(({ summary }) => summary.seconds))} of computing. The counts are of every table at the scale that
      tells most.
    </p>
  );
}
