/** `refold verify`: recorded runs are trained again, apart, and compared. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TrainConfig } from '@refold/core/train';
import { expect, it } from 'vitest';
import { score } from '../src/define/columns.ts';
import { definePaper, type Paper } from '../src/define/paper.ts';
import { defineTable } from '../src/define/table.ts';
import { foldersOf } from '../src/plan/folders.ts';
import { ledgerPath } from '../src/results/ledger.ts';
import { verify } from '../src/run/verify.ts';
import { fake, type Mine, PRETENCE, root, run, SEEDS, toy } from './support/toy-paper.ts';

async function verified(folder: string, paper: Paper, runs: number, seed = 1, abort?: AbortSignal) {
  const lines: string[] = [];
  const reporter = { begin: () => {}, update: () => {}, end: () => {}, line: (text: string) => void lines.push(text) };
  const about = {
    paper,
    scale: 'quick',
    folders: foldersOf(folder),
    services: PRETENCE,
    workers: 1,
    reporter,
  } as const;
  const result = await verify({ ...about, runs, seed, ...(abort && { signal: abort }) });
  return {
    ...result,
    lines,
    titles: result.replications.map(({ recorded: { row, seed } }) => `${row} ${seed}`).sort(),
  };
}

const ledger = (folder: string) => ledgerPath(join(folder, 'results/toy/quick'));

it('trains as many as are asked for, chosen by the seed, and leaves runs/, the ledger and the results as they are', async () => {
  const folder = root();
  await run(folder, toy());
  const before = readFileSync(ledger(folder), 'utf8');
  const first = await verified(folder, toy(), 2);
  expect(first.lines[0]).toMatch(/^2 of 6 recorded runs, chosen with --seed 1: table-1: /);
  expect(first.replications.map(({ deviations }) => deviations)).toEqual([[], []]);
  expect((await verified(folder, toy(), 2)).titles).toEqual(first.titles);
  const others: string[] = [];
  for (const seed of [2, 3, 4]) others.push(String((await verified(folder, toy(), 2, seed)).titles));
  expect(others.some(titles => titles !== String(first.titles))).toBe(true);
  expect((await verified(folder, toy(), 99)).titles).toHaveLength(6);
  expect(readFileSync(ledger(folder), 'utf8')).toBe(before);
  expect(readdirSync(join(folder, 'runs/toy'))).toHaveLength(6);
  expect(readdirSync(join(folder, 'runs/verify/toy'))).toEqual([]);
});

it('finds the run that the ledger has otherwise, also one of a further seed, and keeps what it trained', async () => {
  const folder = root();
  await run(folder, toy(), { only: ['table-2'], seeds: 5 });
  writeFileSync(ledger(folder), readFileSync(ledger(folder), 'utf8').replace(',0.64\n', ',0.1\n'));
  // Of two recorded seeds the spread isn't known.
  const few = readFileSync(ledger(folder), 'utf8')
    .split('\n')
    .filter(line => !/,whole,[012],/.test(line));
  writeFileSync(ledger(folder), few.join('\n'));
  const { replications, folder: kept } = await verified(folder, toy(), 5);
  expect(replications.map(({ recorded: { seed }, isFailed }) => [seed, isFailed]).sort()).toEqual([
    [3, false],
    [4, true],
  ]);
  const failed = replications.find(({ isFailed }) => isFailed)!;
  expect(failed.deviations).toEqual([
    { metric: 'top1', recorded: 0.1, found: 0.64, tolerance: 0.064, isWithin: false },
  ]);
  expect(readdirSync(kept)).toEqual([failed.recorded.hash]);
});

it('trains the bases of what it chose, apart too', async () => {
  const base = { top1: 0.3, weight: 1, seed: 0, data: { train: { name: 'toys' } } } as unknown as TrainConfig;
  const table = defineTable<Mine, 'top1'>({
    title: 'x',
    scales: { quick: { ...SEEDS, seeds: [0] } },
    columns: { top1: score() },
    rows: [{ name: 'one', cells: { top1: fake(0.5, { initial: { training: base } }) } }],
  });
  const paper = definePaper('toy', { reference: '', models: {} }, { 'table-1': table });
  const folder = root();
  await run(folder, paper);
  const { lines, titles } = await verified(folder, paper, 2);
  expect(titles).toEqual(['one 0', 'one, its base 0']);
  expect(lines.filter(line => line.includes(' · '))).toHaveLength(2);
});

it('says why nothing can be verified, and stops when told', async () => {
  const folder = root();
  await expect(verified(folder, toy(), 1)).rejects.toThrow('nothing to verify of toy at quick: its ledger is empty');
  await run(folder, toy(), { only: ['table-2'] });
  const changed = definePaper('toy', { reference: '', models: {} }, {});
  await expect(verified(folder, changed, 1)).rejects.toThrow('no table asks for any of its 3 recorded runs');
  const { replications, chosen } = await verified(folder, toy(), 2, 1, AbortSignal.abort());
  expect([replications.length, chosen]).toEqual([0, 2]);
  expect(existsSync(join(folder, 'runs/verify/toy'))).toBe(true);
});
