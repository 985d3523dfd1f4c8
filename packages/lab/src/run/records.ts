/** From what was measured to the lines of the results CSV. */

import type { Claim } from '../define/claims.ts';
import type { Settings } from '../define/scales.ts';
import { comparisonOf, formula, LEVEL, type Ruling, SIGNIFICANCE, sizeText } from '../judge/claims.ts';
import { showBeside } from '../judge/numbers.ts';
import { judge, type Outcome } from '../judge/verdict.ts';
import { dataOf, type PlannedCell, type PlannedTable, trainOf } from '../plan/plan.ts';
import type { Provenance } from '../results/provenance.ts';
import type { CellRecord, ClaimRecord } from '../results/results.ts';

export function cellRecord(
  { row, key, column, settings, printed, cell }: PlannedCell,
  outcome: Outcome,
  provenance: Provenance,
): CellRecord {
  const ran = cell.kind !== 'computed' && outcome.kind !== 'not run' && outcome.kind !== 'quoted';
  return {
    row: row.name,
    column: key,
    kind: column.kind,
    ...judge(column, printed, outcome, {
      comparable: settings.comparable === true,
      disputed: row.disputed?.includes(key) === true,
    }),
    data: ran && trainOf({ cell }) !== undefined ? dataOf(settings) : '',
    network: ran ? [networkOf(cell, settings), conditionsOf(outcome)].filter(Boolean).join('; ') : '',
    ...provenance,
    backend: ran ? provenance.backend : '',
  };
}

/** What a cell's value is of, in words. */
const networkOf = ({ kind }: PlannedCell['cell'], { network, timed = network }: Settings): string | undefined =>
  kind === 'benched' ? timed : network;

const conditionsOf = (outcome: Outcome): string => (outcome.kind === 'samples' ? (outcome.conditions ?? '') : '');

/** Data and network are those of the claim's first cell. */
export function claimRecord(
  { table, settings, cells }: PlannedTable,
  claim: Claim,
  ruling: Ruling,
  provenance: Provenance,
): ClaimRecord {
  const first = cells.find(({ row, key }) => row.name === claim.a && key === claim.column);
  const own = first?.settings ?? settings;
  const { bounds } = ruling;
  return {
    table: table.id,
    claim: formula(claim),
    sentence: claim.sentence,
    source: claim.source,
    claimant: claim.claimant,
    a: claim.a,
    b: String(claim.b),
    column: claim.column,
    size: sizeText(claim),
    n: String(ruling.n),
    compared: comparisonOf(claim),
    estimate: number(ruling.estimate, bounds),
    effect: number(ruling.effect),
    method: ruling.method,
    level: ruling.method === '' ? '' : String(LEVEL),
    low: number(ruling.low, bounds),
    high: number(ruling.high, bounds),
    p: number(ruling.p, [SIGNIFICANCE]),
    p_size: number(ruling.pSize, [SIGNIFICANCE]),
    verdict: ruling.verdict,
    corrected: '',
    data: dataOf(own),
    network: (first && networkOf(first.cell, own)) ?? '',
    ...provenance,
  };
}

/** No number contradicts the verdict beside it: a bound that it isn't at isn't reached by rounding. */
const number = (value: number, bounds: readonly number[] = []): string =>
  Number.isFinite(value) ? showBeside(value, bounds) : '';
