/** Folders of runs: what is listed of them, the index that says it faster, curves, and what of them is freed. */
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockRun } from '@refold/core/runs';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { runsCommand } from '../src/cli/commands/runs.ts';
import type * as Folders from '../src/plan/folders.ts';
import { foldersOf } from '../src/plan/folders.ts';
import { ledgerPath, readLedger } from '../src/results/ledger.ts';
import { readCurve } from '../src/runs/curve.ts';
import { readDescription, writeDescription } from '../src/runs/description.ts';
import { INDEX, indexedRuns } from '../src/runs/index-file.ts';
import { listedRuns } from '../src/runs/listing.ts';
import { temporaryFolder } from './support/folder.ts';
import { outputOf } from './support/refold-command.ts';
import { savingPaper } from './support/saving-paper.ts';
import { root, run } from './support/toy-paper.ts';

const place = vi.hoisted(() => ({ root: '' }));
vi.mock('../src/plan/folders.ts', async original => ({
  ...(await original<typeof Folders>()),
  get ROOT() {
    return place.root;
  },
}));

const refoldRuns = (...args: string[]) => outputOf(runsCommand, args);

/** Made once: its runs take processes of their own. */
const template = mkdtempSync(join(tmpdir(), 'refold-runs-'));
afterAll(() => rmSync(template, { recursive: true }));

async function makeTemplate(): Promise<void> {
  const folder = root();
  const support = JSON.stringify(join(import.meta.dirname, 'support/saving-paper.ts'));
  writeFileSync(
    join(folder, 'experiments/toy/index.ts'),
    `import { savingPaper } from ${support};\nexport default savingPaper();\n`,
  );
  await run(folder, savingPaper());
  cpSync(folder, template, { recursive: true });
}

/** A repository whose runs are done: of two rows with three seeds, of a base, and of a figure. */
async function trainedRepository() {
  if (readdirSync(template).length === 0) await makeTemplate();
  const folder = temporaryFolder();
  cpSync(template, folder, { recursive: true });
  place.root = folder;
  const runs = join(folder, 'runs');
  const ledger = readLedger(join(folder, 'results/toy/quick'));
  const of = (row: string) =>
    ledger.runs.filter(line => line.row === row).map(({ hash }) => ({ hash, folder: join(runs, 'toy', hash) }));
  return { folder, runs, of };
}

const CHECKPOINT = 'checkpoint.safetensors';
/** Makes a folder look as old as that. */
function age(folder: string, days: number): void {
  const at = new Date(Date.now() - days * 24 * 3600e3);
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), at, at);
  utimesSync(folder, at, at);
}

describe('refold runs list', () => {
  it('says of each folder what run it is, how far, how old and how large, and filters by that', async () => {
    const { runs, of } = await trainedRepository();
    const begun = join(runs, 'toy/00000000000000aa');
    const description = {
      table: 'table-9',
      row: 'Later',
      seed: 4,
      label: '',
      recipe: '',
      backend: 'cpu',
      epochs: 9,
      bases: [],
    };
    writeDescription(begun, description);
    writeFileSync(join(begun, 'metrics.jsonl'), '{"step":50,"epoch":3,"loss":1,"lr":1}\n{"step":60,"epo');
    mkdirSync(join(runs, 'train/00000000000000bb'), { recursive: true });
    age(of('plain')[1]!.folder, 40);
    const { code, out } = await refoldRuns('list');
    expect(code).toBe(0);
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(2 + 10 + 1);
    expect(lines.at(-1)).toMatch(/^10 runs, \d+\.\d kB, of which checkpoints \d+\.\d kB$/);
    expect(out).toMatch(/toy {4}table-1 {3}plain +0 +finished +\d+ s +\d\.\d kB +[0-9a-f]{16}\n/);
    expect(out).toMatch(/toy {4}table-9 {3}Later +4 +begun, epoch 3 of 9 /);
    expect(out).toMatch(/ plain +1 +finished +40 d /);
    const count = async (...args: string[]) =>
      (await refoldRuns('list', '--csv', ...args)).out.trimEnd().split('\n').length - 1;
    expect(await count('train')).toBe(1);
    expect(await count('--row', 'LATE')).toBe(1);
    expect(await count('--seed', '0', '--state', 'finished')).toBe(4);
    expect(await count('--older-than', '30d')).toBe(1);
    expect(await count('toy', '--table', 'table-1', '--larger-than', '1GB')).toBe(0);
    const oldest = (await refoldRuns('list', 'toy', '--sort', 'age')).out.split('\n')[2]!;
    expect(oldest).toContain('40 d');
  });

  it('tells a run that goes on from one that was begun', async () => {
    const { runs } = await trainedRepository();
    const folder = join(runs, 'toy/00000000000000aa');
    mkdirSync(folder);
    const lock = lockRun(folder);
    expect((await refoldRuns('list', '--state', 'running')).out).toContain('00000000000000aa');
    lock.release();
    expect((await refoldRuns('list', '--state', 'begun')).out).toContain('00000000000000aa');
  });

  it("refuses what it doesn't know, and another action's options", async () => {
    await trainedRepository();
    await expect(refoldRuns('list', 'nobody')).rejects.toThrow('nobody is no paper');
    await expect(refoldRuns('list', '--older-than', 'long')).rejects.toThrow("--older-than is 'long': write 30d");
    await expect(refoldRuns('list', '--larger-than', '5')).rejects.toThrow("--larger-than is '5': write 100MB");
    await expect(refoldRuns('list', '--yes')).rejects.toThrow(
      '--yes says nothing to refold runs list: it is for refold runs prune',
    );
    await expect(refoldRuns('prune', '--yes', '--dry-run')).rejects.toThrow('leave one out');
  });
});

