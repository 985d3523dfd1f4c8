/** What became of the values that a paper prints: how many match, and how many were not run, and why. */
import type { CellRecord } from '../results/results.ts';

/** What may become of a printed value, and how it is counted in words. */
const KINDS = {
  match: 'matched',
  close: 'close',
  differs: 'different',
  'not comparable': 'not comparable',
  quoted: 'quoted',
  reference: 'as reference',
  'not run': 'not run',
} as const;
type Kind = keyof typeof KINDS;

/** The kinds of totals, in the order in which they are shown. */
export const TOTAL_KINDS = Object.keys(KINDS) as readonly Kind[];

/** What each of them is called. */
export const TOTAL_NAMES = Object.values(KINDS);

/** How many of the values that a paper prints came to what. */
export interface Totals {
  readonly printed: number;
  readonly counts: Readonly<Record<Kind, number>>;
  /** How often each reason keeps a value from being run, without the command that would run it. */
  readonly reasons: ReadonlyMap<string, number>;
}

/** Counts the cells that the paper prints a value for. */
export function totalsOf(cells: readonly CellRecord[]): Totals {
  const printed = cells.filter(({ paper }) => paper !== '');
  const kinds = printed.map(({ verdict }) => kindOf(verdict));
  const counts = Object.fromEntries(TOTAL_KINDS.map(kind => [kind, kinds.filter(one => one === kind).length]));
  const reasons = new Map<string, number>();
  for (const { verdict } of printed) {
    const reason = reasonIn(verdict).replace(/; npx .*$/s, '');
    if (reason !== '') reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return { printed: printed.length, counts: counts as Totals['counts'], reasons };
}

/** A value that has no verdict has nothing in the paper that it could be held against. */
function kindOf(verdict: string): Kind {
  if (verdict.startsWith('not run')) return 'not run';
  if (verdict === 'mismatch') return 'differs';
  return TOTAL_KINDS.find(kind => kind === verdict) ?? 'not comparable';
}

/** What stands in the brackets of 'not run (...)'; empty for other verdicts. */
export const reasonIn = (verdict: string): string => /^not run \((.*)\)$/s.exec(verdict)?.[1] ?? '';

/** '57 printed values: 40 matched, 3 different, 14 not run'; empty where the paper prints none. */
export function totalsInWords({ printed, counts }: Totals): string {
  if (printed === 0) return '';
  const parts = TOTAL_KINDS.flatMap(kind => (counts[kind] === 0 ? [] : [`${counts[kind]} ${KINDS[kind]}`]));
  return `${printed} printed ${printed === 1 ? 'value' : 'values'}: ${parts.join(', ')}`;
}

/** 'needs ImageNet 12, its widths are not published 2': the most frequent first. */
export const reasonsInWords = ({ reasons }: Totals): string =>
  [...reasons]
    .sort(([, a], [, b]) => b - a)
    .map(([reason, n]) => `${reason} (${n})`)
    .join('; ');
