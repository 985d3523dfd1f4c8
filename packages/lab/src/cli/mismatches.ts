/** What commands that fill tables say of values that must equal the paper's and don't. */
import { mismatchCount } from '../judge/verdict.ts';
import type { Mismatch } from '../run/session.ts';
import { paintFor } from '../terminal/style.ts';

/** Every mismatch on a line of its own, under their number; empty where there is none. */
export function mismatchText(mismatches: readonly Mismatch[]): string {
  if (mismatches.length === 0) return '';
  const lines = mismatches.map(({ title, printed, measured }) => `  ${title}: ${measured}, printed ${printed}\n`);
  return `${paintFor(process.stderr)('red', `${mismatchCount(mismatches.length)}:`)}\n${lines.join('')}`;
}
