/** Which network was run in a row, beside the paper's name of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compare } from '../src/report/compare.ts';
import { conditionsIn, NetworkNotes, networkLine } from '../src/report/networks.ts';
import type { CellRecord } from '../src/results/results.ts';
import { root, run, toy } from './support/toy-paper.ts';

const cell = (row: string, network: string) => ({ row, network }) as CellRecord;
const notes = (cells: readonly CellRecord[], promised: Readonly<Record<string, string>> = {}) => {
  const networks = new NetworkNotes(cells);
  return [...new Set(cells.map(({ row }) => row))].map(name =>
    networks.noteOf(
      { name, ...(promised[name] !== undefined && { network: promised[name] }) },
      cells.filter(({ row }) => row === name),
    ),
  );
};

it('is said where the row promises another', () => {
  const cells = [cell('ResNet-56 ResRep', 'ResNet-20'), cell('ResNet-110 ResRep', '')];
  const promised = { 'ResNet-56 ResRep': 'ResNet-56', 'ResNet-110 ResRep': 'ResNet-110' };
  expect(notes(cells, promised)).toEqual([' · here ResNet-20', '']);
  expect(notes([cell('ResNet-56 ResRep', 'ResNet-56')], promised)).toEqual(['']);
});

it('is said where rows were run on several, unless the name says so', () => {
  const cells = [cell('LeNet-5 125x', 'LeNet-5'), cell('ResNet 6.6x', 'ResNet-20'), cell('counted', '')];
  expect(notes(cells)).toEqual(['', ' · here ResNet-20', '']);
});

it('is said once, above the table, where all rows have the same', () => {
  const cells = ['plain', 'full'].flatMap(row => [
    cell(row, 'ResNet-8, 8 to 32 channels'),
    cell(row, 'ResNet-18; timed at 64×64, batch 8; beside other work on 1.3 cores'),
    cell(row, 'ResNet-18; timed at 64×64, batch 8; beside other work on 0.4 cores'),
  ]);
  expect(notes(cells)).toEqual(['', '']);
  expect(networkLine(cells)).toBe('network ResNet-8, 8 to 32 channels / ResNet-18');
  expect(conditionsIn(cells)).toEqual(['timed at 64×64, batch 8', 'beside other work on 0.4 to 1.3 cores']);
});

it('is no network where the row is named after what is timed', () => {
  const cells = [
    cell('RepVGG-A0', 'timed at 96×96, batch 1'),
    cell('A1', 'beside other work on 1.0 core'),
    cell('A2', ''),
  ];
  expect(notes(cells, { 'RepVGG-A0': 'RepVGG-A0' })).toEqual(['', '', '']);
  expect(networkLine(cells)).toBe('');
  expect(conditionsIn(cells)).toEqual(['timed at 96×96, batch 1', 'beside other work on 1.0 core']);
});

it('stands in the terminal beside each value that comes of it, and above the table', async () => {
  const [first, ...others] = toy().tables;
  const rows = first!.rows.map(row => (row.name === 'plain' ? { ...row, network: 'large net' } : row));
  const paper = { ...toy(), tables: [{ ...first!, rows }, ...others] };
  const { results } = await run(root(), paper);
  const { text } = compare(paper, results);
  expect(text).toContain('Table 1: branches (quick; measured here)\nnetwork toy net\n');
  expect(text).toMatch(/^plain · here toy net +3 +72\.39 +51\.00/m);
  expect(text).toMatch(/^full +3 +75\.14 † +61\.00/m);
  // In the list the row's count, for which nothing is trained, has the paper's network.
  const list = compare(paper, results, { cells: true }).text;
  expect(list).toMatch(/^ +plain · here toy net +top1 .* 51\.00/m);
  expect(list).toMatch(/^ +plain +params/m);
  const page = readFileSync(join(results.folder, 'README.md'), 'utf8');
  expect(page).toContain('| plain · here toy net | 3 |');
});
