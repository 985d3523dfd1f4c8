/**
 * runs/index.jsonl: what the folders of runs say, a line for each run, so that thousands needn't be looked into every time. It holds nothing that the
 * folders don't: it is written whole, under another name first, and who finds it missing, damaged or overtaken looks into the folders. So processes that
 * write it at the same time do no harm.
 */
import { readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { sweepTemporaryFiles, writeFileAtomic } from '@refold/core/io';
import { runHolder } from '@refold/core/runs';
import { lookAt, type RunFacts, type RunFolder, runFolders } from './folders.ts';

/** A run that has a folder. */
export interface IndexedRun extends RunFolder, RunFacts {
  /** Whether a process, on this machine or another, trains it right now. */
  readonly isRunning: boolean;
}

/** A line of the index. */
interface Line extends RunFacts {
  /** Relative to the folder of all runs. */
  readonly path: string;
  /** When the folder's list of files last changed; milliseconds since 1970. */
  readonly changed: number;
}

/** The name of the index in the folder of all runs. */
export const INDEX = 'index.jsonl';

/** Clocks of files are as coarse as that: what was looked at sooner after a change may have missed a second one. */
const SETTLED_MS = 2_000;

/**
 * All runs that have a folder. Looks into folders that the index doesn't know, or that have changed since, or whose runs aren't finished, and brings the
 * index up to date.
 * @param groups only those of these groups: 'repvgg'
 */
export function indexedRuns(runs: string, groups?: readonly string[]): readonly IndexedRun[] {
  const known = readIndex(runs);
  const lines: Line[] = [];
  let isNews = false;
  const found: IndexedRun[] = [];
  for (const folder of runFolders(runs)) {
    const path = relative(runs, folder.folder);
    const old = known.get(path);
    if (groups !== undefined && !groups.includes(folder.group)) {
      if (old !== undefined) lines.push(old);
      continue;
    }
    const line = lineOf(folder.folder, path, old);
    if (line === undefined) continue;
    isNews ||= line !== old && !(old !== undefined && sameLine(line, old));
    lines.push(line);
    found.push({ ...folder, ...line, isRunning: folder.hasLock && runHolder(folder.folder) !== undefined });
  }
  if (isNews || lines.length < known.size) writeIndex(runs, lines);
  return found;
}

function lineOf(folder: string, path: string, old: Line | undefined): Line | undefined {
  const changed = statSync(folder, { throwIfNoEntry: false })?.mtimeMs;
  if (changed === undefined) return undefined;
  if (old?.isFinished && old.changed === changed) return old;
  const facts = lookAt(folder);
  if (facts === undefined) return undefined;
  // A folder that has just changed is looked into again.
  return { path, changed: Date.now() - changed < SETTLED_MS ? 0 : changed, ...facts };
}

const sameLine = (a: Line, b: Line): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What the index says, by path; lines that are damaged are as good as none. */
function readIndex(runs: string): ReadonlyMap<string, Line> {
  let text: string;
  try {
    text = readFileSync(join(runs, INDEX), 'utf8');
  } catch {
    return new Map();
  }
  const lines = text.split('\n').flatMap(line => parsed(line) ?? []);
  return new Map(lines.map(line => [line.path, line]));
}

function parsed(line: string): Line | undefined {
  try {
    const found = JSON.parse(line) as Partial<Line>;
    const numbers = [found.changed, found.at, found.bytes, found.parameterBytes, found.asideBytes];
    const isWhole =
      typeof found.path === 'string' && typeof found.isFinished === 'boolean' && numbers.every(Number.isFinite);
    return isWhole ? (found as Line) : undefined;
  } catch {
    return undefined;
  }
}

/** A folder that may only be read has no index, and needs none. */
function writeIndex(runs: string, lines: readonly Line[]): void {
  try {
    sweepTemporaryFiles(runs);
    writeFileAtomic(join(runs, INDEX), lines.map(line => `${JSON.stringify(line)}\n`).join(''));
  } catch {}
}
