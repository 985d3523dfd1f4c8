/** `refold tables`: what it counts of a paper, and what it says of times and results. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { tablesCommand } from '../src/cli/commands/tables.ts';
import { readArguments } from '../src/cli/parser.ts';
import type * as Folders from '../src/plan/folders.ts';
import { foldersOf } from '../src/plan/folders.ts';
import { ledgerPath, readLedger } from '../src/results/ledger.ts';
import { contentsOf } from '../src/run/contents.ts';
import { root, run, toy } from './support/toy-paper.ts';

const place = vi.hoisted(() => ({ root: '' }));
vi.mock('../src/plan/folders.ts', async original => ({
  ...(await original<typeof Folders>()),
  get ROOT() {
    return place.root;
  },
}));

const contents = (folder: string, backend = 'cpu') =>
  contentsOf(toy(), ['quick', 'standard'], foldersOf(folder), backend);

describe('refold tables', () => {
  it('counts rows and runs of each scale, and knows no time before a run', async () => {
    const listed = await contents(root());
    expect(listed.map(({ id, rows, work, scales }) => [id, rows, work.map(({ runs }) => runs), scales])).toEqual([
      // Two rows of three seeds: the third trains at paper alone.
      ['table-1', 3, [6, 0], []],
      ['table-2', 1, [3, 0], []],
      ['figure-1', undefined, [0, 0], []],
    ]);
    for (const { work } of listed) expect(work.map(({ ms }) => ms)).toEqual([undefined, undefined]);
  });

  it('adds up the recorded times, takes those of other seeds for a run that is not recorded, and names the scale', async () => {
    const folder = root();
    await run(folder, toy(), { backend: 'cpu', only: ['table-1'] });
    const ledgerFolder = join(folder, 'results/toy/quick');
    const { runs } = readLedger(ledgerFolder);
    const seconds = runs.reduce((sum, one) => sum + one.seconds, 0);
    const [first] = await contents(folder);
    expect(first!.work[0]!.ms).toBeCloseTo(1000 * seconds, 6);
    expect(first!.scales).toEqual(['quick']);
    // Their names depend on the backend.
    expect((await contents(folder, 'wasm'))[0]!.work[0]).toEqual({ scale: 'quick', runs: 6, ms: undefined });

    const path = ledgerPath(ledgerFolder);
    const lines = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, lines.filter(line => !line.includes(runs[0]!.hash)).join('\n'));
    const others = runs.filter(one => one.recipe === runs[0]!.recipe && one !== runs[0]);
    const mean = others.reduce((sum, one) => sum + one.seconds, 0) / others.length;
    expect((await contents(folder))[0]!.work[0]!.ms).toBeCloseTo(1000 * (seconds - runs[0]!.seconds + mean), 6);
    rmSync(path);
    expect((await contents(folder))[0]!.work[0]!.ms).toBeUndefined();
  });

  it('prints a line for each, and refuses other names', async () => {
    const folder = root();
    place.root = folder;
    const support = JSON.stringify(join(import.meta.dirname, 'support/toy-paper.ts'));
    writeFileSync(join(folder, 'experiments/toy/index.ts'), `import { toy } from ${support};\nexport default toy();\n`);
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    await tablesCommand.run(readArguments(tablesCommand, ['toy', '--backend', 'cpu']));
    const text = write.mock.calls.map(([part]) => part).join('');
    write.mockRestore();
    expect(text).toContain('\nruns on cpu\n');
    expect(text).toMatch(/^ {2}id +rows +runs at quick +time +runs at standard +time +results at +title$/m);
    expect(text).toMatch(/^ {2}table-1 +3 +6 +not known +0 +none +Table 1: branches$/m);
    await expect(tablesCommand.run(readArguments(tablesCommand, ['toi', '--backend', 'cpu']))).rejects.toThrow(
      "unknown paper 'toi'. Did you mean toy?",
    );
  });
});