describe('the index', () => {
  it('says what the folders say, and is made anew where it is missing, damaged or overtaken', async () => {
    const { runs, of } = await trainedRepository();
    for (const { folder } of of('plain')) age(folder, 1);
    const first = indexedRuns(runs);
    expect(first).toHaveLength(8);
    const index = join(runs, INDEX);
    const text = readFileSync(index, 'utf8');
    expect(indexedRuns(runs)).toEqual(first);
    for (const damage of ['', 'no JSON\n', text.slice(0, text.length / 2), text.replaceAll('"bytes":', '"bites":')]) {
      writeFileSync(index, damage);
      expect(indexedRuns(runs)).toEqual(first);
    }
    // A file that comes or goes changes its folder.
    const [one, other] = of('plain');
    const sizeOf = (hash: string) => indexedRuns(runs).find(({ id }) => id === hash)?.bytes;
    const before = sizeOf(one!.hash)!;
    writeFileSync(join(one!.folder, 'more'), 'x'.repeat(100));
    expect(sizeOf(one!.hash)).toBe(before + 100);
    rmSync(other!.folder, { recursive: true });
    expect(sizeOf(other!.hash)).toBeUndefined();
    expect(readFileSync(index, 'utf8')).not.toContain(other!.hash);
    rmSync(index);
    expect(indexedRuns(runs)).toHaveLength(7);
  });

  it('is believed about a finished run whose folder stays as it is', async () => {
    const { runs, of } = await trainedRepository();
    const [{ folder, hash }] = of('plain') as [{ folder: string; hash: string }];
    age(folder, 1);
    indexedRuns(runs);
    const index = join(runs, INDEX);
    writeFileSync(index, readFileSync(index, 'utf8').replace(new RegExp(`(${hash}.*"bytes":)\\d+`), '$112345'));
    expect(indexedRuns(runs).find(({ id }) => id === hash)?.bytes).toBe(12345);
  });

  it('keeps lines of papers that are not looked at', async () => {
    const { runs } = await trainedRepository();
    indexedRuns(runs);
    expect(indexedRuns(runs, ['train'])).toEqual([]);
    expect(readFileSync(join(runs, INDEX), 'utf8').trim().split('\n')).toHaveLength(8);
  });
});

