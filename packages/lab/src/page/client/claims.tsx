/** The claims of a paper, with a forest plot of their intervals. */
import { useMemo } from 'preact/hooks';
import type { PaperData } from '../shape.ts';
import { type ColumnOf, DataTable } from './data-table.tsx';
import { Facts, originFacts, useDetail } from './detail.tsx';
import { claimsOf, useFilter } from './filter.ts';
import { Forest, type Reaches, reachesOf } from './forest.tsx';
import type { Claim } from './model.ts';
import { CLAIMS, kindOf, reasonOf } from './verdicts.ts';

export function Claims({ paper }: { readonly paper: PaperData }) {
  const filter = useFilter();
  const claims = useMemo(() => claimsOf(paper, filter), [paper, filter]);
  const columns = useMemo(() => columnsOf(reachesOf(claims)), [claims]);
  if (claims.length === 0) return null;
  return (
    <>
      <h3 id={`${paper.id}-claims`}>Claims</h3>
      <DataTable label={`${paper.id}, claims`} rows={claims} columns={columns} kind="claims" />
    </>
  );
}

const columnsOf = (reaches: Reaches): readonly ColumnOf<Claim>[] => [
  {
    heading: 'Claim',
    show: claim => <Sentence claim={claim} />,
    sortBy: ({ sentence }) => sentence,
  },
  {
    heading: 'Verdict',
    show: claim => <Badge claim={claim} />,
    sortBy: ({ verdict }) => ORDER.indexOf(kindOf(verdict)),
  },
  {
    heading: 'False · true',
    show: claim => <Forest claim={claim} reaches={reaches} />,
    sortBy: ({ group }) => group,
  },
  {
    heading: 'Measured, 95 %',
    show: claim =>
      claim.estimate !== undefined && (
        <>
          {measuredOf(claim)}
          <span class="about">{intervalOf(claim)}</span>
        </>
      ),
    sortBy: ({ estimate = '' }) => estimate,
    isNumeric: true,
  },
  { heading: 'p', show: pOf, sortBy: ({ p = '' }) => p, isNumeric: true },
  { heading: 'n', show: ({ n }) => n || '', sortBy: ({ n }) => n, isNumeric: true },
];

const ORDER = Object.keys(CLAIMS);

const CLAIMANTS = { paper: '', readers: 'a reader’s question', us: 'our own', row: 'an own row' };

function Sentence({ claim }: { readonly claim: Claim }) {
  const about = [CLAIMANTS[claim.claimant], claim.source, claim.table.headline.replace(/:.*/s, ''), claim.scale];
  const isNew = (text: string, i: number) => about.findIndex(one => one.toLowerCase() === text.toLowerCase()) === i;
  const shown = about.filter((text, i) => text !== '' && isNew(text, i));
  return (
    <>
      <span class="sentence">{claim.sentence || claim.compared}</span>
      {claim.sentence !== '' && <span class="about">{claim.compared}</span>}
      <span class="about">{shown.join(' · ')}</span>
    </>
  );
}

function Badge({ claim }: { readonly claim: Claim }) {
  const open = useDetail();
  const kind = kindOf(claim.verdict);
  const { mark = '', tone = 'none' } = CLAIMS[kind] ?? {};
  return (
    <button
      type="button"
      class={`badge ${tone}`}
      onClick={() => open({ heading: claim.sentence || claim.compared, body: <ClaimDetail claim={claim} /> })}
    >
      <span aria-hidden="true">{mark}</span> {kind}
    </button>
  );
}

function ClaimDetail({ claim }: { readonly claim: Claim }) {
  const kind = kindOf(claim.verdict);
  return (
    <>
      <p class={`saying ${CLAIMS[kind]?.tone ?? 'none'}`}>
        <strong>{kind}</strong>: {reasonOf(claim.verdict) || (CLAIMS[kind]?.meaning ?? '')}
      </p>
      <Facts
        facts={[
          ['Where', claim.source],
          ['Compared', claim.compared],
          ['Table', `${claim.table.headline}, scale ${claim.scale}`],
          [claim.isRatio ? 'Quotient' : 'Difference', measuredOf(claim)],
          ['95 % interval', intervalOf(claim)],
          ['p', pOf(claim)],
          ['Effect (Cohen’s d)', claim.effect === undefined ? '' : String(claim.effect)],
          ['Pairs or rounds', claim.n > 0 && String(claim.n)],
          ['Method', METHODS[claim.method] ?? claim.method],
          ['Beside all claims of the table', claim.corrected],
          ['Our guess at the reason', claim.reason],
          ['What would tell', claim.experiment],
          ...originFacts(claim.origin),
        ]}
      />
    </>
  );
}

const METHODS: Readonly<Record<string, string>> = {
  'paired t': 'Student’s t of the differences, paired by seed',
  'Welch t': 'Welch’s t over rounds of timing',
  exact: 'counts, about which nothing is chance',
};

function measuredOf({ estimate, isRatio }: Claim): string {
  return estimate === undefined ? '' : `${estimate}${isRatio ? '×' : ''}`.replace('-', '−');
}

function intervalOf({ low, high }: Claim): string {
  return low === undefined ? '' : `${low} to ${high}`.replaceAll('-', '−');
}

function pOf({ p, method }: Claim): string {
  if (method === 'exact') return 'exact';
  if (p === undefined) return '';
  if (p < 0.001) return '< 0.001';
  const short = Number(p.toPrecision(2));
  // On the side of 0.05 that decided.
  return short < 0.05 === p < 0.05 ? String(short) : p.toPrecision(4);
}
