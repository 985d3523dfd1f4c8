/** What the results CSV says of a claim: its numbers never contradict its verdict. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Claim, equal, greater, less } from '../src/define/claims.ts';
import { score } from '../src/define/columns.ts';
import { judgeClaim } from '../src/judge/claims.ts';
import { showBeside } from '../src/judge/numbers.ts';
import type { PlannedTable } from '../src/plan/plan.ts';
import type { ClaimRecord } from '../src/results/results.ts';
import { claimRecord } from '../src/run/records.ts';

const column = score({ unit: '' });
const planned = { table: { id: 'table-1' }, settings: {}, cells: [] } as unknown as PlannedTable;
const provenance = { backend: 'cpu', commit: 'abc', date: '2026-01-02' };
const wording = { sentence: 'a is better.', source: 'table 1' };

function recordOf(claim: Claim, differences: readonly number[]): ClaimRecord {
  const samples = differences.map(difference => 50 + difference);
  const other = { kind: 'samples', samples: differences.map(() => 50) } as const;
  return claimRecord(planned, claim, judgeClaim(claim, column, { kind: 'samples', samples }, other), provenance);
}

/** Which verdict the printed interval asks for; the size alone may ask for less than `holds`. */
function verdictIn({ kind, margin, size }: Claim, { low, high }: ClaimRecord): string {
  const [least, most] = kind === 'less' ? [-Number(high), -Number(low)] : [Number(low), Number(high)];
  if (kind === 'equal') {
    if (least > -margin && most < margin) return 'holds';
    return least > margin || most < -margin ? 'does not hold' : 'undecided';
  }
  if (most < margin) return 'does not hold';
  if (!(least > margin)) return 'undecided';
  const points = size !== undefined && 'points' in size ? size.points - column.tolerance : margin;
  return least > points ? 'holds' : 'holds in direction';
}

const CLAIMS = [
  greater('a', 'b', 'top1', wording),
  greater('a', 'b', 'top1', { by: 0.5, ...wording }),
  greater('a', 'b', 'top1', { size: { points: 1.8 }, ...wording }),
  less('a', 'b', 'top1', { by: 0.1, ...wording }),
  equal('a', 'b', 'top1', { within: 0.5, ...wording }),
];

it('says of an interval what it shows', () => {
  const tenths = fc.integer({ min: -40, max: 40 }).map(tenth => tenth / 10);
  fc.assert(
    fc.property(fc.constantFrom(...CLAIMS), fc.array(tenths, { minLength: 2, maxLength: 6 }), (claim, differences) => {
      const record = recordOf(claim, differences);
      expect(record.verdict).toBe(verdictIn(claim, record));
      expect(Number(record.p) < 0.05).toBe(record.verdict !== 'undecided');
    }),
  );
});

it('shows as many digits as its verdict needs', () => {
  // The mean is 1e-6 more, or less, than makes p 0.05 with these deviations, -1 0 1.
  const sure = recordOf(CLAIMS[1]!, [1.984139, 2.984139, 3.984139]);
  expect(sure).toMatchObject({ low: '0.500001', verdict: 'holds' });
  expect(Number(sure.p)).toBeLessThan(0.05);
  const unsure = recordOf(CLAIMS[1]!, [1.984137, 2.984137, 3.984137]);
  expect(unsure).toMatchObject({ low: '0.499999', verdict: 'undecided' });
  expect(Number(unsure.p)).toBeGreaterThan(0.05);
});

it('an interval from zero to zero is undecided, and says so', () => {
  expect(recordOf(CLAIMS[0]!, [0, 0, 0])).toMatchObject({ low: '0', high: '0', p: '1', verdict: 'undecided' });
});

it('a number keeps to its side of a bound, and to four digits where it can', () => {
  expect(showBeside(0.049996, [0.05])).toBe('0.049996');
  expect(showBeside(0.0123456, [0.05])).toBe('0.01235');
  expect(showBeside(0.5, [0.5, 0])).toBe('0.5');
  expect(showBeside(1.00000001, [1])).toBe('1.00000001');
});
