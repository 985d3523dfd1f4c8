/** The commands of a cluster, one after the other: hand over, look, work, collect. */
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { main } from '../src/cli/cli.ts';
import { batchIds } from '../src/executor/batch.ts';
import type * as Folders from '../src/plan/folders.ts';
import { foldersOf } from '../src/plan/folders.ts';
import { Results } from '../src/results/results.ts';
import { fakeSlurm } from './support/cluster.ts';
import { rootWithIndex } from './support/folder.ts';

const place = vi.hoisted(() => ({ root: '' }));
vi.mock('../src/plan/folders.ts', async original => ({
  ...(await original<typeof Folders>()),
  get ROOT() {
    return place.root;
  },
}));

const path = (file: string): string => JSON.stringify(join(import.meta.dirname, file));

/** A paper of a row that trains and one that can't. */
const INDEX = `
import { trained } from ${path('../src/define/cells.ts')};
import { score } from ${path('../src/define/columns.ts')};
import { definePaper } from ${path('../src/define/paper.ts')};
import { defineTable } from ${path('../src/define/table.ts')};
import { longConfig } from ${path('support/long-config.ts')};
const table = defineTable({
  title: 'x',
  scales: { quick: { seeds: [0] } },
  columns: { top1: score() },
  rows: [
    { name: 'good', cells: { top1: trained(() => longConfig(2), 'top1') } },
    { name: 'bad', cells: { top1: trained(() => longConfig(3, 'unheard-of'), 'top1') } },
  ],
});
export default definePaper('toy', { reference: '', models: {} }, { 'table-1': table });
`;

/** `refold ...args`: its exit code and what it prints. */
async function refold(...args: string[]) {
  const [out, errors]: [string[], string[]] = [[], []];
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text, after?: unknown) => {
      if (typeof after === 'function') after();
      return out.push(String(text)) > 0;
    }),
    vi.spyOn(process.stderr, 'write').mockImplementation(text => errors.push(String(text)) > 0),
  ];
  onTestFinished(() => spies.forEach(spy => void spy.mockRestore()));
  try {
    const code = await main(args);
    return { code, out: out.join(''), errors: errors.join('') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

// Each call of `main` watches the outputs for as long as the process lives.
for (const stream of [process.stdout, process.stderr]) stream.setMaxListeners(40);

describe('the commands of a cluster', () => {
  it('hand runs over, show how far they are, train them and fill the tables', async () => {
    place.root = rootWithIndex(INDEX);
    const { calls } = fakeSlurm();
    const handedOver = await refold('reproduce', 'toy', '--executor', 'slurm', '--backend', 'cpu', '--memory', '1G');
    expect(handedOver).toMatchObject({ code: 0 });
    expect(handedOver.out).toContain('toy: 0 of 2 runs are done; how far the others are: npx refold status.');
    expect(calls().map(words => words[1])).toEqual(['--array=0-1', expect.stringContaining('--output=')]);

    const [batch = ''] = batchIds(foldersOf(place.root));
    expect((await refold('work', batch, '--run', '0')).code).toBe(0);
    const failed = await refold('work', batch, '--run', '1');
    expect(failed).toMatchObject({ code: 1, errors: expect.stringContaining("unknown method 'unheard-of'") });

    const status = await refold('status');
    expect(status.out).toContain('toy at quick on cpu: 2 runs, 1 done, 1 failed\n');
    expect(status.out).toMatch(/table-1 {2}good {2}done\n {2}table-1 {2}bad {3}failed\n/);
    expect(status.out).toMatch(/table-1: bad, seed 0, failed: unknown method 'unheard-of'/);

    const collected = await refold('collect');
    expect(collected).toMatchObject({ code: 1, errors: expect.stringContaining('toy: 1 missing; npx refold status') });
    expect(new Results(join(place.root, 'results'), 'toy').cells('quick', 'table-1').map(({ row }) => row)).toEqual([
      'good',
    ]);
    expect((await refold('collect', 'toy', '--row', 'good', '--backend', 'cpu')).code).toBe(0);
    const nothing = await refold('reproduce', 'toy', '--row', 'good', '--executor', 'slurm', '--backend', 'cpu');
    expect(nothing.out).toContain('toy: 1 of 1 runs are done; nothing is missing.');
    expect((await refold('plan', 'toy', '--scale', 'quick', '--backend', 'cpu', '--csv')).out).toBe(
      'paper,part,runs,macs\ntoy,table-1,2,8640\ntoy,,2,8640\n',
    );
  }, 120_000);

  it.each([
    [['status'], 'no runs were handed over to a cluster yet: name a paper'],
    [['status', '--table', 'table-1'], '--table is for a paper, and a batch has its own'],
    [['collect', 'toy', '--batch', 'x'], 'a batch has its paper: leave out the paper, or --batch'],
    [['collect', '--batch', 'x'], "unknown batch 'x'. Available: none."],
    [['work', 'x'], 'which run? Add --run and its number'],
    [
      ['reproduce', 'toy', '--executor', 'slurm', '--jobs', '2'],
      '--jobs is of this machine; on a cluster it is --at-once',
    ],
    [['reproduce', 'toy', '--executor', 'local:2', '--jobs', '2'], 'both say how many: leave one out'],
    [
      ['reproduce', 'toy', '--executor', 'slurm', '--gpus', '1', '--backend', 'cpu'],
      'cpu uses no GPU, and 1 are asked for',
    ],
  ])('refold %s is refused', async (args, message) => {
    place.root = rootWithIndex(INDEX);
    const { code, errors } = await refold(...args);
    expect(errors).toContain(message);
    expect(code).toBe(1);
  });
});
