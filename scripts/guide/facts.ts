/** What the guide's tables say, for sentences: gains over a baseline with their intervals, and how sure they are. */
import type { Paper } from '../../packages/lab/src/define/paper.ts';
import type { Scale } from '../../packages/lab/src/define/scales.ts';
import { shownScales } from '../../packages/lab/src/report/summary.ts';
import type { CellRecord, ClaimRecord, Results } from '../../packages/lab/src/results/results.ts';

/** A table's results at its best scale. */
export interface Facts {
  readonly id: string;
  readonly scale: Scale;
  readonly cells: readonly CellRecord[];
  readonly claims: readonly ClaimRecord[];
}

/** What the tables of the guide have measured; one that wasn't run yet isn't there. */
export const factsOf = ({ tables }: Pick<Paper, 'tables'>, results: Results): readonly Facts[] =>
  tables.flatMap(({ id }) => {
    const [scale] = shownScales(id, results);
    if (scale === undefined) return [];
    return [{ id, scale, cells: results.cells(scale, id), claims: results.claims(scale, id) }];
  });

/** The measured value of a cell; '' where there is none. */
export const measuredOf = ({ cells }: Facts, row: string, column: string): string =>
  cells.find(cell => cell.row === row && cell.column === column)?.measured ?? '';

/** '81.9 ± 0.3' */
export function meanOf({ cells }: Facts, row: string, column: string): string {
  const { measured = '', std = '' } = cells.find(cell => cell.row === row && cell.column === column) ?? {};
  return std === '' ? measured : `${measured} ± ${std}`;
}

/** The claim that row `a` is better than row `b` in a column. */
export const comparisonOf = ({ claims }: Facts, a: string, b: string, column: string): ClaimRecord | undefined =>
  claims.find(claim => claim.a === a && claim.b === b && claim.column === column);

/** '**+2.2** (0.4 to 4.0)', bold where it is sure; '–' where it wasn't judged. */
export function gainOf(claim: ClaimRecord | undefined): string {
  if (claim === undefined || claim.estimate === '') return '–';
  const gain = signed(claim.estimate);
  const interval = claim.low === '' ? '' : ` (${signed(claim.low)} to ${signed(claim.high)})`;
  return `${SURE.has(claim.verdict) ? `**${gain}**` : gain}${interval}`;
}

const SURE = new Set(['holds', 'does not hold']);
const signed = (value: string): string => {
  const rounded = Number(value).toFixed(1);
  if (Number(rounded) === 0) return '0.0';
  return Number(rounded) > 0 ? `+${rounded}` : rounded.replace('-', '−');
};

/** Names joined as in a sentence: 'A, B and C'. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
