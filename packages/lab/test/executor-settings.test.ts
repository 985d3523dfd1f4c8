/** What `--executor` and a cluster's settings may say. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clusterSettings } from '../src/cli/cluster.ts';
import { reproduceCommand } from '../src/cli/commands/reproduce.ts';
import { readArguments } from '../src/cli/parser.ts';
import { parseExecutor } from '../src/executor/parse.ts';
import { readSettings } from '../src/executor/settings.ts';
import { temporaryFolder } from './support/folder.ts';

describe('--executor', () => {
  it('is local, local with a number of processes, slurm or kubernetes', () => {
    expect(parseExecutor('local')).toEqual({ kind: 'local', workers: undefined });
    expect(parseExecutor('local:4')).toEqual({ kind: 'local', workers: 4 });
    expect(parseExecutor('slurm')).toEqual({ kind: 'slurm' });
    expect(parseExecutor('kubernetes')).toEqual({ kind: 'kubernetes' });
  });

  it.each([
    ['local:0', "after 'local:' comes the number"],
    ['local:', "after 'local:' comes the number"],
    ['local:2:3', "after 'local:' comes the number"],
    ['slurm:4', 'slurm takes nothing after it'],
    ['slrm', "unknown executor 'slrm'. Did you mean slurm?"],
  ])('%s is refused', (text, message) => {
    expect(() => parseExecutor(text)).toThrow(message);
  });
});

/** What the options of `refold reproduce toy` ask of a cluster. */
const settingsOf = (kind: 'local' | 'slurm', ...options: string[]) =>
  clusterSettings(
    readArguments(reproduceCommand, ['toy', ...options]),
    kind === 'local' ? { kind, workers: 2 } : { kind },
  );

function file(text: string): string {
  const path = join(temporaryFolder(), 'cluster.json');
  writeFileSync(path, text);
  return path;
}

describe('settings of a cluster', () => {
  it('come from a file, and options override it', async () => {
    const path = file('{ "partition": "gpu", "time": "12h", "sbatch": ["--account=vision"] }');
    expect(await settingsOf('slurm', '--cluster', path, '--time', '90m', '--gpus', '1', '--at-once', '8')).toEqual({
      partition: 'gpu',
      time: '90m',
      gpus: 1,
      atOnce: 8,
      sbatch: ['--account=vision'],
    });
  });

  it('are none of this machine', async () => {
    expect(await settingsOf('local')).toEqual({});
    await expect(settingsOf('local', '--time', '2h')).rejects.toThrow('--time is for clusters: add --executor slurm');
    await expect(settingsOf('local', '--cluster', 'x.json')).rejects.toThrow('--cluster is for clusters');
  });

  it.each([
    ['[]', 'must be an object of settings'],
    ['{', "isn't JSON"],
    ['{ "partitoin": "gpu" }', "'partitoin'. Did you mean partition?"],
    ['{ "constructor": 1 }', "'constructor'. "],
    ['{ "gpus": -1 }', 'gpus is -1; it must be a whole number of at least 0'],
    ['{ "cpus": 0 }', 'cpus is 0; it must be a whole number of at least 1'],
    ['{ "memory": "lots" }', 'memory is "lots"; write it as \'16G\''],
    ['{ "time": "soon" }', "'soon' is no time"],
    ['{ "setUp": "a\\nb" }', 'it must be one line'],
    ['{ "sbatch": "--account=x" }', 'it must be a list of texts'],
  ])('%s is refused', (text, message) => {
    expect(() => readSettings(file(text))).toThrow(message);
  });

  it('name a file that is there', () => {
    expect(() => readSettings('/nowhere/cluster.json')).toThrow('/nowhere/cluster.json');
  });
});
