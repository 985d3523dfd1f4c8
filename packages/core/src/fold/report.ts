/** What folding did, what it left, and why. */
import type { FoldStep } from './apply-rule.ts';
import type { Cost } from './cost.ts';
import type { Barrier, Refusal } from './explain.ts';

/** What `fold` did and left. */
export interface FoldReport {
  /** In the order in which they were applied. */
  readonly steps: readonly FoldStep[];
  /** Linear neighbours and siblings that did not become one. */
  readonly refusals: readonly Refusal[];
  /** What folding does not cross, one entry a kind. */
  readonly barriers: readonly Barrier[];
  /** Paths of taps that were for training only. */
  readonly dropped: readonly string[];
  readonly before: Cost;
  readonly after: Cost;
}

/** A few lines for the terminal: totals, rules by how often they held, what stayed and why. */
export function formatReport({ steps, refusals, barriers, dropped, before, after }: FoldReport): string {
  const lines = [
    `parameters     ${change(before.params, after.params)}`,
    `multiply-adds  ${change(before.macs, after.macs)}`,
  ];
  const rules = tally(steps.map(step => [step.rule, step.path]));
  if (rules.length > 0) lines.push(`folded         ${rules.map(({ key, count }) => `${key} ×${count}`).join(', ')}`);
  if (dropped.length > 0) lines.push(`left out       ${dropped.join(', ')} (training only)`);
  if (barriers.length > 0) {
    lines.push(`not linear     ${barriers.map(({ kind, count }) => `${kind} ×${count}`).join(', ')}`);
  }
  for (const { key, count, first } of tally(refusals.map(refusal => [refusal.reason, refusal.path]))) {
    lines.push(`kept           ${first || 'the network'}: ${key}${count > 1 ? ` (and ${count - 1} more)` : ''}`);
  }
  return lines.join('\n');
}

function change(before: number, after: number): string {
  const percent = before === 0 ? 0 : (100 * (after - before)) / before;
  return `${before.toLocaleString('en')} → ${after.toLocaleString('en')} (${percent > 0 ? '+' : ''}${percent.toFixed(1)} %)`;
}

function tally(entries: readonly (readonly [key: string, path: string])[]) {
  const found = new Map<string, { key: string; count: number; first: string }>();
  for (const [key, first] of entries) {
    const entry = found.get(key);
    if (entry) entry.count++;
    else found.set(key, { key, count: 1, first });
  }
  return [...found.values()];
}
