/** Options that say where runs are trained and what a cluster is asked for. */
import { RefoldError } from '@refold/core';
import type { ExecutorChoice } from '../executor/parse.ts';
import type { ClusterSettings } from '../executor/settings.ts';
import type { Arguments, Option } from './command.ts';

/** Settings that have an option of their own, by option. */
const OWN = {
  partition: 'partition',
  time: 'time',
  memory: 'memory',
  gpus: 'gpus',
  cpus: 'cpus',
  'at-once': 'atOnce',
  'set-up': 'setUp',
} as const satisfies Readonly<Record<string, keyof ClusterSettings>>;

const NUMBERS: readonly string[] = ['gpus', 'cpus', 'at-once'];

export const CLUSTER = {
  executor: {
    type: 'string',
    value: 'local|slurm|kubernetes',
    help: 'where runs are trained: local, local:n (n processes of this machine, each on its share of the cores), slurm (a job array), kubernetes (writes a Job); default: local',
  },
  cluster: {
    type: 'string',
    value: 'file',
    help: 'JSON file of what a cluster is asked for, for each run; the options below override it',
  },
  partition: { type: 'string', value: 'name', help: "Slurm's partition; default: the cluster's own" },
  time: {
    type: 'string',
    value: 'time',
    help: 'of one run at a stretch, after which it is saved and queued again: 12h',
  },
  memory: { type: 'string', value: 'size', help: 'of one run: 16G' },
  gpus: { type: 'string', value: 'n', help: 'of one run; default: 0' },
  cpus: { type: 'string', value: 'n', help: 'cores of one run; default: 1' },
  'at-once': { type: 'string', value: 'n', help: 'runs at a time on the cluster; default: as many as it gives' },
  'set-up': { type: 'string', value: 'line', help: "shell line before each run: 'module load node/22'" },
} as const satisfies Readonly<Record<string, Option>>;

/**
 * What a cluster is asked for: by the file, and by the options.
 * @throws RefoldError for settings that are wrong, and for any where runs are trained on this machine
 */
export async function clusterSettings(call: Arguments, { kind }: ExecutorChoice): Promise<ClusterSettings> {
  const given = Object.entries(OWN).filter(([option]) => call.text(option) !== undefined);
  const file = call.text('cluster');
  const surplus = file === undefined ? given[0]?.[0] : 'cluster';
  if (kind === 'local') {
    if (surplus === undefined) return {};
    throw new RefoldError(
      `--${surplus} is for clusters: add --executor slurm or --executor kubernetes, or leave it out`,
    );
  }
  const { checkSettings, readSettings } = await import('../executor/settings.ts');
  const own = given.map(([option, name]) => {
    const text = call.text(option)!;
    return [name, NUMBERS.includes(option) ? Number(text) : text] as const;
  });
  return {
    ...(file === undefined ? {} : readSettings(file)),
    ...checkSettings(Object.fromEntries(own), 'the options'),
  };
}

/** @throws RefoldError where GPUs are asked for that the backend doesn't use */
export function checkGpus({ gpus = 0 }: ClusterSettings, backend: string): void {
  if (gpus > 0 && !['tensorflow', 'webgpu'].includes(backend)) {
    throw new RefoldError(
      `${backend} uses no GPU, and ${gpus} are asked for: add --backend tensorflow, or leave --gpus out`,
    );
  }
}
