/** The real worker: a paper's method is found in its index, and a run begins where its base ended. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chain, flatten, linear } from '@refold/core/layers';
import { configHash } from '@refold/core/runs';
import { playerIn, readCheckpoint, type TrainConfig } from '@refold/core/train';
import { expect, it } from 'vitest';
import { trained } from '../src/define/cells.ts';
import { score } from '../src/define/columns.ts';
import { definePaper } from '../src/define/paper.ts';
import { defineTable } from '../src/define/table.ts';
import { jobOf } from '../src/plan/jobs.ts';
import { runJobs } from '../src/run/scheduler.ts';
import { silent } from '../src/terminal/progress.ts';
import { rootWithIndex } from './support/folder.ts';
import { PRETENCE, run } from './support/toy-paper.ts';

const entry = join(import.meta.dirname, '../src/run/worker.ts');
const data = { name: 'generated', classes: 3, shape: [4, 4, 3], size: 12 } as const;
const config: TrainConfig = {
  layer: chain({ flat: flatten(), fc: linear(3) }),
  input: [4, 4, 3],
  data: { train: { ...data, split: 'train' }, test: { ...data, split: 'test' } },
  optimizer: { kind: 'sgd', lr: { kind: 'constant', value: 0.01 } },
  epochs: 1,
  batchSize: 6,
  seed: 0,
};

/** A paper of a task that notices something, and of one method: it doubles the parameters that a run begins with, and measures the setting that it was given. */
const INDEX = `
const doubled = ({ shape, data }) => ({ shape, data: data.map(value => 2 * value) });
export default {
  paper: 'toy',
  tasks: {
    still: {
      create: async () => ({
        players: {},
        streams: {},
        step: async () => ({}),
        evaluate: async () => ({}),
        noticed: () => ['Nothing moves.'],
      }),
      datasets: () => [],
      estimateMacs: () => 1,
    },
  },
  methods: {
    doubling: ({ figure }) => ({
      prepare: net => ({ ...net, params: new Map([...net.params].map(([path, array]) => [path, doubled(array)])) }),
      measure: async () => ({ figure }),
    }),
  },
};
`;

it('trains with the method that a configuration names, from what its base ended with', async () => {
  const folder = rootWithIndex(INDEX);
  const still = { ...config, optimizer: { ...config.optimizer, lr: { kind: 'constant', value: 0 } as const } };
  const table = defineTable({
    title: 'x',
    scales: { quick: { seeds: [4, 5] } },
    columns: { figure: score({ unit: '' }) },
    rows: [0.25, 0.5].map(figure => {
      const method = { name: 'doubling', figure };
      return {
        name: `${figure}`,
        cells: { figure: trained(() => ({ ...still, initial: { training: config }, method }), 'figure') },
      };
    }),
  });
  const paper = definePaper('toy', { reference: '', models: {} }, { 'table-1': table });
  const services = { ...PRETENCE, workerEntry: entry, selectBackend: async () => 'cpu' };
  const details: string[] = [];
  const reporter = { ...silent, update: (_: number, detail: string) => void details.push(detail) };
  const { runs, results } = await run(folder, paper, { services, workers: 1, reporter });
  expect(details.filter(detail => detail === '1 being measured')).toHaveLength(4);
  expect(runs).toEqual({ done: 5, total: 5 });
  expect(results.cells('quick', 'table-1').map(({ measured }) => measured)).toEqual(['0.25', '0.50']);
  const finished = join(folder, 'runs/toy');
  const ends = readdirSync(finished).map(id => {
    const { hash } = JSON.parse(readFileSync(join(finished, id, 'result.json'), 'utf8'));
    return {
      hash,
      kernel: playerIn(readCheckpoint(join(finished, id, 'checkpoint.safetensors'))).params.get('fc.kernel')!.data,
    };
  });
  const base = ends.find(({ hash }) => hash === configHash(config))!;
  for (const { hash, kernel } of ends) {
    if (hash !== base.hash) expect([...kernel]).toEqual([...base.kernel].map(value => 2 * value));
  }
});

it('tells what a task noticed', async () => {
  const folder = rootWithIndex(INDEX);
  const place = { paper: 'toy', backend: 'cpu', runs: join(folder, 'runs'), experiments: join(folder, 'experiments') };
  const job = jobOf({ table: 'table-1', row: 'one' }, { task: 'still', epochs: 2, seed: 0 }, place);
  const notes: string[] = [];
  const provenance = { backend: 'cpu', commit: 'abc', date: '2026-01-02' };
  await runJobs([job], { slots: 1, entry, provenance, onNote: (_, text) => void notes.push(text) });
  expect(notes).toEqual(['epoch 1: Nothing moves.', 'epoch 2: Nothing moves.']);
});

it('says that the paper has no such method, and that a base is not finished', async () => {
  const folder = rootWithIndex(INDEX);
  const options = { slots: 1, entry, provenance: { backend: 'cpu', commit: 'abc', date: '2026-01-02' } };
  const place = { paper: 'toy', backend: 'cpu', runs: join(folder, 'runs'), experiments: join(folder, 'experiments') };
  const unknown = jobOf({ table: 'table-1', row: 'one' }, { ...config, method: { name: 'halving' } }, place);
  await expect(runJobs([unknown], options)).rejects.toThrow(
    "table-1: one, seed 0: unknown method 'halving'. Available: doubling.",
  );
  const orphan = jobOf({ table: 'table-1', row: 'two' }, { ...config, initial: { training: config } }, place);
  await expect(runJobs([orphan], options)).rejects.toThrow(
    'table-1: two, seed 0: table-1: two, seed 0, its base is not finished',
  );
});
