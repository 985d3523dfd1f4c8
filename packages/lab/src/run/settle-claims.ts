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

/** Judges a table's claims and comparisons and writes them to the paper's CSV files. Those about a row that isn't asked for stay as they are. */
export function settleClaims(session: Session, planned: PlannedTable): void {
  settle(session, planned, planned.table.claims ?? [], 'claims');
  settle(session, planned, comparisonsOf(planned.table), 'comparisons');
}

function settle(session: Session, planned: PlannedTable, claims: readonly Claim[], judgements: Judgements): void {
  const { columns, id } = planned.table;
  const { results } = session;
  const { paper, scale } = session.plan;
  const left = new Set(planned.cells.filter(({ wanted }) => !wanted).map(({ row }) => row.name));
  const outcomeOf = (row: string, column: string): Outcome => {
    const cell = planned.cells.find(({ row: { name }, key }) => name === row && key === column);
    return (cell && session.outcomeOf(cell)) ?? { kind: 'not run', reason: `no value for ${row}` };
  };
  const asked = claims.filter(({ a, b }) => !left.has(a) && !left.has(String(b)));
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
