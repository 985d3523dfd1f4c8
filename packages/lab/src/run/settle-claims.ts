/** From what came of a table's cells to the verdicts on its claims. */
import { formula, judgeClaim } from '../judge/claims.ts';
import type { Outcome } from '../judge/verdict.ts';
import type { PlannedTable } from '../plan/plan.ts';
import { claimRecord } from './records.ts';
import type { Session } from './session.ts';

/** Judges a table's claims and writes them to the paper's CSV. Claims about a row that isn't asked for stay as they are. */
export function settleClaims(session: Session, planned: PlannedTable): void {
  const { claims = [], columns, id } = planned.table;
  const { results } = session;
  const { paper, scale } = session.plan;
  const left = new Set(planned.cells.filter(({ wanted }) => !wanted).map(({ row }) => row.name));
  const before = new Map(results.claims(scale, id).map(record => [record.claim, record]));
  const outcomeOf = (row: string, column: string): Outcome => {
    const cell = planned.cells.find(({ row: { name }, key }) => name === row && key === column);
    return (cell && session.outcomeOf(cell)) ?? { kind: 'not run', reason: `no value for ${row}` };
  };
  const records = claims.flatMap(claim => {
    const { a, b, column, against = column } = claim;
    if (left.has(a) || left.has(String(b))) return before.get(formula(claim)) ?? [];
    const other = typeof b === 'number' ? b : outcomeOf(b, against);
    const ruling = judgeClaim(claim, columns[column]!, outcomeOf(a, column), other);
    return claimRecord(planned, claim, ruling, session.provenance);
  });
  const order = paper.tables.map(table => table.id);
  results.writeClaims(scale, order, id, records);
}
