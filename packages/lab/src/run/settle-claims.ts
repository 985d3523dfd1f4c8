/** From what came of a table's cells to the verdicts on its claims, and on rows of a reader's own. */
import type { Claim } from '../define/claims.ts';
import { comparisonsOf } from '../define/own-rows.ts';
import { formula, judgeClaim } from '../judge/claims.ts';
import { judgeTogether } from '../judge/together.ts';
import type { Outcome } from '../judge/verdict.ts';
import type { PlannedTable } from '../plan/plan.ts';
import type { Judgements } from '../results/results.ts';
import { claimRecord } from './records.ts';
import type { Session } from './session.ts';

/** Which claims are judged: those about rows that are asked for, or of these the ones both of whose sides have come to something. */
export type Judged = 'asked' | 'known';

/** Judges a table's claims and comparisons and writes them to the paper's CSV files. Those that aren't judged stay as they are. */
export function settleClaims(session: Session, planned: PlannedTable, judged: Judged = 'asked'): void {
  settle(session, planned, planned.table.claims ?? [], 'claims', judged);
  settle(session, planned, comparisonsOf(planned.table), 'comparisons', judged);
}

function settle(
  session: Session,
  planned: PlannedTable,
  claims: readonly Claim[],
  judgements: Judgements,
  judged: Judged,
): void {
  const { columns, id } = planned.table;
  const { results } = session;
  const { paper, scale } = session.plan;
  const left = new Set(planned.cells.filter(({ wanted }) => !wanted).map(({ row }) => row.name));
  const known = (row: string, column: string): Outcome | undefined => {
    const cell = planned.cells.find(({ row: { name }, key }) => name === row && key === column);
    return cell && session.outcomeOf(cell);
  };
  const outcomeOf = (row: string, column: string): Outcome =>
    known(row, column) ?? { kind: 'not run', reason: `no value for ${row}` };
  const isKnown = ({ a, b, column, against = column }: Claim) =>
    known(a, column) !== undefined && (typeof b === 'number' || known(b, against) !== undefined);
  const asked = claims.filter(
    claim => !left.has(claim.a) && !left.has(String(claim.b)) && (judged === 'asked' || isKnown(claim)),
  );
  const records = asked.map(claim => {
    const { a, b, column, against = column } = claim;
    const other = typeof b === 'number' ? b : outcomeOf(b, against);
    const ruling = judgeClaim(claim, columns[column]!, outcomeOf(a, column), other);
    return claimRecord(planned, claim, ruling, session.provenance);
  });
  const tables = paper.tables.map(table => table.id);
  const order = claims.map(claim => ({ ...claim, claim: formula(claim) }));
  results.writeClaims(scale, tables, id, order, records, { judgements, together: judgeTogether });
}
