/** Where the numbers come from: every recorded run. */
import { useMemo, useState } from 'preact/hooks';
import type { PaperData } from '../shape.ts';
import { type ColumnOf, DataTable } from './data-table.tsx';
import { hasWords, useFilter } from './filter.ts';
import { duration, type Runs, runsOf } from './model.ts';

export function RunsBox({ paper }: { readonly paper: PaperData }) {
  const filter = useFilter();
  const [isOpen, setOpen] = useState(false);
  const all = useMemo(() => runsOf(paper), [paper]);
  const above = `${paper.id} ${paper.title}`.toLowerCase();
  const rows = useMemo(
    () =>
      all.filter(
        runs =>
          filter.verdict === '' &&
          (filter.scale === '' || runs.scale === filter.scale) &&
          hasWords(filter, Object.values(runs).join(' ').toLowerCase(), above),
      ),
    [all, filter, above],
  );
  if (rows.length === 0) return null;
  const count = rows.reduce((sum, { hashes }) => sum + hashes.length, 0);
  const seconds = rows.reduce((sum, runs) => sum + runs.seconds, 0);
  return (
    <>
      <h3 id={`${paper.id}-runs`}>Runs</h3>
      <details class="table" open={isOpen} onToggle={event => setOpen(event.currentTarget.open)}>
        <summary>
          <h4>Recorded runs</h4>
          <span class="tally">
            {count.toLocaleString('en')} {count === 1 ? 'run' : 'runs'} · {duration(seconds)}
          </span>
        </summary>
        {isOpen && <DataTable label={`${paper.id}, runs`} rows={rows} columns={COLUMNS} kind="runs" />}
      </details>
    </>
  );
}

const words = (heading: string, of: (runs: Runs) => string): ColumnOf<Runs> => ({ heading, show: of, sortBy: of });

const COLUMNS: readonly ColumnOf<Runs>[] = [
  words('Row', ({ row, table }) => row || table),
  words('Table', ({ table }) => table),
  words('Scale', ({ scale }) => scale),
  words('Seeds', ({ seeds }) => seeds.replaceAll(' ', ', ')),
  words('Data', ({ data }) => data),
  words('Network', ({ network }) => network.split('; ')[0]!),
  words('Backend', ({ backend }) => backend),
  {
    heading: 'Steps',
    show: ({ steps }) => steps.toLocaleString('en'),
    sortBy: ({ steps }) => steps,
    isNumeric: true,
  },
  { heading: 'Time', show: ({ seconds }) => duration(seconds), sortBy: ({ seconds }) => seconds, isNumeric: true },
  {
    heading: 'Commit',
    show: ({ commit }) => <code>{commit}</code>,
    sortBy: ({ commit }) => commit,
  },
  words('Date', ({ date }) => date),
  {
    heading: 'Named in runs.csv',
    show: ({ hashes }) => <code>{hashes.length > 1 ? `${hashes[0]} + ${hashes.length - 1}` : hashes[0]}</code>,
    sortBy: ({ hashes }) => hashes[0]!,
  },
];
