/** A clone of this repository on a disk of its own, in which a command can be run under another clock, killed, and left without space. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { RefoldError, type Rng } from '@refold/core';
import { ROOT } from '../../packages/lab/src/plan/folders.ts';
import { readLedgerFile } from '../../packages/lab/src/results/ledger-file.ts';

const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
/** Of the disk. Most of it is what npm installed. */
const SIZE = '3g';

/** What a paper is run with. */
export interface Asked {
  readonly paper: string;
  readonly table: string;
  readonly row: string;
}

/** A command that has begun. */
export interface Begun {
  readonly child: ChildProcess;
  /** Its exit code, null if it was killed, and all that it said. */
  readonly end: Promise<{ readonly code: number | null; readonly said: string }>;
}

export class Place {
  readonly folder: string;
  readonly #asked: Asked;

  /** @throws RefoldError where libfaketime is missing; Error where this user may not mount a disk */
  constructor(asked: Asked) {
    if (!existsSync(FAKETIME)) throw new RefoldError(`${FAKETIME} is missing: apt-get install faketime`);
    this.#asked = asked;
    this.folder = mkdtempSync(join(tmpdir(), 'refold-mishaps-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'refold', this.folder]);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
    process.on('exit', () => {
      execFileSync('umount', ['--lazy', this.folder]);
      rmSync(this.folder, { recursive: true });
    });
    execFileSync('git', ['clone', '--quiet', ROOT, this.folder]);
    for (const installed of ['node_modules', 'packages/lab/node_modules', 'packages/tfjs-backend-native/build']) {
      const from = join(ROOT, installed);
      if (existsSync(from)) execFileSync('cp', ['-a', from, join(this.folder, installed, '..')]);
    }
    this.forget();
  }

  /** As if the paper had never been run. */
  forget(): void {
    const { paper } = this.#asked;
    for (const name of ['results', 'runs']) rmSync(join(this.folder, name, paper), { recursive: true, force: true });
    mkdirSync(join(this.folder, 'results', paper), { recursive: true });
  }

  /** Sets the clock of what runs here and will run here to a time up to a month away. */
  setClock(rng: Rng): void {
    const days = rng.uniform(-30, 30);
    // A number without a sign would be a date.
    writeFileSync(this.#clock, `${days < 0 ? '' : '+'}${days.toFixed(3)}d\n`);
  }

  reproduce(): Begun {
    const { paper, table, row } = this.#asked;
    const refold = join(this.folder, 'packages/lab/bin/refold.mjs');
    const child = spawn(process.execPath, [refold, 'reproduce', paper, '--table', table, '--row', row, '--recorded'], {
      cwd: this.folder,
      // A group of its own, to be killed with its workers.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        LD_PRELOAD: FAKETIME,
        FAKETIME_TIMESTAMP_FILE: this.#clock,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      },
    });
    return { child, end: endOf(child) };
  }

  /** All but a few pages of the disk become another's. */
  fillDisk(): void {
    const { bavail, bsize } = statfsSync(this.folder);
    execFileSync('fallocate', ['--length', `${Math.max(1, bavail - 4) * bsize}`, this.#filler]);
  }

  freeDisk(): void {
    rmSync(this.#filler, { force: true });
  }

  /** The metrics that the ledger has of the paper's runs at quick, by row and seed. */
  ledger(): ReadonlyMap<string, object> {
    const { runs } = readLedgerFile(join(this.folder, 'results', this.#asked.paper, 'quick', 'runs.csv'));
    return new Map(runs.map(({ row, seed, metrics }) => [`${row} ${seed}`, metrics]));
  }

  get #clock(): string {
    return join(this.folder, 'clock');
  }

  get #filler(): string {
    return join(this.folder, 'filler');
  }
}

async function endOf(child: ChildProcess): Promise<{ readonly code: number | null; readonly said: string }> {
  const [out, errors] = [text(child.stdout!), text(child.stderr!)];
  const code = await new Promise<number | null>(resolve => child.once('exit', resolve));
  return { code, said: `${await out}${await errors}` };
}
