/** Claims as a page and the terminal show them: what was compared, the verdict and how sure it is, the numbers. */
import type { Claimant } from '../define/claims.ts';
import type { Table } from '../define/table.ts';
import { formula, SIGNIFICANCE } from '../judge/claims.ts';
import { showBeside } from '../judge/numbers.ts';
import { byChance } from '../judge/together.ts';
import type { ClaimRecord } from '../results/results.ts';
import { verdictOf } from './grid.ts';
import { rowHeading } from './headings.ts';
import { markdownTable, unbroken } from './markdown.ts';

/** What claims are about. */
export type About = Pick<Table, 'claims' | 'rows' | 'columns'>;

/** A claim's formula with the headings of its table; as it was recorded, where the table has no such claim any more. */
export function claimText({ claims = [], rows, columns }: About, record: ClaimRecord): string {
  const claim = claims.find(one => formula(one) === record.claim && one.column === record.column);
  const heading = (name: string) => rowHeading(rows.find(row => row.name === name) ?? { name });
  const text = claim === undefined ? record.claim : formula(claim, heading);
  // A formula about two columns names them itself.
  return claim?.against === undefined ? `${columns[record.column]?.heading ?? record.column}: ${text}` : text;
}

/** The verdict and how sure it is: 'holds (p 0.01)'. */
export function verdictText(claim: ClaimRecord): string {
  const sure = sureness(claim);
  return sure === '' ? claim.verdict : `${claim.verdict} (${sure})`;
}

/**
 * How sure a verdict is: 'p 0.01'; 'exact' of counts, 'one value' of what has no spread to judge by; and what is left of it beside the table's
 * other claims. Empty for what was not run.
 */
export function sureness(claim: ClaimRecord): string {
  const { verdict, corrected, method } = claim;
  if (verdictOf(claim) === 'not run') return '';
  const p = method in SURE ? [SURE[method]!] : pOf(claim);
  const together = corrected === '' || corrected === verdict ? [] : [`together ${corrected}`];
  return [...p, ...together].join('; ');
}

/** How sure verdicts are that have no p, by their method. Before Student's t claims were judged by a bootstrap. */
const SURE: Readonly<Record<string, string>> = { exact: 'exact', bootstrap: 'by a bootstrap: less sure' };

/** Of the verdict: where a size is reached, that it is reached is less sure than the direction. */
function pOf({ verdict, p, p_size, n }: ClaimRecord): readonly string[] {
  if (p === '') return n === '1' ? ['one value'] : [];
  const value = Math.max(Number(p), verdict === 'holds' && p_size !== '' ? Number(p_size) : 0);
  return [value < LEAST_P ? `p < ${LEAST_P}` : `p ${shortened(value)}`];
}

const LEAST_P = 0.001;

/** Two digits, or as many as keep it on its side of what decides. */
function shortened(p: number): string {
  const short = Number(p.toPrecision(2));
  return short < SIGNIFICANCE === p < SIGNIFICANCE ? String(short) : showBeside(p, [SIGNIFICANCE]);
}

/** What was measured of a claim: '1.2' for a difference, '1.6×' for a ratio. */
export const inNumbers = ({ compared, estimate }: ClaimRecord): string =>
  compared === 'a ÷ b' && estimate !== '' ? `${estimate}×` : estimate;

/** '0.5 to 1.9'; empty where there is no interval. */
export const intervalText = ({ low, high }: ClaimRecord): string => (low === '' ? '' : `${low} to ${high}`);

/** The claims as Markdown: each sentence and its source once, with what was compared and what was measured of it. */
export function drawClaims(table: About, claims: readonly ClaimRecord[]): string {
  const body = claims.map((claim, i) => [
    [sentenceAfter(claims[i - 1], claim), `<em>${claimText(table, claim)}</em>`].filter(Boolean).join('<br>'),
    verdictText(claim)
      .replace(/^(?!not run)[a-z ]*[a-z]/, '**$&**')
      .replace(/\(p [^;)]*/, text => unbroken(text.split(' ')))
      .replace(/; npx [^)]*/, ''),
    inNumbers(claim),
    unbroken(intervalText(claim).split(' ')),
    claim.n === '0' ? '' : claim.n,
  ]);
  const head = ['claim', 'verdict', 'difference', '95 % interval', 'n'];
  return `${markdownTable(head, body, 2)}${chanceOf(claims)}`;
}

/** A sentence and where it stands; neither is repeated from the line before. */
function sentenceAfter(before: ClaimRecord | undefined, { sentence, source }: ClaimRecord): string {
  if (before?.source !== source) return `${sentence} (${source})`;
  return before.sentence === sentence ? '' : sentence;
}

/** How many of a table's claims are tested, and how many of so many chance alone would pass. */
function chanceOf(claims: readonly ClaimRecord[]): string {
  const { tests, expected } = byChance(claims);
  if (tests === 0) return '';
  const tested = tests === 1 ? 'One claim is' : `${tests} claims are`;
  return `\n\n${tested} tested here. If in truth nothing differed, ${expected.toFixed(2)} would hold by chance.`;
}

const CLAIMANTS: Readonly<Record<Claimant, string>> = {
  paper: 'Claims of the paper',
  readers: 'Questions of readers',
  us: 'Claims of our own',
};
const VERDICTS = {
  holds: 'hold',
  'holds in direction': 'hold in direction',
  'does not hold': 'do not hold',
  undecided: 'undecided',
  'not run': 'not run',
};

/** 'Claims of the paper: 9 hold, 4 do not hold.' and so on, a sentence for each claimant that has any. */
export function claimsByClaimant(claims: readonly ClaimRecord[]): readonly string[] {
  return Object.entries(CLAIMANTS).flatMap(([claimant, words]) => {
    const own = claims.filter(claim => claim.claimant === claimant);
    return own.length === 0 ? [] : [`${words}: ${tally(own, VERDICTS)}.`];
  });
}

/** '9 hold, 4 do not hold, 2 not run' */
export function tally(
  records: readonly { readonly verdict: string }[],
  words: Readonly<Record<string, string>>,
): string {
  const counted = Object.entries(words).map(([verdict, word]) => {
    const n = records.filter(record => verdictOf(record) === verdict).length;
    return n === 0 ? '' : `${n} ${word}`;
  });
  return counted.filter(text => text !== '').join(', ');
}
