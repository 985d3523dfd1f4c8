/** The exit code of `refold reproduce` on a paper with a wrong cell. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { reproduceCommand } from '../src/cli/commands/reproduce.ts';
import { readArguments } from '../src/cli/parser.ts';
import type * as Folders from '../src/plan/folders.ts';
import { Results } from '../src/results/results.ts';
import { temporaryFolder } from './support/folder.ts';

const place = vi.hoisted(() => ({ root: '' }));
vi.mock('../src/plan/folders.ts', async original => ({
  ...(await original<typeof Folders>()),
  get ROOT() {
    return place.root;
  },
}));

/** A file of what tables are written with, as a string of JavaScript. */
const define = (file: string): string => JSON.stringify(join(import.meta.dirname, '../src/define', file));

/** `refold reproduce toy` where the paper prints these parameters of two networks of 8.31 M and 12.79 M. */
async function reproduceToy(small: string, large: string) {
  place.root = temporaryFolder();
  const experiment = join(place.root, 'experiments/toy');
  mkdirSync(join(experiment, 'paper'), { recursive: true });
  writeFileSync(
    join(experiment, 'index.ts'),
    `import { paperIn } from ${define('paper.ts')};
     export default await paperIn(import.meta.dirname, { reference: 'A. Nobody', models: {} });`,
  );
  writeFileSync(
    join(experiment, 'table-1.ts'),
    `import { compute } from ${define('cells.ts')};
     import { exact } from ${define('columns.ts')};
     import { defineTable } from ${define('table.ts')};
     export default defineTable({
       title: 'Sizes', printed: 'table1.csv', scales: {}, columns: { params: exact({ unit: 'M' }) },
       rows: [
         { name: 'small', cells: { params: compute(() => 8_309_384) } },
         { name: 'large', cells: { params: compute(() => 12_789_864) } },
       ],
     });`,
  );
  writeFileSync(
    join(experiment, 'paper/table1.csv'),
    `row,column,value,unit,source,confidence
small,params,${small},M,paper-text,verified
large,params,${large},M,paper-text,verified
`,
  );
  const written: string[] = [];
  const stream = vi.spyOn(process.stderr, 'write').mockImplementation(text => written.push(String(text)) > 0);
  const quiet = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  onTestFinished(() => {
    stream.mockRestore();
    quiet.mockRestore();
  });
  const code = await reproduceCommand.run(readArguments(reproduceCommand, ['toy']));
  const cells = new Results(join(place.root, 'results'), 'toy').cells('quick', 'table-1');
  return { code, written: written.join(''), verdicts: cells.map(({ row, verdict }) => [row, verdict]) };
}

describe('refold reproduce', () => {
  it('names every value that must equal the paper’s and does not, and ends with 1 once all is written', async () => {
    const { code, written, verdicts } = await reproduceToy('8.13', '12.8');
    expect(code).toBe(1);
    expect(written).toContain(
      "1 value that must match doesn't equal the paper's:\n  table-1: small, params: 8.31, printed 8.13\n",
    );
    expect(verdicts).toEqual([
      ['small', 'mismatch'],
      ['large', 'match'],
    ]);
  });

  it('refuses to train all again and to train nothing that is recorded', async () => {
    const call = readArguments(reproduceCommand, ['toy', '--fresh', '--recorded']);
    await expect(reproduceCommand.run(call)).rejects.toThrow('--fresh trains every run again, and --recorded none');
  });

  it('ends with 0 where all match', async () => {
    const { code, written } = await reproduceToy('8.31', '12.79');
    expect(code).toBe(0);
    expect(written).not.toContain('must match');
  });
});