describe('refold runs prune', () => {
  it('frees checkpoints that nothing needs, and no more than that', async () => {
    const { folder, runs, of } = await trainedRepository();
    const plain = of('plain').map(({ folder }) => folder);
    const listing = await refoldRuns('prune');
    expect(listing.out).toContain('can be freed. Nothing is removed yet: --yes removes it.\n');
    expect(plain.every(one => existsSync(join(one, CHECKPOINT)))).toBe(true);
    expect(await refoldRuns('prune', '--dry-run')).toEqual(listing);
    const { out } = await refoldRuns('prune', '--yes');
    expect(out).toMatch(
      /^kept: 2 runs, .* of checkpoints: a run, figure, measurement or command needs its parameters$/m,
    );
    const bare = readdirSync(join(runs, 'toy')).filter(id => !existsSync(join(runs, 'toy', id, CHECKPOINT)));
    expect(bare.sort()).toEqual([...of('plain'), ...of('based')].map(({ hash }) => hash).sort());
    for (const one of plain) expect(readdirSync(one).sort()).toEqual(['provenance.json', 'result.json']);
    expect((await refoldRuns('prune', '--yes')).out).toMatch(/\n0\.0 kB freed/);
    // Nothing is trained again.
    const lines: string[] = [];
    const reporter = { begin() {}, update() {}, end() {}, line: (text: string) => void lines.push(text) };
    await run(folder, savingPaper(), { reporter });
    expect(lines.filter(line => line.includes(' · top1'))).toEqual([]);
  });

  it('keeps runs that go on, that no ledger has, or that differ from it, and those that the filter leaves out', async () => {
    const { folder, runs, of } = await trainedRepository();
    const [running, unrecorded, changed] = of('plain') as [
      { folder: string; hash: string },
      ...{ folder: string; hash: string }[],
    ];
    const path = ledgerPath(join(folder, 'results/toy/quick'));
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .filter(line => !line.includes(unrecorded!.hash));
    writeFileSync(
      path,
      lines.map(line => (line.includes(changed!.hash) ? line.replace(/,0\.52$/, ',0.53') : line)).join('\n'),
    );
    mkdirSync(join(runs, 'train/00000000000000bb'), { recursive: true });
    copyFileSync(join(running.folder, CHECKPOINT), join(runs, 'train/00000000000000bb', CHECKPOINT));
    const lock = lockRun(running.folder);
    const { out } = await refoldRuns('prune', '--yes', '--row', 'plain');
    lock.release();
    // Without its line, nothing says the row of the second.
    for (const reason of ['is running', 'differs from its line in the ledger']) {
      expect(out).toMatch(new RegExp(`kept: 1 run, .*: ${reason}`));
    }
    expect((await refoldRuns('prune', '--older-than', '30d')).out).toBe('0.0 kB can be freed.\n');
    const all = await refoldRuns('prune');
    expect(all.out).toMatch(/kept: 1 run, .*: isn't in the ledger/);
    expect(all.out).toMatch(/kept: 1 run, .*: isn't finished/);
    for (const one of [...of('based'), running]) expect(existsSync(join(one.folder, CHECKPOINT))).toBe(true);
  });

  it('removes what was damaged and set aside', async () => {
    const { runs, of } = await trainedRepository();
    const [{ folder, hash }] = of('plain') as [{ folder: string; hash: string }];
    const aside = join(runs, 'toy', `${hash}.damaged-2`);
    mkdirSync(aside);
    writeFileSync(join(aside, CHECKPOINT), 'x'.repeat(2000));
    writeFileSync(join(folder, `${CHECKPOINT}.damaged`), 'x'.repeat(3000));
    const { out } = await refoldRuns('prune', '--larger-than', '2kB', '--yes');
    expect(out).toMatch(/2\.0 kB +damaged files/);
    expect([existsSync(aside), existsSync(join(folder, `${CHECKPOINT}.damaged`))]).toEqual([false, false]);
  });
});

describe('refold runs curve', () => {
  const line = (step: number) => `{"step":${step},"epoch":1,"loss":${step / 2},"lr":0.1,"losses":{"cycle":2}}\n`;

  it('shows epochs, or the metrics that are asked for, of the run whose hash begins so', async () => {
    const { runs } = await trainedRepository();
    const folder = join(runs, 'toy/00000000000000aa');
    mkdirSync(folder);
    const epoch = '{"step":4,"epoch":1,"trainLoss":1.25,"test":{"top1":0.5},"notes":["a"]}\n';
    writeFileSync(join(folder, 'metrics.jsonl'), `${[1, 2, 3, 4].map(line).join('')}${epoch}{"step":`);
    const { out } = await refoldRuns('curve', '00000000000000');
    expect(
      out
        .split('\n')
        .slice(0, 3)
        .map(text => text.trim().split(/ +/)),
    ).toEqual([
      ['step', 'epoch', 'trainLoss', 'top1'],
      ['----', '-----', '---------', '----'],
      ['4', '1', '1.25', '0.5'],
    ]);
    expect((await refoldRuns('curve', '00000000000000', '--metric', 'losses.cycle,loss')).out).toContain(
      '  3     1      2             1.5\n',
    );
    expect((await refoldRuns('curve', '00000000000000', '--csv', '--metric', 'top1')).out).toBe(
      'step,epoch,metric,value\n4,1,top1,0.5\n',
    );
    await expect(refoldRuns('curve', 'ffff')).rejects.toThrow('there is no run ffff');
    await expect(refoldRuns('curve', '00000000000000', '--metric', 'top9')).rejects.toThrow('has no top9');
    await expect(refoldRuns('curve')).rejects.toThrow('needs one run');
  });

  it('has the last line, and as many as are asked for at most, of a file of any length', async () => {
    const path = join(temporaryFolder(), 'metrics.jsonl');
    writeFileSync(path, Array.from({ length: 20_000 }, (_, i) => line(i + 1)).join(''));
    const points = await readCurve(path, () => true, 20);
    expect(points.length).toBeLessThanOrEqual(21);
    expect(points.length).toBeGreaterThanOrEqual(10);
    expect(points.at(-1)).toEqual({ step: 20_000, epoch: 1, values: { loss: 10_000, lr: 0.1, 'losses.cycle': 2 } });
    const apart = points.slice(1, -1).map(({ step }, i) => step - points[i]!.step);
    expect(new Set(apart).size).toBe(1);
  });
});

it('a description that is missing or damaged is as good as none', () => {
  const folder = temporaryFolder();
  expect(readDescription(folder)).toBeUndefined();
  writeFileSync(join(folder, 'run.json'), '{"table":"a"}');
  expect(readDescription(folder)).toBeUndefined();
  expect(listedRuns(foldersOf(folder))).toEqual([]);
});
