/** A paper's tables and figures are files, found and named by the lab. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { definePaper, paperIn } from '../src/define/paper.ts';
import { temporaryFolder } from './support/folder.ts';

const ABOUT = { reference: 'A. Nobody', models: {} };
const TABLE = 'export default { title: "a table", scales: {}, columns: {}, rows: [] };';
const FIGURE = 'export default { title: "a figure", draw: () => ({}) };';

/** A folder of that name with those files. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = join(temporaryFolder(), 'toy');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe('paperIn', () => {
  it('takes the default exports of the files beside the index, named and ordered by their names', async () => {
    const folder = folderOf({
      'index.ts': 'throw new Error("it would begin again");',
      'recipes.ts': 'export const lr = 0.1;',
      'extra-speed.ts': TABLE,
      'figure-3.ts': FIGURE,
      'figure-2.ts': TABLE,
      'net-table-1.ts': TABLE,
      'table-10.ts': TABLE,
      'table-2.ts': TABLE,
    });
    const { paper, tables, figures, reference } = await paperIn(folder, ABOUT);
    expect([paper, reference]).toEqual(['toy', 'A. Nobody']);
    expect(tables.map(({ id }) => id)).toEqual(['table-2', 'table-10', 'net-table-1', 'figure-2', 'extra-speed']);
    expect(figures.map(({ paper, id, title }) => [paper, id, title])).toEqual([['toy', 'figure-3', 'a figure']]);
  });

  it('names the file whose table is malformed', async () => {
    const table = join(import.meta.dirname, '../src/define/table.ts');
    const row = '{ name: "one", cells: {} }';
    const folder = folderOf({
      'table-1.ts': `import { defineTable } from '${table}';
        export default defineTable({ title: 'Twice', scales: {}, columns: {}, rows: [${row}, ${row}] });`,
    });
    await expect(paperIn(folder, ABOUT)).rejects.toThrow(/toy\/table-1\.ts: Twice: two rows are called 'one'/);
  });
});

it('definePaper refuses an id that could not name a file', () => {
  const figure = { title: 'a figure', draw: () => ({}) };
  expect(() => definePaper('toy', ABOUT, { 'Figure 1': figure })).toThrow(
    'toy/Figure 1: an id is lower-case words joined by hyphens, like table-6',
  );
});
