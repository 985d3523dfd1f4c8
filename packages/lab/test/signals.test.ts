/** What ends a command from outside: whatever it is, the run is saved, and goes on from there. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { inspectCheckpoint } from '@refold/core/train';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from './support/folder.ts';

const SCRIPT = join(import.meta.dirname, 'support/long-run.ts');
const ENDLESS = 1_000_000;

/** A process group of its own, as a terminal has one. */
function start(root: string): { child: ChildProcess; errors: () => string } {
  const tsx = pathToFileURL(require.resolve('tsx')).href;
  const child = spawn(process.execPath, ['--import', tsx, SCRIPT, root, String(ENDLESS)], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => void attempt(() => process.kill(-child.pid!, 'SIGKILL')));
  let text = '';
  child.stderr!.on('data', (piece: Buffer) => {
    text += piece;
  });
  return { child, errors: () => text };
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let i = 0; !holds(); i++) {
    if (i === 600) throw new Error(`waited in vain: ${what}`);
    await sleep(100);
  }
}

const attempt = (work: () => unknown): boolean => {
  try {
    work();
    return true;
  } catch {
    return false;
  }
};

const isAlive = (group: number): boolean => attempt(() => process.kill(-group, 0));

/** How far the only run of a folder has come. */
function savedStep(root: string): number {
  const [id] = readdirSync(join(root, 'runs/toy')).filter(name => !name.includes('.'));
  const saved = inspectCheckpoint(join(root, 'runs/toy', id!, 'checkpoint.safetensors'));
  return 'damage' in saved ? Number.NaN : saved.progress.step;
}

const toAll = (signal: NodeJS.Signals) => (child: ChildProcess) => process.kill(-child.pid!, signal);

it.skipIf(process.platform === 'win32')('Ctrl-C while a worker is still loading is no error either', async () => {
  const root = temporaryFolder();
  const { child, errors } = start(root);
  const ended = new Promise(resolve => child.once('exit', resolve));
  await until('a worker', () => errors().includes('training ...'));
  toAll('SIGINT')(child);
  expect(await ended).toBe(130);
  // A step may have been under way.
  expect(errors()).toMatch(/training \.\.\.\n#*stopping\n#*$/);
});

describe.skipIf(process.platform === 'win32')('a run is saved and goes on after', () => {
  it.each<[string, (child: ChildProcess) => void, number | null]>([
    ['SIGTERM', toAll('SIGTERM'), 130],
    [
      'SIGHUP, when the terminal is closed and nobody reads it any more',
      child => {
        child.stderr!.destroy();
        toAll('SIGHUP')(child);
      },
      130,
    ],
    ['the end of who reads its errors', child => child.stderr!.destroy(), 130],
    [
      'the death of the command alone, and of who reads its errors',
      child => {
        child.kill('SIGKILL');
        child.stderr!.destroy();
      },
      null,
    ],
  ])('%s', async (_, end, exit) => {
    const root = temporaryFolder();
    await session(root, end, exit);
    expect(savedStep(root)).toBeGreaterThan(0);
  });

  it('Ctrl-C', async () => {
    const root = temporaryFolder();
    expect(await session(root, toAll('SIGINT'), 130)).toContain('0 to resume, 1 new');
    const before = savedStep(root);
    expect(await session(root, toAll('SIGINT'), 130)).toContain('1 to resume, 0 new');
    expect(savedStep(root)).toBeGreaterThan(before);
  });
});

/** Starts a long run, ends it when it is under way, and returns what it printed. */
async function session(root: string, end: (child: ChildProcess) => void, exit: number | null): Promise<string> {
  const { child, errors } = start(root);
  const ended = new Promise(resolve => child.once('exit', resolve));
  await until('progress', () => errors().includes('#'));
  end(child);
  expect(await ended).toBe(exit);
  await until('the end of all processes', () => !isAlive(child.pid!));
  expect(errors()).not.toMatch(/Error|EPIPE|at .*:\d+/);
  // Neither a lock nor a temporary file.
  expect(readdirSync(join(root, 'runs/toy'))).toHaveLength(1);
  return errors();
}
