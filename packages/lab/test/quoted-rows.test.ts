import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { measured, score } from '../src/define/columns.ts';
import { definePaper, type Paper, type PaperTable } from '../src/define/paper.ts';
import { defineTable, type Table } from '../src/define/table.ts';
import { loadPaper } from '../src/plan/papers.ts';
import { planTable } from '../src/plan/plan.ts';
import { temporaryFolder } from './support/folder.ts';
import { run } from './support/toy-paper.ts';

const TABLE = {
  title: 'Methods',
  printed: 'table1.csv',
  scales: {},
  columns: {
    top1: score({ printed: 'Top-1' }),
    saved: score(),
    seconds: measured({ unit: '' }),
  },
  rows: [{ name: 'ours', printed: 'Ours', notRun: 'no machine' }, { name: 'plain' }],
  quotedRows: true,
};

const PRINTED = `row,column,value,unit,source,confidence
Pruner,saved,40,%,paper-text,verified
Ours,Top-1,90,%,paper-text,verified
plain,Top-1,91,%,paper-text,verified
Ours (log),Top-1,90.02,%,official-log,verified
Clock,seconds,3,,paper-text,verified
Elsewhere,Top-5,99,%,paper-text,verified
Another,Top-1,89,%,paper-figure,single
Pruner,Top-1,88,%,paper-text,verified
`;

async function loaded(table: Table): Promise<{ paper: Paper; table: PaperTable; experiments: string; folder: string }> {
  const folder = temporaryFolder();
  const experiments = join(folder, 'experiments');
  mkdirSync(join(experiments, 'toy/paper'), { recursive: true });
  writeFileSync(join(experiments, 'toy/paper/table1.csv'), PRINTED);
  const paper = definePaper('toy', { reference: 'A. Nobody', models: {} }, { 'table-1': table });
  writeFileSync(join(experiments, 'toy/index.ts'), `export default ${JSON.stringify(paper)};`);
  const whole = await loadPaper(experiments, 'toy');
  return { paper: whole, table: whole.tables[0]!, experiments, folder };
}

describe('quotedRows', () => {
  it('adds the rows that the paper prints in a column and the table does not define, in the order of the file', async () => {
    const { table } = await loaded(TABLE);
    expect(table.rows.map(({ name, quoted }) => [name, quoted])).toEqual([
      ['ours', undefined],
      ['plain', undefined],
      ['Pruner', true],
      ['Another', true],
    ]);
  });

  it('shows what is printed of them as quoted, not as something that was not run', async () => {
    const { table, experiments } = await loaded(TABLE);
    const { cells } = planTable(table, 'quick', experiments);
    const quoted = cells.filter(({ row }) => row.name === 'Pruner' || row.name === 'Another');
    expect(quoted.map(({ row, key, printed, cell }) => [row.name, key, printed?.value, cell])).toEqual([
      ['Pruner', 'top1', '88', { kind: 'quoted' }],
      ['Pruner', 'saved', '40', { kind: 'quoted' }],
      ['Another', 'top1', '89', { kind: 'quoted' }],
    ]);
  });

  it('says so in the results, where other cells say why they are not run', async () => {
    const { paper, folder } = await loaded(TABLE);
    const { results } = await run(folder, paper);
    expect(results.cells('quick', 'table-1').map(({ row, column, verdict }) => [row, column, verdict])).toEqual([
      ['ours', 'top1', 'not run (no machine)'],
      ['plain', 'top1', 'not run (no experiment for this figure)'],
      ['Pruner', 'top1', 'quoted'],
      ['Pruner', 'saved', 'quoted'],
      ['Another', 'top1', 'quoted'],
    ]);
  });

  it('is asked for: a table without it has its own rows alone', async () => {
    const { quotedRows: _, ...plain } = TABLE;
    expect((await loaded(plain)).table.rows).toHaveLength(2);
  });

  it('needs a file of printed values', () => {
    const { printed: _, ...unprinted } = TABLE;
    expect(() => defineTable(unprinted)).toThrow('Methods: `quotedRows` needs a file of `printed` values');
  });
});
