/** Claims are the paper's sentences about the paper's rows: a row that a reader adds changes none of them. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Table } from '../packages/lab/src/define/table.ts';
import { foldersOf, ROOT } from '../packages/lab/src/plan/folders.ts';
import { loadPaper, paperNames } from '../packages/lab/src/plan/papers.ts';
import { temporaryFolder } from '../packages/lab/test/support/folder.ts';
import { editsOf } from './support/added-rows.ts';

const { experiments } = foldersOf(ROOT);
const papers = await Promise.all(paperNames(experiments).map(name => loadPaper(experiments, name)));
const claiming = papers.flatMap(({ tables }) => tables.filter(({ claims = [] }) => claims.length > 0));

const tableAt = async (path: string): Promise<Table> => (await import(pathToFileURL(path).href)).default;

/** A file of experiments and those beside it that it imports, at however many removes. */
function filesOf(folder: string, file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, name] of readFileSync(join(folder, file), 'utf8').matchAll(/from '\.\/([^']+)'/g)) {
    filesOf(folder, name!, found);
  }
  return found;
}

/** A folder in which one file has another text: those that import it are copies, all else is linked, and so isn't loaded once more. */
function edited(folder: string, file: string, text: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(folder)) {
    if (name === file) writeFileSync(join(to, name), text);
    else if (name.endsWith('.ts') && filesOf(folder, name).has(file)) copyFileSync(join(folder, name), join(to, name));
    else symlinkSync(join(folder, name), join(to, name));
  }
}

describe.each(claiming)('$paper/$id', ({ paper, id }) => {
  it('has the same claims with a row more', async () => {
    const root = temporaryFolder();
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
    // Experiments may import each other's.
    for (const { paper: other } of papers) symlinkSync(join(experiments, other), join(root, other));
    const folder = join(experiments, paper);
    const own = await tableAt(join(folder, `${id}.ts`));
    const longer: string[] = [];
    for (const file of filesOf(folder, `${id}.ts`)) {
      for (const [i, { list, text }] of editsOf(readFileSync(join(folder, file), 'utf8')).entries()) {
        const copy = join(root, `${file}-${i}`);
        edited(folder, file, text, copy);
        const longerTable = await tableAt(join(copy, `${id}.ts`)).catch((error: Error) => error);
        // A list of something else than rows: what it lists then isn't there.
        if (longerTable instanceof Error || longerTable.rows.length <= own.rows.length) continue;
        longer.push(`${list} of ${file}`);
        expect(longerTable.claims, `${list} of ${file}`).toEqual(own.claims);
      }
    }
    expect(longer).not.toEqual([]);
  });
});
