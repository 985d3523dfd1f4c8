/** Claims as the page holds them. */
import type { Claim } from '../../define/claims.ts';
import { comparisonsOf } from '../../define/own-rows.ts';
import type { PaperTable } from '../../define/paper.ts';
import type { Reason } from '../../define/reasons.ts';
import type { Scale } from '../../define/scales.ts';
import { boundsOf, formula } from '../../judge/claims.ts';
import { claimText } from '../../report/claims.ts';
import { isAbout } from '../../report/failures.ts';
import type { ClaimRecord } from '../../results/results.ts';
import type { ClaimData } from '../shape.ts';
import type { Pools } from './pool.ts';
import type { Sources } from './sources.ts';

/** A table's claims at a scale, then how a reader's own rows compare with their baselines. */
export function claimsAt(table: PaperTable, scale: Scale, sources: Sources): readonly ClaimData[] {
  const { results, pools, reasons } = sources;
  const own = { ...table, claims: comparisonsOf(table) };
  return [
    ...results.claims(scale, table.id).map(record => ({
      ...claimData(table, record, pools),
      ...(record.verdict === 'does not hold' && guessAt(table, record, reasons)),
    })),
    ...results.claims(scale, table.id, 'comparisons').map(record => ({
      ...claimData(own, record, pools),
      claimant: 'row' as const,
    })),
  ];
}

/** Our guess at why a claim doesn't hold. */
function guessAt({ id }: PaperTable, { claim }: ClaimRecord, reasons: readonly Reason[]): Partial<ClaimData> {
  const found = reasons.find(one => isAbout(one, id, claim));
  return found === undefined ? {} : { reason: found.reason, experiment: found.experiment };
}

type About = Pick<PaperTable, 'claims' | 'rows' | 'columns'>;

function claimData(table: About, record: ClaimRecord, pools: Pools): ClaimData {
  const { verdict, corrected } = record;
  const isRatio = record.compared === 'a ÷ b';
  const claim = table.claims?.find(one => formula(one) === record.claim && one.column === record.column);
  return {
    sentence: record.sentence,
    source: record.source,
    claimant: record.claimant as ClaimData['claimant'],
    compared: claimText(table, record),
    verdict,
    corrected: corrected === verdict ? '' : corrected,
    method: record.method,
    n: Number(record.n),
    ...numbers(record),
    isRatio,
    side: sideOf(claim?.kind),
    bounds: claim === undefined ? [] : boundsOf(claim).map(bound => (isRatio ? Math.exp(bound) : bound)),
    group: `${record.table} ${record.column} ${record.compared}`,
    origin: pools.origin(record),
  };
}

const sideOf = (kind: Claim['kind'] | undefined): ClaimData['side'] =>
  kind === 'less' ? 'below' : kind === 'equal' ? 'between' : 'above';

/** Those that are there. */
function numbers({ estimate, low, high, p, p_size, effect, verdict }: ClaimRecord) {
  const texts = { estimate, low, high, effect, p: surest(p, p_size, verdict) };
  const there = Object.entries(texts).filter(([, text]) => text !== '');
  return Object.fromEntries(there.map(([name, text]) => [name, Number(text)]));
}

/** The p of the verdict: where a size is reached, that it is reached is less sure than the direction. */
const surest = (p: string, size: string, verdict: string): string =>
  verdict === 'holds' && size !== '' && Number(size) > Number(p) ? size : p;
