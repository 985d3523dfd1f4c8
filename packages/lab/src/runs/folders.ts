/** The folders of runs, and what the files in one say of it: no file is read but for a few bytes. */
import { closeSync, type Dirent, existsSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { holdsParameters, RUN_FILES } from '@refold/core/runs';
import { type RunDescription, readDescription } from './description.ts';

/** A folder of a run below the folder of all runs. */
export interface RunFolder {
  /** Path of the folder. */
  readonly folder: string;
  /** Whose it is: 'repvgg', 'train', 'verify/repvgg'. */
  readonly group: string;
  /** Its name: the hash of configuration and backend. */
  readonly id: string;
  /** Another name was given to it since a file in it was damaged; nothing reads it. */
  readonly isAside: boolean;
  /** Whether there is a lock beside it: somebody trains the run, or was killed while training it. */
  readonly hasLock: boolean;
}

/** What the files of a run's folder say. */
export interface RunFacts {
  readonly description?: RunDescription;
  readonly isFinished: boolean;
  /** When it was finished or, if it isn't, when a file was last written; milliseconds since 1970. */
  readonly at: number;
  /** Of all files. */
  readonly bytes: number;
  /** Of its checkpoint and snapshots. */
  readonly parameterBytes: number;
  /** Of files that were damaged and set aside. */
  readonly asideBytes: number;
  /** The last epoch that its metrics name; of unfinished runs alone. */
  readonly epoch?: number;
}

const HASH = /^([0-9a-f]{16})(\.damaged(?:-\d+)?)?$/;
const ASIDE = /\.damaged(-\d+)?$/;
/** How far below the folder of all runs one may be: verify/<paper>/<hash>. */
const DEPTH = 3;

/** All folders of runs, by group and hash. */
export function* runFolders(runs: string, group = '', depth = 1): Generator<RunFolder> {
  const entries = entriesOf(join(runs, group));
  const names = new Set(entries.map(({ name }) => name));
  for (const { name } of entries.filter(entry => entry.isDirectory())) {
    const [, id, aside] = HASH.exec(name) ?? [];
    if (id !== undefined && group !== '') {
      const hasLock = names.has(`${name}.lock`);
      yield { folder: join(runs, group, name), group, id, isAside: aside !== undefined, hasLock };
    } else if (depth < DEPTH) yield* runFolders(runs, group === '' ? name : `${group}/${name}`, depth + 1);
  }
}

function entriesOf(folder: string): readonly Dirent[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Whether a file is a damaged one that was set aside. */
export const isSetAside = (name: string): boolean => ASIDE.test(name);

/** What the files of a run's folder say; undefined where the folder is gone. */
export function lookAt(folder: string): RunFacts | undefined {
  const files = filesBelow(folder);
  if (files === undefined) return undefined;
  const sum = (is: (name: string) => boolean) =>
    files.reduce((total, { name, bytes }) => (is(name) ? total + bytes : total), 0);
  const result = files.find(({ name }) => name === RUN_FILES.result);
  const description = readDescription(folder);
  const epoch = result === undefined ? lastEpoch(join(folder, RUN_FILES.metrics)) : undefined;
  return {
    ...(description && { description }),
    isFinished: result !== undefined,
    at: result?.at ?? files.reduce((latest, { at }) => Math.max(latest, at), changedAt(folder)),
    bytes: sum(() => true),
    parameterBytes: sum(holdsParameters),
    asideBytes: sum(isSetAside),
    ...(epoch !== undefined && { epoch }),
  };
}

/** When its list of files last changed. */
const changedAt = (folder: string): number =>
  Math.round(statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());

interface File {
  /** Relative to the run's folder. */
  readonly name: string;
  readonly bytes: number;
  readonly at: number;
}

function filesBelow(folder: string, within = ''): readonly File[] | undefined {
  let entries: readonly Dirent[];
  try {
    entries = readdirSync(join(folder, within), { withFileTypes: true });
  } catch {
    return undefined;
  }
  return entries.flatMap(entry => {
    const name = join(within, entry.name);
    if (entry.isDirectory()) return filesBelow(folder, name) ?? [];
    const found = statSync(join(folder, name), { throwIfNoEntry: false });
    return found === undefined ? [] : [{ name, bytes: found.size, at: Math.round(found.mtimeMs) }];
  });
}

/** Bytes at the end of a file of metrics that hold its last line. */
const TAIL = 16_384;

function lastEpoch(path: string): number | undefined {
  if (!existsSync(path)) return undefined;
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const tail = Buffer.alloc(Math.min(TAIL, size));
    readSync(file, tail, 0, tail.length, size - tail.length);
    return Number(/.*"epoch":(\d+)/s.exec(tail.toString('utf8'))?.[1] ?? Number.NaN) || undefined;
  } finally {
    closeSync(file);
  }
}
