/** `refold runs`: what it lists, and what becomes of two ledgers that are merged. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { runsCommand } from '../src/cli/commands/runs.ts';
import { seedsInWords } from '../src/cli/runs/states.ts';
import type * as Folders from '../src/plan/folders.ts';
import { ledgerPath, readLedger } from '../src/results/ledger.ts';
import { outputOf } from './support/refold-command.ts';
import { root, run, toy } from './support/toy-paper.ts';

const place = vi.hoisted(() => ({ root: '' }));
vi.mock('../src/plan/folders.ts', async original => ({
  ...(await original<typeof Folders>()),
  get ROOT() {
    return place.root;
  },
}));

/** A repository of the toy paper. */
function repository(): string {
  const folder = root();
  const support = JSON.stringify(join(import.meta.dirname, 'support/toy-paper.ts'));
  writeFileSync(join(folder, 'experiments/toy/index.ts'), `import { toy } from ${support};\nexport default toy();\n`);
  return folder;
}

/** The command in a repository: its exit code and what it prints. */
async function refoldRuns(folder: string, ...args: string[]) {
  place.root = folder;
  return await outputOf(runsCommand, args);
}

const folderOf = (folder: string) => join(folder, 'results/toy/quick');
const train = (folder: string, options: Parameters<typeof run>[2] = {}) =>
  run(folder, toy(), { backend: 'cpu', ...options });

describe('refold runs', () => {
  it('lists by table what is here, recorded, begun and missing, further seeds too', async () => {
    const folder = repository();
    await train(folder, { row: 'plain', seeds: 5 });
    const [first, second] = readLedger(folderOf(folder)).runs;
    rmSync(join(folder, 'runs/toy', first!.hash), { recursive: true });
    const path = ledgerPath(folderOf(folder));
    const without = readFileSync(path, 'utf8')
      .split('\n')
      .filter(line => !line.includes(second!.hash));
    writeFileSync(
      path,
      `${without.join('\n')}table-9,old,0,0123456789abcdef,0123456789abcdef,cpu,1,1,abc,2025-01-01,0.5\n`,
    );
    const states = await refoldRuns(folder, 'toy', '--backend', 'cpu');
    expect(states.code).toBe(0);
    expect(states.out).toBe(
      [
        'toy at quick on cpu: 8 runs, 5 done (4 here, 4 recorded), 0 begun, 3 missing',
        '  table    row    here  recorded  begun  missing',
        '  -------  -----  ----  --------  -----  -------',
        '  table-1  plain  1-4   0, 2-4',
        '  table-1  full                          0-2',
        '  recorded runs that no table asks for as it is now, on this backend: 1',
        '\n',
      ].join('\n'),
    );
    const begun = join(folder, 'runs/toy', first!.hash, 'checkpoint.safetensors');
    mkdirSync(dirname(begun));
    writeFileSync(begun, 'x');
    writeFileSync(path, without.filter(line => !line.includes(first!.hash)).join('\n'));
    expect((await refoldRuns(folder, '--backend', 'cpu')).out).toContain('table-1  plain  1-4   2-4       0\n');
  });

  it('prints a line of CSV for each run', async () => {
    const folder = repository();
    await train(folder, { row: 'plain', seeds: 1 });
    const { out } = await refoldRuns(folder, 'toy', '--backend', 'cpu', '--csv');
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(7);
    expect(lines[0]).toBe('paper,scale,table,row,seed,hash,here,recorded,state');
    expect(lines[1]).toMatch(/^toy,quick,table-1,plain,0,[0-9a-f]{16},yes,yes,done$/);
    expect(lines[2]).toMatch(/^toy,quick,table-1,plain,1,[0-9a-f]{16},no,no,missing$/);
  });

  it('says seeds in short', () => {
    expect(seedsInWords([5, 0, 2, 1, 1])).toBe('0-2, 5');
    expect(seedsInWords([])).toBe('');
  });
});

describe('refold runs --merge', () => {
  /** Two repositories that trained different rows, and both the row 'plain'; the second says `top1` of its seed 0. */
  async function two(top1: string) {
    const [ours, theirs] = [repository(), repository()];
    await train(ours, { row: 'plain' });
    await train(theirs);
    const path = ledgerPath(folderOf(theirs));
    writeFileSync(path, readFileSync(path, 'utf8').replace(',0.5\n', `,${top1}\n`));
    return { ours, theirs, path, before: readFileSync(ledgerPath(folderOf(ours)), 'utf8') };
  }

  it('is the union by hash, whichever repository does it', async () => {
    const { ours, theirs, path } = await two('0.5');
    expect(await refoldRuns(ours, '--merge', path)).toEqual({
      code: 0,
      out: 'toy at quick: 3 runs added, 3 known (3 equal, 0 within tolerance, 0 failed)\n',
      errors: '',
    });
    expect(readFileSync(ledgerPath(folderOf(ours)), 'utf8')).toBe(readFileSync(path, 'utf8'));
    const again = await refoldRuns(theirs, '--merge', ledgerPath(folderOf(ours)), ledgerPath(folderOf(ours)));
    expect(again.out.split('\n')[1]).toBe(
      'toy at quick: 0 runs added, 6 known (6 equal, 0 within tolerance, 0 failed)',
    );
  });

  it('names a failed replication, ends with 1, and leaves that line in both ledgers', async () => {
    const { ours, path } = await two('0.9');
    const theirs = readFileSync(path, 'utf8');
    const { code, out, errors } = await refoldRuns(ours, '--merge', path);
    expect(code).toBe(1);
    expect(out).toBe('toy at quick: 3 runs added, 3 known (2 equal, 0 within tolerance, 1 failed)\n');
    // Seeds 0.5, 0.51, 0.52: 9.9248 √2 0.01
    expect(errors).toMatch(
      /^1 run differs .*:\n {2}table-1: plain, seed 0: failed replication: top1 recorded 0\.5, found 0\.9, may differ by 0\.14 \(recorded: cpu, unknown, .*\)\n$/,
    );
    expect(readFileSync(path, 'utf8')).toBe(theirs);
    const merged = readLedger(folderOf(ours)).runs;
    expect(merged.filter(({ row }) => row === 'plain').map(({ metrics }) => metrics.top1)).toEqual([0.5, 0.51, 0.52]);
    expect(merged).toHaveLength(6);
  });

  it('tells a difference within the tolerance', async () => {
    const { ours, path } = await two('0.51');
    const { code, out } = await refoldRuns(ours, '--merge', path);
    expect(code).toBe(0);
    expect(out).toContain('2 equal, 1 within tolerance, 0 failed)\n  table-1: plain, seed 0: within tolerance: top1');
  });

  it('refuses what is no ledger of a paper here, and merges nothing of a malformed one', async () => {
    const { ours, path, before } = await two('x');
    await expect(refoldRuns(ours, '--merge', path)).rejects.toThrow(/runs\.csv, line \d: top1 is 'x', not a number/);
    expect(readFileSync(ledgerPath(folderOf(ours)), 'utf8')).toBe(before);
    await expect(refoldRuns(ours, '--merge', 'somewhere/runs.csv')).rejects.toThrow("can't tell whose runs");
    await expect(refoldRuns(ours, '--merge', 'toy/paper/runs.csv')).rejects.toThrow('there is no ledger at');
    await expect(refoldRuns(ours, '--merge')).rejects.toThrow('--merge needs files');
    await expect(refoldRuns(ours, '--merge', path, '--scale', 'quick')).rejects.toThrow(
      '--scale says nothing to --merge',
    );
  });
});
