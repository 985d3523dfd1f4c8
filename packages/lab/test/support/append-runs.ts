/** A process that adds twelve runs to a ledger, one by one: node --import tsx append-runs.ts <folder> <first>. */
import { appendRuns } from '../../src/results/ledger.ts';

const [folder = '', first = ''] = process.argv.slice(2);
for (let n = Number(first); n < Number(first) + 12; n++) {
  const hash = n.toString(16).padStart(16, '0');
  const about = { table: 'table-1', row: 'plain', seed: n, hash, recipe: hash, backend: 'cpu' };
  appendRuns(folder, [{ ...about, steps: 1, seconds: 1, commit: 'abc', date: '2026-01-02', metrics: { top1: 0.5 } }]);
}
