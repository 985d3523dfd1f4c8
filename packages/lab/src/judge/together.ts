/** The verdicts of a table's claims, taken together: of many claims judged alone, some pass by chance. */
import { type ClaimRecord, isJudged } from '../results/results.ts';
import { SIGNIFICANCE } from './claims.ts';
import { holm } from './student.ts';

/** The claims with their corrected verdicts (Holm 1979): all of them are right together in 95 % of cases, not each by itself. */
export function judgeTogether(claims: readonly ClaimRecord[]): readonly ClaimRecord[] {
  // A sentence that names a size is two tests.
  const corrected = holm([...claims.map(({ p }) => numberIn(p)), ...claims.map(claim => numberIn(claim.p_size))]);
  return claims.map((claim, i) => ({
    ...claim,
    corrected: correctedVerdict(claim, corrected[i]!, corrected[claims.length + i]!),
  }));
}

function correctedVerdict(claim: ClaimRecord, p: number, pSize: number): string {
  if (!isJudged(claim)) return '';
  if (!isTest(claim)) return claim.verdict;
  if (!(p < SIGNIFICANCE)) return 'undecided';
  return claim.verdict === 'holds' && pSize >= SIGNIFICANCE ? 'holds in direction' : claim.verdict;
}

/** How many claims were tested on samples, and how many of so many would hold by chance if in truth nothing differed. */
export function byChance(claims: readonly ClaimRecord[]): { readonly tests: number; readonly expected: number } {
  const tests = claims.filter(({ p }) => p !== '').length;
  // Half of the false verdicts are 'does not hold'.
  return { tests, expected: (tests * SIGNIFICANCE) / 2 };
}

/** Counts are not tests: nothing about them is chance. */
const isTest = ({ method }: ClaimRecord): boolean => method !== 'exact';

const numberIn = (text: string): number => (text === '' ? Number.NaN : Number(text));
