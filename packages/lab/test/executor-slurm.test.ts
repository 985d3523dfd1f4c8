/** What Slurm is told, what of it is noted, and what the scripts do with a run that ends in this way or that. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { batchFolder, batchIds } from '../src/executor/batch.ts';
import { levelsOf } from '../src/executor/hand-over.ts';
import { arraysFor, slurmExecutor } from '../src/executor/slurm.ts';
import { collectScript, runScript } from '../src/executor/slurm-script.ts';
import { foldersOf } from '../src/plan/folders.ts';
import type { Job } from '../src/plan/jobs.ts';
import { command, fakeSlurm, handOver, newestBatch, withPath } from './support/cluster.ts';
import { temporaryFolder } from './support/folder.ts';
import { root, run, toy } from './support/toy-paper.ts';

const base = { top1: 0.3, ms: 1, data: { train: { name: 'toys' } }, seed: 0 };
/** `full` begins with another run. */
const staged = () => toy(undefined, { initial: { training: base } });

describe('the Slurm executor', () => {
  it('submits an array for each level, each after the one before, and a job that collects; nothing is trained', async () => {
    const { calls } = fakeSlurm();
    const folder = root();
    const { lines, runs } = await handOver(folder, staged(), slurmExecutor, { atOnce: 4 });
    const { id } = newestBatch(folder);
    const path = batchFolder(foldersOf(folder), id);
    expect(calls()).toEqual([
      ['--parsable', '--array=0-3%4', `--output=${path}/logs/0-%a.log`, `${path}/run.sh`, '0'],
      [
        '--parsable',
        '--array=0-2%4',
        `--output=${path}/logs/4-%a.log`,
        '--dependency=afterany:1',
        `${path}/run.sh`,
        '4',
      ],
      ['--parsable', `--output=${path}/logs/collect.log`, '--dependency=afterany:1:2', `${path}/collect.sh`],
    ]);
    expect(lines).toEqual([
      '7 runs: 0 done before, 7 to hand over',
      'toy: job array 1, 4 runs',
      'toy: job array 2, 3 runs',
      `toy: job 3 collects them; batch ${id}`,
    ]);
    expect(runs).toEqual({ done: 0, total: 7 });
    expect(newestBatch(folder).runs.map(({ label }) => label)).toEqual([
      'table-1: full, seed 0, its base',
      ...[0, 1, 2].map(seed => `table-1: plain, seed ${seed}`),
      ...[0, 1, 2].map(seed => `table-1: full, seed ${seed}`),
    ]);
  });

  it('leaves out what is finished, and what Slurm has in its queue', async () => {
    const { calls, queue } = fakeSlurm();
    const folder = root();
    await run(folder, toy(), { row: 'plain', seeds: 2 });
    await handOver(folder, toy(), slurmExecutor);
    queue('1_0', '1_1', '2');
    const { lines } = await handOver(folder, toy(), slurmExecutor);
    expect(lines[0]).toBe('6 runs: 2 done before, 2 queued before, 2 to hand over');
    expect(newestBatch(folder).runs.map(({ label }) => label)).toEqual([
      'table-1: full, seed 1',
      'table-1: full, seed 2',
    ]);
    queue('1_0', '1_1', '3_0', '3_1');
    const submitted = calls().length;
    expect((await handOver(folder, toy(), slurmExecutor)).lines).toEqual([
      '6 runs: 2 done before, 4 queued before, 0 to hand over',
    ]);
    expect(calls()).toHaveLength(submitted);
    expect(batchIds(foldersOf(folder))).toHaveLength(2);
  });

  it('says that there is no Slurm, and what Slurm has against a script', async () => {
    const folder = temporaryFolder();
    withPath(folder);
    await expect(handOver(root(), toy(), slurmExecutor)).rejects.toThrow('there is no `sbatch` here');
    command(folder, 'sbatch', 'echo "sbatch: error: invalid partition specified: gpu" >&2; exit 1');
    await expect(handOver(root(), toy(), slurmExecutor)).rejects.toThrow(
      'sbatch refused: sbatch: error: invalid partition specified: gpu',
    );
  });
});

