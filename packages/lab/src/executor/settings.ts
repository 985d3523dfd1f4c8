/** What a cluster is asked for, for each run: one set of settings for Slurm and Kubernetes, from a file and from the command line. */
import { RefoldError } from '@refold/core';
import { readText } from '../results/csv.ts';
import { unknownName } from '../terminal/suggestions.ts';
import { parseDuration } from '../terminal/time.ts';

export interface ClusterSettings {
  /** Slurm's partition; default: the cluster's own. */
  readonly partition?: string;
  /** The longest that one run may take at a stretch: '12h'. It saves before that, and goes on in its next turn. */
  readonly time?: string;
  /** Of one run: '16G'. */
  readonly memory?: string;
  /** Of one run; default: 0. */
  readonly gpus?: number;
  /** Cores of one run; default: 1. */
  readonly cpus?: number;
  /** Runs at a time; default: as many as the cluster gives. */
  readonly atOnce?: number;
  /** How often a run that was killed is taken up again; default: 5. */
  readonly retries?: number;
  /** Shell line before the run: 'module load node/22'. */
  readonly setUp?: string;
  /** Further options of sbatch: ['--account=vision', '--constraint=a100']. */
  readonly sbatch?: readonly string[];
  /** Kubernetes: the container's image, with Node and the system libraries. */
  readonly image?: string;
  /** Kubernetes: the persistent volume claim that holds the repository. */
  readonly claim?: string;
  /** Kubernetes: where the repository is in the container; default: /refold. */
  readonly mount?: string;
  /** Kubernetes: the folder of datasets in the container; default: `data` in the repository. */
  readonly data?: string;
}

type Kind = 'text' | 'number' | 'list';

const KINDS: Readonly<Record<keyof ClusterSettings, Kind>> = {
  partition: 'text',
  time: 'text',
  memory: 'text',
  gpus: 'number',
  cpus: 'number',
  atOnce: 'number',
  retries: 'number',
  setUp: 'text',
  sbatch: 'list',
  image: 'text',
  claim: 'text',
  mount: 'text',
  data: 'text',
};

/** Below these, a number makes no sense. */
const LEAST: Partial<Record<keyof ClusterSettings, number>> = { cpus: 1, atOnce: 1 };

/**
 * The settings of a JSON file.
 * @throws RefoldError naming the file, for one that can't be read or is no JSON object, and for a setting that is unknown or wrong
 */
export function readSettings(path: string): ClusterSettings {
  let value: unknown;
  try {
    value = JSON.parse(readText(path));
  } catch (cause) {
    if (cause instanceof RefoldError) throw cause;
    throw new RefoldError(`${path} isn't JSON: ${(cause as Error).message}`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RefoldError(`${path} must be an object of settings: { "partition": "gpu", "time": "12h" }`);
  }
  return checkSettings(value as Readonly<Record<string, unknown>>, path);
}

/** The settings, checked. @param where what has them, for errors. @throws RefoldError naming the setting */
export function checkSettings(settings: Readonly<Record<string, unknown>>, where: string): ClusterSettings {
  for (const [name, value] of Object.entries(settings)) {
    const kind = Object.hasOwn(KINDS, name) ? KINDS[name as keyof ClusterSettings] : undefined;
    if (kind === undefined) throw unknownName(`setting in ${where}:`, name, Object.keys(KINDS));
    const fault = faultOf(name as keyof ClusterSettings, kind, value);
    if (fault !== undefined) throw new RefoldError(`${where}: ${name} is ${JSON.stringify(value)}; ${fault}`);
  }
  return settings;
}

function faultOf(name: keyof ClusterSettings, kind: Kind, value: unknown): string | undefined {
  if (kind === 'number') {
    const least = LEAST[name] ?? 0;
    return Number.isInteger(value) && (value as number) >= least
      ? undefined
      : `it must be a whole number of at least ${least}`;
  }
  const texts = kind === 'list' ? value : [value];
  if (!Array.isArray(texts) || !texts.every(text => typeof text === 'string' && text.trim() !== '')) {
    return kind === 'list' ? 'it must be a list of texts' : 'it must be a text';
  }
  // Each becomes a line of a script.
  if (texts.some(text => /[\r\n]/.test(text))) return 'it must be one line';
  if (name === 'memory' && !MEMORY.test(texts[0])) return "write it as '16G' or '900M'";
  if (name === 'time') parseDuration(texts[0]);
  return undefined;
}

const MEMORY = /^[1-9]\d*[MG]$/;

/** The time of one run in whole minutes; undefined where it is not limited. */
export const minutesOf = ({ time }: ClusterSettings): number | undefined =>
  time === undefined ? undefined : Math.max(1, Math.round(parseDuration(time) / 60e3));

export const coresOf = ({ cpus = 1 }: ClusterSettings): number => cpus;

export const retriesOf = ({ retries = 5 }: ClusterSettings): number => retries;
