/** docs/plan.csv and the table of docs/cluster.md say what the code counts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { foldersOf, ROOT } from '../packages/lab/src/plan/folders.ts';
import { paperNames } from '../packages/lab/src/plan/papers.ts';
import { readCsv } from '../packages/lab/src/results/csv.ts';
import { gpuRate, hoursOf } from '../packages/lab/src/run/training-cost.ts';
import { PLAN, PLAN_COLUMNS, planLines, planTable } from '../scripts/plan-table.ts';

const recorded = readCsv(join(ROOT, PLAN), PLAN_COLUMNS);

describe('the planning arithmetic', () => {
  it('is runs × images × multiply-adds × 3 passes × 2 operations over the rate', () => {
    // 1e15 multiply-adds forward are 6e15 operations; 10 TFLOPS at 50 % do 5e12 per second.
    expect(hoursOf({ macs: 1e15 }, gpuRate(10, 0.5))).toBeCloseTo(6e15 / 5e12 / 3600, 10);
  });

  it('is recorded as it is counted, for tables that are counted fast', async () => {
    const only = ['table-1', 'table-4-layers'];
    const lines = recorded.filter(({ paper, part }) => paper === 'gsm' && only.includes(part));
    expect(lines).toHaveLength(2);
    expect(await planLines('gsm', only)).toEqual(lines.map(line => PLAN_COLUMNS.map(column => line[column])));
  }, 60_000);

  it('is recorded for every paper', () => {
    expect([...new Set(recorded.map(({ paper }) => paper))]).toEqual(paperNames(foldersOf(ROOT).experiments));
  });

  it('stands in docs/cluster.md', () => {
    const page = readFileSync(join(ROOT, 'docs/cluster.md'), 'utf8');
    expect(page, 'npx tsx scripts/draw-plan.ts draws it anew').toContain(
      `<!-- plan -->\n${planTable()}\n<!-- /plan -->`,
    );
  });
});
