/** Rows whose runs begin with another run: each base is run once, before what begins with it. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TrainConfig } from '@refold/core/train';
import { describe, expect, it } from 'vitest';
import { score } from '../src/define/columns.ts';
import type { Paper } from '../src/define/paper.ts';
import { definePaper } from '../src/define/paper.ts';
import { defineTable } from '../src/define/table.ts';
import { jobOf } from '../src/plan/jobs.ts';
import { fake, type Mine, root, run, SEEDS } from './support/toy-paper.ts';

const base = { top1: 0.3, weight: 1, seed: 0, data: { train: { name: 'toys' } } } as unknown as TrainConfig;
const deeper = { top1: 0.4, weight: 1, seed: 0, initial: { training: base } } as unknown as TrainConfig;

type Rows = Readonly<Record<string, object>>;
const paperOf = (rows: Rows): Paper => {
  const table = defineTable<Mine, 'top1'>({
    title: 'x',
    scales: { quick: SEEDS },
    columns: { top1: score() },
    rows: Object.entries(rows).map(([name, more]) => ({ name, cells: { top1: fake(0.5, { name, ...more }) } })),
  });
  return definePaper('toy', { reference: '', models: {} }, { 'table-1': table });
};

/** Runs a paper, and tells what ended, in order. */
async function endings(rows: Rows, folder = root(), options: Parameters<typeof run>[2] = {}) {
  const lines: string[] = [];
  const reporter = { begin: () => {}, update: () => {}, end: () => {}, line: (text: string) => void lines.push(text) };
  const { runs, results } = await run(folder, paperOf(rows), { reporter, ...options });
  const ended = lines.filter(line => line.includes(' · ')).map(line => line.slice(0, line.indexOf(' · ')));
  return { ended, lines, runs, results, folder };
}

const fromBase = { initial: { training: base } };

describe('a base run', () => {
  it('is run once for several rows and seeds, before all of them', async () => {
    const { ended, runs, results, folder } = await endings({ one: fromBase, two: fromBase, alone: {} });
    expect(runs).toEqual({ done: 10, total: 10 });
    expect(readdirSync(join(folder, 'runs/toy'))).toHaveLength(10);
    const own = ['one', 'two'].flatMap(row => [0, 1, 2].map(seed => `table-1: ${row}, seed ${seed}`));
    const [at, ...others] = ended.flatMap((label, i) => (label.endsWith(', its base') ? [i] : []));
    expect(others).toEqual([]);
    for (const label of own) expect(ended.indexOf(label), label).toBeGreaterThan(at!);
    expect(ended).toHaveLength(10);
    expect(results.cells('quick', 'table-1').map(({ measured, n }) => [measured, n])).toEqual(
      Array.from({ length: 3 }, () => ['51.00', '3']),
    );
  });

  it('may have a base itself: each run waits for its own', async () => {
    const { ended, runs } = await endings({ one: fromBase, deep: { initial: { training: deeper } } });
    expect(runs).toEqual({ done: 8, total: 8 });
    const bases = ended.filter(label => label.endsWith('its base'));
    expect(bases).toHaveLength(2);
    expect(ended.indexOf('table-1: deep, seed 0')).toBeGreaterThan(ended.indexOf(bases[1]!));
    expect(ended.slice(0, 1)).toEqual(bases.slice(0, 1));
  });

  it('is not run again when it is done, but when all begins afresh', async () => {
    const { folder } = await endings({ one: fromBase });
    const again = await endings({ one: fromBase, two: fromBase }, folder);
    expect(again.ended).toHaveLength(3);
    expect(again.ended.filter(label => label.endsWith('its base'))).toEqual([]);
    const fresh = await endings({ one: fromBase }, folder, { fresh: true });
    expect(fresh.ended).toHaveLength(4);
  });

  it('begins again, its folder set aside, if its checkpoint is damaged when a run is to begin with it', async () => {
    const { folder } = await endings({ one: fromBase });
    const damaged = jobOf({ table: '', row: '' }, base, {
      paper: 'toy',
      backend: 'fake',
      runs: join(folder, 'runs'),
      experiments: '',
    });
    const checkpoint = join(damaged.folder, 'checkpoint.safetensors');
    writeFileSync(checkpoint, readFileSync(checkpoint).subarray(9));
    const again = await endings({ one: fromBase, two: fromBase }, folder);
    expect(again.lines.filter(line => line.includes('begins again'))).toEqual([
      expect.stringMatching(
        `, its base: ${checkpoint} is not a valid .*\\. Its folder is now ${damaged.folder}.damaged, and the run begins again\\.$`,
      ),
    ]);
    expect(again.ended).toHaveLength(4);
    expect(existsSync(`${damaged.folder}.damaged/checkpoint.safetensors`)).toBe(true);
  });

  it('is the same run as an equal one that a row asks for', async () => {
    const row = { ...fromBase.initial.training, ms: undefined, name: undefined };
    const { runs } = await endings({ base: row, one: fromBase });
    expect(runs.total).toBe(6);
  });
});
