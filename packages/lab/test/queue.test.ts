/** The queue: what it does first, what it leaves behind, and how it stops. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compute } from '../src/define/cells.ts';
import { greater } from '../src/define/claims.ts';
import { exact, score } from '../src/define/columns.ts';
import { definePaper, type Paper } from '../src/define/paper.ts';
import { defineTable } from '../src/define/table.ts';
import { openPaper } from '../src/queue/open.ts';
import { runQueue } from '../src/queue/queue.ts';
import { settleRecorded } from '../src/queue/settle.ts';
import { readLedger } from '../src/results/ledger.ts';
import { Results } from '../src/results/results.ts';
import { type Reporter, silent } from '../src/terminal/progress.ts';
import { type Mine, PRETENCE, root, run, SEEDS, trains } from './support/toy-paper.ts';

const wording = { sentence: 'It helps.', source: 'Table 1' };

/** Three rows: `steady` is better than `plain` by nearly the same at every seed, `shaky` is not. */
function paperOf(more: { readonly behaviour?: string; readonly ms?: number } = {}): Paper {
  const { ms = 1, behaviour } = more;
  const noisy = (...noise: number[]) => ({ noise });
  const table = defineTable<Mine>({
    title: 'x',
    scales: { quick: { ...SEEDS, ms } },
    columns: { top1: score({ metric: 'top1' }), params: exact() },
    rows: [
      { name: 'plain', train: trains(0.5, { tellsPriority: true }), cells: { params: compute(() => 7) } },
      { name: 'steady', train: trains(0.51, noisy(0.004, 0, -0.006, 0.001)) },
      { name: 'shaky', train: trains(0.5, { ...noisy(0.1, -0.1, 0.02), ...(behaviour && { behaviour }) }) },
    ],
    claims: ['steady', 'shaky'].map(row => greater(row, 'plain', 'top1', wording)),
  });
  return definePaper('toy', { reference: '', models: {} }, { 'table-1': table });
}

async function queue(
  folder: string,
  paper: Paper,
  { mostSeeds = 3, ...more }: { mostSeeds?: number; signal?: AbortSignal; reporter?: Reporter; priority?: number } = {},
) {
  const told = { signal: new AbortController().signal, reporter: silent, services: PRETENCE, ...more };
  const opened = await openPaper(paper, 'fake', { scale: 'quick', root: folder, ...told });
  const outcome = await runQueue([opened], { ...told, workers: 1, mostSeeds });
  await settleRecorded(opened);
  return outcome;
}

const heard = () => {
  const lines: string[] = [];
  return { lines, reporter: { ...silent, line: (text: string) => void lines.push(text) } };
};
const ledgerOf = (folder: string) => readLedger(join(folder, 'results/toy/quick')).runs;
const claimsOf = (folder: string) =>
  new Results(join(folder, 'results'), 'toy').claims('quick').map(({ claim, n, verdict }) => [claim, n, verdict]);

