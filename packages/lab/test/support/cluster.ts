/** A root of the toy paper that hands its runs over, and a Slurm that only writes down what it is told. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Paper } from '../../src/define/paper.ts';
import { type Asked, batchIds, readBatch } from '../../src/executor/batch.ts';
import type { ClusterOptions } from '../../src/executor/hand-over.ts';
import type { ClusterSettings } from '../../src/executor/settings.ts';
import { foldersOf } from '../../src/plan/folders.ts';
import type { Executor } from '../../src/run/executor.ts';
import { silent } from '../../src/terminal/progress.ts';
import { temporaryFolder } from './folder.ts';
import { PRETENCE, run } from './toy-paper.ts';

export const ASKED: Asked = { paper: 'toy', scale: 'quick', selection: {}, recorded: false, backend: 'fake' };

/** Hands the open runs of a paper over. @returns what was reported, and what there is of runs */
export async function handOver(
  root: string,
  paper: Paper,
  make: (options: ClusterOptions) => Executor,
  settings: ClusterSettings = {},
) {
  const lines: string[] = [];
  const executor = make({ asked: ASKED, settings, folders: foldersOf(root), services: PRETENCE });
  const reporter = { ...silent, line: (text: string) => void lines.push(text) };
  const reproduced = await run(root, paper, { executor, reporter });
  return { lines, ...reproduced };
}

/** The batch that was written last. */
export function newestBatch(root: string) {
  const folders = foldersOf(root);
  return readBatch(folders, batchIds(folders)[0]!);
}

/** What a line of `calls` says: the arguments of one `sbatch`. */
export type Call = readonly string[];

/**
 * Puts `sbatch` and `squeue` at the front of PATH, up to the end of the test: jobs get the numbers 1, 2, ..., and the queue holds what `queue` is told.
 */
export function fakeSlurm() {
  const folder = temporaryFolder();
  const [calls, queue] = [join(folder, 'calls'), join(folder, 'queue')];
  writeFileSync(queue, '');
  writeFileSync(calls, '');
  command(folder, 'sbatch', `printf '%s\\t' "$@" >> ${calls}; echo >> ${calls}; wc -l < ${calls} | tr -d ' '`);
  command(folder, 'squeue', `cat ${queue}`);
  withPath(folder + delimiter + process.env.PATH);
  return {
    calls: (): readonly Call[] =>
      readFileSync(calls, 'utf8')
        .split('\n')
        .filter(line => line !== '')
        .map(line => line.split('\t').filter(word => word !== '')),
    queue: (...names: string[]) => writeFileSync(queue, names.join('\n')),
  };
}

/** Sets PATH, up to the end of the test. */
export function withPath(path: string): void {
  const { PATH } = process.env;
  process.env.PATH = path;
  onTestFinished(() => {
    process.env.PATH = PATH;
  });
}

/** A program of the shell in a folder. */
export function command(folder: string, name: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}
