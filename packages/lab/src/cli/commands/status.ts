import type { Paper } from '../../define/paper.ts';
import type { Asked } from '../../executor/batch.ts';
import { STANDINGS } from '../../executor/standings.ts';
import type { RunStatus } from '../../executor/status.ts';
import { foldersOf, ROOT } from '../../plan/folders.ts';
import { textTable } from '../../terminal/text-table.ts';
import { askedBy, BATCH } from '../asked.ts';
import type { Command } from '../command.ts';
import { SELECTION } from '../selection.ts';

export const statusCommand: Command = {
  name: 'status',
  positionals: ['[paper...]'],
  summary:
    'Show how far the runs of papers are, or those that were last handed over to a cluster: a line for each row, a column for each seed; and of those that failed the last line of the error.',
  options: { ...SELECTION, batch: BATCH },
  example: 'refold status repvgg --table table-6 --scale standard',
  async run(call) {
    const [{ loadPaper }, { statusOf }] = await Promise.all([
      import('../../plan/papers.ts'),
      import('../../executor/status.ts'),
    ]);
    const folders = foldersOf(ROOT);
    for (const asked of await askedBy(call)) {
      const { scale, backend, selection } = asked;
      const paper = await loadPaper(folders.experiments, asked.paper);
      const found = await statusOf({ paper, scale, folders, backend }, selection);
      process.stdout.write(`${describe(paper, asked, found)}\n`);
    }
    return 0;
  },
};

function describe(paper: Paper, { scale, backend }: Asked, found: readonly RunStatus[]): string {
  const counts = STANDINGS.flatMap(standing => {
    const count = found.filter(one => one.standing === standing).length;
    return count === 0 ? [] : [`${count} ${standing}`];
  });
  const title = `${paper.paper} at ${scale} on ${backend}: ${found.length} ${found.length === 1 ? 'run' : 'runs'}${counts.length > 0 ? `, ${counts.join(', ')}` : ''}`;
  if (found.length === 0) return title;
  const details = found.flatMap(({ job, standing, detail }) =>
    detail === undefined || standing === 'queued'
      ? []
      : [`  ${job.label}, ${standing}: ${detail.replace(`${job.label}: `, '')}`],
  );
  return [title, grid(paper, found), ...details].join('\n');
}

/** A line for each row of a table, in the paper's order, and a column for each seed. */
function grid({ tables, figures }: Paper, found: readonly RunStatus[]): string {
  const rows = new Map<string, RunStatus[]>();
  for (const one of found) {
    const key = JSON.stringify([one.job.table, one.job.row]);
    rows.set(key, [...(rows.get(key) ?? []), one]);
  }
  const ids = [...tables, ...figures].map(({ id }) => id);
  const inOrder = [...rows.values()].sort(([a], [b]) => ids.indexOf(a!.job.table) - ids.indexOf(b!.job.table));
  const seeds = [...new Set(found.map(({ job }) => job.config.seed))].sort((a, b) => a - b);
  const lines = inOrder.map(own => {
    const { table, row } = own[0]!.job;
    return [table, row, ...seeds.map(seed => standingsOf(own, seed))];
  });
  return textTable(['table', 'row', ...seeds.map(seed => `seed ${seed}`)], lines);
}

/** Runs of one row and seed are several where a row trains in stages. */
const standingsOf = (own: readonly RunStatus[], seed: number): string =>
  [...new Set(own.filter(({ job }) => job.config.seed === seed).map(({ standing }) => standing))].join(', ');
