/** The claims that don't hold, with what we think is the reason. */
import type { Paper, PaperTable } from '../define/paper.ts';
import type { Reason } from '../define/reasons.ts';
import { SCALES, type Scale } from '../define/scales.ts';
import { type ClaimRecord, isJudged, type Results } from '../results/results.ts';
import { wildcard } from '../terminal/wildcard.ts';
import { claimText, inNumbers, intervalText, sureness } from './claims.ts';
import { headlineOf } from './headings.ts';

/** A claim as it was judged at one scale. */
export interface JudgedClaim {
  readonly table: PaperTable;
  readonly scale: Scale;
  readonly record: ClaimRecord;
}

/** A claim that doesn't hold. */
export interface Failure extends JudgedClaim {
  /** Undefined where there are no grounds for a guess. */
  readonly reason: Reason | undefined;
}

/** Every claim of a paper's tables, at the largest scale at which it has an interval, else at the largest at which it was judged. */
export function judgedClaims({ tables }: Pick<Paper, 'tables'>, results: Results): readonly JudgedClaim[] {
  const scales = SCALES.filter(scale => scale !== 'smoke').reverse();
  return tables.flatMap(table => {
    const judged = scales.flatMap(scale =>
      results
        .claims(scale, table.id)
        .filter(isJudged)
        .map(record => ({ table, scale, record })),
    );
    return [...new Set(judged.map(nameOf))].map(name => {
      const own = judged.filter(one => nameOf(one) === name);
      return own.find(({ record }) => record.low !== '') ?? own[0]!;
    });
  });
}

const nameOf = ({ record: { claim, column, sentence } }: JudgedClaim): string =>
  JSON.stringify([claim, column, sentence]);

/** The claims that don't hold at the largest scale that tells, with the paper's guesses at the reason. */
export function failuresOf(paper: Pick<Paper, 'tables' | 'reasons'>, results: Results): readonly Failure[] {
  return judgedClaims(paper, results)
    .filter(({ record }) => record.verdict === 'does not hold')
    .map(one => ({ ...one, reason: paper.reasons?.find(reason => isAbout(reason, one.table.id, one.record.claim)) }));
}

/** Whether a reason is about a claim. */
export const isAbout = (reason: Pick<Reason, 'table' | 'claim'>, table: string, claim: string): boolean =>
  reason.table === table &&
  [reason.claim].flat().some(pattern => new RegExp(`^${wildcard(pattern)}$`, 's').test(claim));

/** The failures as Markdown, a point for each; those that share a reason share a point. */
export function drawFailures(failures: readonly Failure[]): string {
  const groups: Failure[][] = [];
  for (const failure of failures) {
    const group = groups.find(([first]) => first!.reason !== undefined && first!.reason === failure.reason);
    if (group === undefined) groups.push([failure]);
    else group.push(failure);
  }
  return groups.map(drawGroup).join('\n');
}

function drawGroup(group: readonly Failure[]): string {
  const [{ reason }] = group as [Failure];
  const claims = group.map(drawJudged).join('\n');
  const all = group.length > 1 ? ` (of these ${group.length})` : '';
  const why =
    reason === undefined
      ? '  - Reason: not known.'
      : `  - Our guess at the reason${all}: ${reason.reason}.\n  - What would tell: ${reason.experiment}.`;
  return `${claims}\n${why}`;
}

/** One claim as a point of a list: the sentence, whose it is, what was measured. */
export function drawJudged({ table, scale, record }: JudgedClaim): string {
  const interval = intervalText(record);
  const measured = `${inNumbers(record)}${interval === '' ? '' : `, 95 % ${interval}`}`;
  const sure = sureness(record);
  const place = /^(Table|Figure) \d+/.exec(headlineOf(table))?.[0] ?? titleOf(table);
  const compared = `${place}, ${scale}, n ${record.n}: ${claimText(table, record)}`;
  return `- **${record.sentence}**${WHOSE[record.claimant] ?? ''} ${compared}. Measured: ${measured}${sure === '' ? '' : ` (${sure})`}.`;
}

/** The title of a table that the paper doesn't number. */
function titleOf(table: PaperTable): string {
  const title = headlineOf(table).replace(/^Extra: /, '');
  return title.slice(0, 1).toUpperCase() + title.slice(1);
}

/** Said of claims that aren't the paper's. */
const WHOSE: Readonly<Record<string, string>> = { us: ' *Our own claim.*', readers: ' *A question of readers.*' };
