/**
 * Kills a `reproduce` at random moments, again and again, and looks at what it leaves:
 *   npx tsx scripts/kill-loop.ts [--kills 50] [--paper repvgg] [--table table-6] [--out docs/kills.csv]
 * It works in a copy of this repository, in a temporary folder. After each SIGKILL of all processes every CSV and every checkpoint must be whole, and
 * each run's checkpoint may be behind its last line of metrics by an epoch at most. In the end the command runs to its end, and every value must be
 * that of a run that nobody disturbed.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Rng } from '@refold/core';
import { writeFileAtomic } from '@refold/core/io';
import { stringify } from 'csv-stringify/sync';
import { ROOT } from '../packages/lab/src/plan/folders.ts';
import { type Damages, lookAt } from './mishaps/look.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    paper: { type: 'string', default: 'repvgg' },
    table: { type: 'string', default: 'table-6' },
    least: { type: 'string', default: '2' },
    most: { type: 'string', default: '40' },
    out: { type: 'string', default: 'docs/kills.csv' },
  },
});
const { paper, table } = values;
const [kills, least, most] = [values.kills, values.least, values.most].map(Number) as [number, number, number];

const folder = mkdtempSync(join(tmpdir(), 'refold-kills-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
execFileSync('git', ['clone', '--quiet', ROOT, folder]);
execFileSync('cp', ['-a', join(ROOT, 'node_modules'), folder]);
execFileSync('cp', ['-a', join(ROOT, 'packages/tfjs-backend-native/.'), join(folder, 'packages/tfjs-backend-native')]);
// As if it had never been run: what it writes is its own.
rmSync(join(folder, 'results', paper), { recursive: true, force: true });

const rng = Rng.seeded(`kill ${paper} ${table}`);
const lines: Record<string, unknown>[] = [];
for (let kill = 1; kill <= kills; kill++) {
  const seconds = rng.uniform(least, most);
  const child = reproduce();
  const ended = await Promise.race([endOf(child), sleep(1000 * seconds).then(() => undefined)]);
  if (ended === undefined) killAll(child);
  const found = lookAt(folder, paper);
  lines.push({ kill, paper, table, seconds: seconds.toFixed(1), ended: ended ?? 'killed', ...found });
  console.log(summary(kill, seconds, found));
  writeFileAtomic(join(ROOT, values.out), stringify(lines, { header: true }));
  if (ended !== undefined && ended !== 0)
    throw new Error(`the command ended with code ${ended} after kill ${kill - 1}`);
  if (ended === 0) rmSync(join(folder, 'runs'), { recursive: true });
}
const code = await endOf(reproduce('inherit'));
console.log(`undisturbed to its end: code ${code}`);
process.exitCode = code === 0 && lines.every(line => line.damaged === 0) ? 0 : 1;

function reproduce(stdio: 'ignore' | 'inherit' = 'ignore'): ChildProcess {
  mkdirSync(join(folder, 'results', paper), { recursive: true });
  const args = [join(folder, 'packages/lab/bin/refold.mjs'), 'reproduce', paper, '--table', table];
  return spawn(process.execPath, args, { cwd: folder, detached: true, stdio: ['ignore', stdio, stdio] });
}

/** The code that a command ends with. */
function endOf(child: ChildProcess): Promise<number> {
  return new Promise(resolve => child.once('exit', code => resolve(code ?? -1)));
}

/** The command and its workers, which are of its group. */
function killAll({ pid }: ChildProcess): void {
  process.kill(-pid!, 'SIGKILL');
}

function summary(kill: number, seconds: number, found: Damages): string {
  return `${kill} of ${kills}: killed after ${seconds.toFixed(1)} s · ${found.csv} CSV files and ${found.checkpoints} checkpoints whole, ${found.damaged} damaged · ${found.finished} runs finished`;
}
