/** A row that a reader adds to a paper's table: it is compared with its baseline, and the paper's claims stay as they are. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { greater } from '../src/define/claims.ts';
import { ratio, score } from '../src/define/columns.ts';
import { comparisonsOf } from '../src/define/own-rows.ts';
import type { Paper } from '../src/define/paper.ts';
import type { Row } from '../src/define/rows.ts';
import type { Settings } from '../src/define/scales.ts';
import { defineTable } from '../src/define/table.ts';
import { formula } from '../src/judge/claims.ts';
import { compare } from '../src/report/compare.ts';
import { root, run, toy, trains } from './support/toy-paper.ts';

const mine: Row<Settings> = { name: 'mine', heading: 'two scales', baseline: 'full', train: trains(0.7) };

/** The toy paper with rows more in its first table. */
function toyWith(...rows: readonly Row<Settings>[]): Paper {
  const paper = toy();
  const [first, ...others] = paper.tables;
  return { ...paper, tables: [{ ...first!, rows: [...first!.rows, ...rows] }, ...others] };
}

it('is compared apart from the claims, which stay as they are, and is marked where it is shown', async () => {
  const folder = root();
  const { results } = await run(folder, toy());
  const claims = readFileSync(results.path('quick', 'claims.csv'), 'utf8');
  expect(existsSync(results.path('quick', 'comparisons.csv'))).toBe(false);

  const paper = toyWith(mine);
  expect((await run(folder, paper)).runs.total).toBe(9);
  expect(readFileSync(results.path('quick', 'claims.csv'), 'utf8')).toBe(claims);
  expect(results.claims('quick', 'table-1', 'comparisons')).toMatchObject([
    { claim: 'mine > full', sentence: 'two scales is better than full.', estimate: '10', n: '3', verdict: 'holds' },
  ]);
  const page = readFileSync(join(results.folder, 'README.md'), 'utf8').replaceAll('\u00a0', ' ');
  expect(page).toContain('Claims of the paper: 1 hold, 1 not run.');
  expect(page).toContain('| two scales (own) | 3 |  | 71.00 ± 1.00 |');
  expect(page).toContain("Rows that aren't the paper's, beside their baselines:");
  expect(page).toContain(
    '| two scales is better than full. (a row of your own)<br><em>top1: two scales (own) > full</em> |',
  );
  expect(compare(paper, results).text).toMatch(/^own rows\nholds +top1: two scales \(own\) > full$/m);

  await run(folder, toy());
  expect(results.claims('quick', 'table-1', 'comparisons')).toEqual([]);
});

it('brings its baseline along when it is selected alone', async () => {
  const folder = root();
  const { runs, results } = await run(folder, toyWith(mine), { row: 'two sc' });
  expect(runs).toEqual({ done: 6, total: 6 });
  expect([...new Set(results.cells('quick', 'table-1').map(({ row }) => row))]).toEqual(['full', 'mine']);
  expect(results.claims('quick')).toEqual([]);
  expect(results.claims('quick', 'table-1', 'comparisons')).toMatchObject([{ estimate: '10', verdict: 'holds' }]);
});

it('is compared by every score and ratio that both rows have, each in its direction', () => {
  const bench = () => ({ layer: { kind: 'relu' } as never, input: [1], batchSize: 1 });
  const table = defineTable({
    title: 'x',
    scales: {},
    columns: {
      top1: score({ metric: 'top1' }),
      loss: score({ better: 'lower', metric: 'loss' }),
      speed: ratio({ to: 'plain' }),
      seconds: ratio({ to: 'plain', better: 'lower' }),
    },
    rows: [
      { name: 'plain', train: trains(0.5), bench },
      { name: 'mine', baseline: 'plain', train: trains(0.5), bench, without: ['speed'] },
    ],
  });
  expect(comparisonsOf(table).map(claim => [formula(claim), claim.column])).toEqual([
    ['mine > plain', 'top1'],
    ['mine < plain', 'loss'],
    ['mine < plain', 'seconds'],
  ]);
});

it('must have a baseline that is there, and is in no claim', () => {
  const define = (baseline: string, ...claims: readonly ReturnType<typeof greater>[]) =>
    defineTable({
      title: 'x',
      scales: {},
      columns: { top1: score({ metric: 'top1' }) },
      rows: [
        { name: 'plain', train: trains(0.5) },
        { name: 'mine', baseline, train: trains(0.5) },
      ],
      claims,
    });
  const wording = { sentence: 'Mine is better.', source: 'table 1' };
  expect(() => define('plane')).toThrow("x: the baseline of row 'mine' is 'plane'. Available: plain.");
  expect(() => define('mine')).toThrow("x: the baseline of row 'mine' is 'mine'. Available: plain.");
  expect(() => define('plain', greater('mine', 'plain', 'top1', wording))).toThrow(
    "x: a claim is about row 'mine'. Available: plain.",
  );
});
