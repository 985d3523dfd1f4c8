/**
 * Disturbs a `reproduce` again and again, and looks at what that leaves:
 *   npx tsx scripts/mishap-loop.ts [--times 50] [--paper repvgg] [--table table-6] [--row 'no identity, no 1x1'] [--out docs/mishaps.csv]
 * It works in a clone, on a disk of its own. Each time the command goes on where it was; its clock jumps by up to a month, at its start and under way;
 * and after some seconds all its processes are killed, or, every fifth time, the disk is full. Every CSV and every checkpoint must then be whole, and each run
 * at most one epoch behind its metrics. Whenever the command comes to its end, its ledger must have the values of the first time, when nothing disturbed it.
 * Linux, as root (it mounts a file system), with libfaketime (Debian's package `faketime`).
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { RefoldError, Rng } from '@refold/core';
import { writeFileAtomic } from '@refold/core/io';
import { stringify } from 'csv-stringify/sync';
import { ROOT } from '../packages/lab/src/plan/folders.ts';
import { readLedgerFile } from '../packages/lab/src/results/ledger-file.ts';
import { lookAt } from './mishaps/look.ts';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '50' },
    paper: { type: 'string', default: 'repvgg' },
    table: { type: 'string', default: 'table-6' },
    row: { type: 'string', default: 'no identity, no 1x1' },
    least: { type: 'string', default: '3' },
    most: { type: 'string', default: '25' },
    out: { type: 'string', default: 'docs/mishaps.csv' },
  },
});
const { paper, table, row } = values;
const [times, least, most] = [values.times, values.least, values.most].map(Number) as [number, number, number];
const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
if (!existsSync(FAKETIME)) throw new RefoldError(`${FAKETIME} is missing: apt-get install faketime`);

const folder = mkdtempSync(join(tmpdir(), 'refold-mishaps-'));
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3g', 'refold', folder]);
process.on('exit', () => {
  execFileSync('umount', ['--lazy', folder]);
  rmSync(folder, { recursive: true });
});
execFileSync('git', ['clone', '--quiet', ROOT, folder]);
for (const installed of ['node_modules', 'packages/lab/node_modules', 'packages/tfjs-backend-native/build']) {
  if (existsSync(join(ROOT, installed))) {
    execFileSync('cp', ['-a', join(ROOT, installed), join(folder, installed, '..')]);
  }
}
const filler = join(folder, 'filler');
const clock = join(folder, 'clock');
forget();

const rng = Rng.seeded(`mishaps ${paper} ${table}`);
setClock();
const first = await endOf(reproduce());
if (first.code !== 0) throw new RefoldError(`undisturbed, the command ended with code ${first.code}:\n${first.said}`);
const undisturbed = ledger();
forget();

const lines: { readonly damaged: number; readonly differing: number }[] = [];
for (let time = 1; time <= times; time++) {
  const seconds = rng.uniform(least, most);
  const fills = time % 5 === 0;
  setClock();
  const child = reproduce();
  const end = endOf(child);
  await Promise.race([end, sleep(500 * seconds)]);
  setClock();
  await Promise.race([end, sleep(500 * seconds)]);
  const isOver = child.exitCode !== null;
  if (!isOver && fills) fillDisk();
  else if (!isOver) killAll(child);
  const { code, said } = await end;
  rmSync(filler, { force: true });
  const mishap = isOver ? 'none' : fills ? 'full disk' : 'kill';
  const ending =
    code === 0 || isOver || mishap === 'kill' ? `${code ?? 'killed'}` : (/^error: .*$/m.exec(said)?.[0] ?? `${code}`);
  const found = lookAt(folder, paper);
  const differing = code === 0 ? differences(ledger()) : 0;
  lines.push({
    ...{ time, mishap, seconds: seconds.toFixed(1), ending: ending.replaceAll(folder, '') },
    ...found,
    differing,
  });
  console.log(JSON.stringify(lines.at(-1)));
  writeFileAtomic(join(ROOT, values.out), stringify(lines, { header: true }));
  if (isOver && code !== 0) throw new RefoldError(`the command ended with code ${code}:\n${said}`);
  if (code === 0) forget();
}
process.exitCode = lines.every(({ damaged, differing }) => damaged === 0 && differing === 0) ? 0 : 1;

/** As if the paper had never been run. */
function forget(): void {
  for (const name of ['results', 'runs']) rmSync(join(folder, name, paper), { recursive: true, force: true });
  mkdirSync(join(folder, 'results', paper), { recursive: true });
}

/** Another time of day, up to a month away. The command reads the file again and again. */
function setClock(): void {
  writeFileSync(clock, `${rng.uniform(-30, 30).toFixed(3)}d\n`);
}

function reproduce(): ChildProcess {
  const args = ['reproduce', paper, '--table', table, '--row', row, '--recorded'];
  return spawn(process.execPath, [join(folder, 'packages/lab/bin/refold.mjs'), ...args], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      LD_PRELOAD: FAKETIME,
      FAKETIME_TIMESTAMP_FILE: clock,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
  });
}

/** The code that a command ends with, null if it was killed, and what it said. */
async function endOf(child: ChildProcess): Promise<{ readonly code: number | null; readonly said: string }> {
  const [out, errors] = [text(child.stdout!), text(child.stderr!)];
  const code = await new Promise<number | null>(resolve => child.once('exit', resolve));
  return { code, said: `${await out}${await errors}` };
}

/** The command and its workers, which are of its group. */
function killAll({ pid }: ChildProcess): void {
  process.kill(-pid!, 'SIGKILL');
}

/** All but a few pages of the disk are another's. */
function fillDisk(): void {
  const { bavail, bsize } = statfsSync(folder);
  execFileSync('fallocate', ['--length', `${Math.max(1, bavail - 4) * bsize}`, filler]);
}

/** The metrics of the ledger's runs, by row and seed. */
function ledger(): ReadonlyMap<string, object> {
  const { runs } = readLedgerFile(join(folder, 'results', paper, 'quick', 'runs.csv'));
  return new Map(runs.map(({ row, seed, metrics }) => [`${row} ${seed}`, metrics]));
}

/** How many runs are missing or have other values than undisturbed. */
function differences(found: ReadonlyMap<string, object>): number {
  return [...undisturbed].filter(([run, metrics]) => JSON.stringify(found.get(run)) !== JSON.stringify(metrics)).length;
}