describe('the queue', () => {
  it('gives every row its first run, then its other seeds, and fills the tables', async () => {
    const folder = root();
    const { lines, reporter } = heard();
    expect(await queue(folder, paperOf(), { reporter })).toEqual({ done: 9, failures: [] });
    const begun = lines.filter(line => line.includes('run')).map(line => line.replace(/^toy, table-1: /, ''));
    expect(begun.slice(0, 3)).toEqual(
      ['plain', 'steady', 'shaky'].map(row => `${row}, seed 0 (the first run of its row)`),
    );
    expect(ledgerOf(folder)).toHaveLength(9);
    expect(claimsOf(folder)).toEqual([
      ['steady > plain', '3', 'undecided'],
      ['shaky > plain', '3', 'undecided'],
    ]);
    const results = new Results(join(folder, 'results'), 'toy');
    const cell = results.cells('quick', 'table-1').find(({ row, column }) => row === 'plain' && column === 'top1');
    expect(cell).toMatchObject({ measured: '51.00', n: '3', values: '50 51 52' });
    expect(readFileSync(join(results.folder, 'README.md'), 'utf8')).toContain('51.00');
    // Nothing is left to do, and nothing is done twice.
    expect((await queue(folder, paperOf())).done).toBe(0);
  });

  it('then trains the seed that probably decides a claim, of both its rows, and not what would not', async () => {
    const folder = root();
    await run(folder, paperOf());
    const { lines, reporter } = heard();
    expect((await queue(folder, paperOf(), { mostSeeds: 4, reporter })).done).toBe(2);
    expect(lines.filter(line => line.includes('decides'))).toEqual([
      expect.stringMatching(/steady, seed 3 \(one more seed decides with [5-9]\d %: table-1, top1: steady > plain\)/),
      expect.stringContaining('plain, seed 3 (one more seed decides'),
    ]);
    expect(claimsOf(folder)).toEqual([
      ['steady > plain', '4', 'holds'],
      ['shaky > plain', '3', 'undecided'],
    ]);
    // What others see: all that is recorded is judged, unless they say how many seeds.
    rmSync(join(folder, 'runs'), { recursive: true });
    expect((await run(folder, paperOf(), { recorded: true })).runs).toEqual({ done: 11, total: 11 });
    expect(claimsOf(folder)[0]).toEqual(['steady > plain', '4', 'holds']);
    await run(folder, paperOf(), { recorded: true, seeds: 3 });
    expect(claimsOf(folder)[0]).toEqual(['steady > plain', '3', 'undecided']);
    expect(existsSync(join(folder, 'runs/toy'))).toBe(false);
  });

  it('names a run that fails, and does the others', async () => {
    const folder = root();
    const { lines, reporter } = heard();
    const { done, failures } = await queue(folder, paperOf({ behaviour: 'fail' }), { reporter });
    expect(done).toBe(6);
    expect(failures).toHaveLength(3);
    expect(failures[0]).toContain('shaky, seed 0: the loss is not a number');
    expect(lines.filter(line => line.startsWith('failed, others go on'))).toHaveLength(3);
    expect(claimsOf(folder)).toEqual([['steady > plain', '3', 'undecided']]);
  });

  it('stops when its time is over, with what is finished in the ledger and in the tables', async () => {
    const folder = root();
    const stop = new AbortController();
    let done = 0;
    const reporter = {
      ...silent,
      line: (text: string) => {
        if (text.includes('·') && ++done === 4) stop.abort();
      },
    };
    expect((await queue(folder, paperOf(), { signal: stop.signal, reporter })).done).toBe(4);
    expect(ledgerOf(folder)).toHaveLength(4);
    const cells = new Results(join(folder, 'results'), 'toy').cells('quick', 'table-1');
    expect(cells.filter(({ column }) => column === 'top1').map(({ n }) => n)).toEqual(['2', '1', '1']);
    expect((await queue(folder, paperOf())).done).toBe(5);
  });

  it('leaves a mean of more seeds than are recorded, until as many are', async () => {
    const folder = root();
    await run(folder, paperOf());
    rmSync(join(folder, 'results/toy/quick/runs.csv'));
    rmSync(join(folder, 'runs'), { recursive: true });
    const stop = new AbortController();
    const reporter = { ...silent, line: (text: string) => void (text.includes('·') && stop.abort()) };
    await queue(folder, paperOf(), { signal: stop.signal, reporter });
    const shown = () =>
      new Results(join(folder, 'results'), 'toy')
        .cells('quick', 'table-1')
        .filter(({ column }) => column === 'top1')
        .map(({ n }) => n);
    expect(ledgerOf(folder)).toHaveLength(1);
    expect(shown()).toEqual(['3', '3', '3']);
    await queue(folder, paperOf(), { mostSeeds: 4 });
    expect(shown().sort()).toEqual(['3', '4', '4']);
  });

  it('leaves tables alone of which nothing is recorded', async () => {
    const folder = root();
    await queue(folder, paperOf(), { signal: AbortSignal.abort() });
    expect(existsSync(join(folder, 'results/toy/quick/table-1.csv'))).toBe(false);
    expect(existsSync(join(folder, 'results/toy/README.md'))).toBe(false);
  });

  it('trains in processes of the priority asked for', async () => {
    const folder = root();
    const stop = new AbortController();
    const reporter = { ...silent, line: (text: string) => void (text.includes('·') && stop.abort()) };
    const { PRIORITY_BELOW_NORMAL: priority } = constants.priority;
    await queue(folder, paperOf(), { signal: stop.signal, reporter, priority });
    expect(ledgerOf(folder)[0]!.metrics.priority).toBe(priority);
  });

  it('takes over what was finished without it', async () => {
    const folder = root();
    await run(folder, paperOf(), { seeds: 1 });
    rmSync(join(folder, 'results'), { recursive: true });
    mkdirSync(join(folder, 'results'));
    expect((await queue(folder, paperOf())).done).toBe(6);
    expect(ledgerOf(folder)).toHaveLength(9);
  });
});