describe('levels and arrays', () => {
  const jobs = (count: number): readonly Job[] =>
    Array.from({ length: count }, (_, i) => ({ id: String(i), config: { seed: i } }) as unknown as Job);

  it('have at most a thousand runs in an array, and wait for all arrays of the levels before', () => {
    expect(arraysFor([jobs(1500), jobs(2), jobs(1)])).toEqual([
      { first: 0, count: 1000, after: 0 },
      { first: 1000, count: 500, after: 0 },
      { first: 1500, count: 2, after: 2 },
      { first: 1502, count: 1, after: 3 },
    ]);
  });

  it('are none of no runs', () => {
    expect(levelsOf([])).toEqual([]);
    expect(arraysFor([])).toEqual([]);
  });
});

const PLACE = { batch: 'a-batch', root: '/shared/refold', name: 'refold-toy' };

describe('the scripts', () => {
  it('ask for what the settings say', () => {
    const settings = { partition: 'gpu', time: '12h', memory: '16G', gpus: 1, cpus: 4, setUp: 'module load node/22' };
    const lines = runScript({ ...settings, sbatch: ['--account=vision'] }, PLACE).split('\n');
    expect(lines.slice(0, 15)).toEqual([
      '#!/bin/bash',
      '#SBATCH --job-name=refold-toy',
      '#SBATCH --chdir=/shared/refold',
      '#SBATCH --open-mode=append',
      '#SBATCH --requeue',
      '#SBATCH --ntasks=1',
      '#SBATCH --cpus-per-task=4',
      '#SBATCH --partition=gpu',
      '#SBATCH --time=720',
      '#SBATCH --signal=B:USR1@120',
      '#SBATCH --mem=16G',
      '#SBATCH --gpus=1',
      '#SBATCH --account=vision',
      'module load node/22',
      '',
    ]);
    expect(collectScript(settings, PLACE)).toContain(
      "\nexec node packages/lab/bin/refold.mjs collect --batch 'a-batch'\n",
    );
  });

  /** Runs the script where `node` is a program that does `behaviour`. @returns its exit code and whether it was requeued */
  function runIt(behaviour: string, killedBefore = 0) {
    const folder = temporaryFolder();
    const bin = join(folder, 'bin');
    command(bin, 'node', behaviour);
    command(bin, 'scontrol', `echo "$@" > ${folder}/requeued`);
    const logs = join(folder, 'runs/batches/a-batch/logs');
    mkdirSync(logs, { recursive: true });
    if (killedBefore > 0) writeFileSync(join(logs, '12.killed'), '137\n'.repeat(killedBefore));
    writeFileSync(join(folder, 'run.sh'), runScript({}, PLACE));
    const { status } = spawnSync('bash', ['run.sh', '10'], {
      cwd: folder,
      timeout: 30_000,
      env: { PATH: `${bin}:${process.env.PATH}`, SLURM_JOB_ID: '77', SLURM_ARRAY_TASK_ID: '2' },
    });
    const requeued = existsSync(join(folder, 'requeued')) ? readFileSync(join(folder, 'requeued'), 'utf8').trim() : '';
    return { status, requeued };
  }

  it.skipIf(process.platform === 'win32')('train the run of the array’s first one and its own number', () => {
    expect(runIt('[ "$*" = "packages/lab/bin/refold.mjs work a-batch --run 12" ]')).toEqual({
      status: 0,
      requeued: '',
    });
  });

  it.skipIf(process.platform === 'win32').each([
    ['a run that failed is not requeued', 'exit 1', 0, { status: 1, requeued: '' }],
    ['one that was stopped is', 'exit 75', 0, { status: 75, requeued: 'requeue 77' }],
    ['one that was killed is', 'kill -KILL $$', 0, { status: 137, requeued: 'requeue 77' }],
    ['after five more times it is given up', 'exit 75', 5, { status: 75, requeued: '' }],
    [
      'Slurm’s notice becomes a signal to save',
      "trap 'exit 75' TERM; sleep 0.3; kill -USR1 $PPID; while true; do sleep 0.05; done",
      9,
      { status: 75, requeued: 'requeue 77' },
    ],
    [
      'what Slurm itself stops it requeues itself, or not at all',
      "trap 'exit 75' TERM; sleep 0.3; kill -TERM $PPID; sleep 0.2; exit 75",
      0,
      { status: 75, requeued: '' },
    ],
  ])('%s', (_, behaviour, killedBefore, expected) => {
    expect(runIt(behaviour, killedBefore)).toEqual(expected);
  });
});
