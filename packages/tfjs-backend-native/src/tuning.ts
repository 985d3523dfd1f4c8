/**
 * The fastest algorithm for each convolution on this machine: timed once, then remembered, on disk too. There is one file per processor,
 * instruction set, number of threads, version and build in the user's cache folder; TFJS_NATIVE_CHOICES names another folder, or is `off`.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { addon } from './addon.ts';
import { ADDON } from './built.ts';

/** Names of the algorithms, in the order of the addon's codes. */
export const ALGORITHMS = ['direct', 'winograd', 'depthwise'] as const;
/** An algorithm for a convolution. */
export type Algorithm = (typeof ALGORITHMS)[number];

const isAlgorithm = (value: unknown): value is Algorithm => ALGORITHMS.includes(value as Algorithm);

/** A computation for which there are several algorithms. */
export interface Task {
  /** Identifies the task: direction and sizes. */
  readonly key: string;
  /** The algorithms that can do it; at least one. */
  readonly candidates: readonly Algorithm[];
  /** The algorithm that is used without timing. */
  readonly rule: Algorithm;
}

/** Runs a task with an algorithm; must be repeatable. */
export type Run = (algorithm: Algorithm) => void;

let fixed = process.env.TFJS_NATIVE_DETERMINISTIC === '1';

/** Whether results are bit-identical on every run and for any number of threads. Default: whether TFJS_NATIVE_DETERMINISTIC is 1. */
export const deterministic = (): boolean => fixed;

/** Sets deterministic mode, in which a fixed rule chooses algorithms instead of timing, and no sum depends on the number of threads. */
export function setDeterministic(on: boolean): void {
  fixed = on;
}

/** The chosen algorithms by task, in memory and in a file that several processes may share. */
export class Choices {
  private readonly byKey = new Map<string, Algorithm>();
  private loaded = false;

  /** @param path of the file; undefined keeps choices in memory only */
  constructor(private readonly path?: string) {}

  get(key: string): Algorithm | undefined {
    if (!this.loaded) this.merge();
    return this.byKey.get(key);
  }

  /** Stores a choice, together with those that other processes have written meanwhile. */
  set(key: string, algorithm: Algorithm): void {
    this.merge();
    this.byKey.set(key, algorithm);
    if (this.path === undefined) return;
    const temporary = `${this.path}.${process.pid}`;
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      sweep(this.path);
      writeFileSync(temporary, `${JSON.stringify(Object.fromEntries([...this.byKey].sort()), null, 1)}\n`);
      renameSync(temporary, this.path);
    } catch (error) {
      note(`can't store the fastest algorithms: ${messageOf(error)}`);
    }
  }

  /** Adds the choices of the file; those made here take precedence. */
  private merge(): void {
    this.loaded = true;
    if (this.path === undefined) return;
    try {
      const held: unknown = JSON.parse(readFileSync(this.path, 'utf8'));
      if (typeof held !== 'object' || held === null) throw new Error('it holds no JSON object');
      for (const [key, algorithm] of Object.entries(held)) {
        if (isAlgorithm(algorithm) && !this.byKey.has(key)) this.byKey.set(key, algorithm);
      }
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (!missing) note(`ignoring ${this.path}, which will be overwritten: ${messageOf(error)}`);
    }
  }
}

/** A write takes a moment: what is older was left by a process that was killed. */
const ABANDONED_MS = 3_600_000;

/** Removes the temporary files of killed writes. */
function sweep(path: string): void {
  for (const name of readdirSync(dirname(path))) {
    if (!name.startsWith(`${basename(path)}.`) || !/\.\d+$/.test(name)) continue;
    const left = join(dirname(path), name);
    if (Date.now() - (statSync(left, { throwIfNoEntry: false })?.mtimeMs ?? 0) > ABANDONED_MS) {
      rmSync(left, { force: true });
    }
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!;

const noted = new Set<string>();

/** Writes a line to stderr, once per text. */
function note(text: string): void {
  if (noted.has(text)) return;
  noted.add(text);
  process.stderr.write(`tfjs-backend-native: ${text}\n`);
}

/** The algorithm for a task if it is known without timing: the remembered one, or the rule's in deterministic mode. */
export function chosen({ key, candidates, rule }: Task): Algorithm | undefined {
  if (fixed || candidates.length === 1) return candidates.includes(rule) ? rule : candidates[0]!;
  const known = choicesOfMachine().get(key);
  return known !== undefined && candidates.includes(known) ? known : undefined;
}

/** The algorithm for a task: the known one, or the fastest by timing `run`, which is then remembered. */
export function choose(task: Task, run: Run): Algorithm {
  const before = chosen(task);
  if (before !== undefined) return before;
  const fastest = time(task.candidates, run);
  choicesOfMachine().set(task.key, fastest);
  return fastest;
}

const ROUNDS = 4;

/** The candidate with the shortest run. Rounds alternate between candidates, so that disturbances affect all of them. */
export function time(candidates: readonly Algorithm[], run: Run): Algorithm {
  const shortest = new Map(candidates.map(candidate => [candidate, Infinity]));
  for (let round = 0; round < ROUNDS; round++) {
    const best = Math.min(...shortest.values());
    for (const [candidate, before] of shortest) {
      // The first round only warms up; then candidates that take twice as long drop out.
      if (round > 1 && before > 2 * best) continue;
      const start = performance.now();
      run(candidate);
      const took = performance.now() - start;
      if (round > 0) shortest.set(candidate, Math.min(before, took));
    }
  }
  return [...shortest].reduce((a, b) => (b[1] < a[1] ? b : a))[0];
}

const perMachine = new Map<string, Choices>();
let current: Choices | undefined;

// Reading it takes longer than a small convolution.
let processor: string | undefined;

/** The choices for the processor, instruction set and threads in use. */
function choicesOfMachine(): Choices {
  if (current !== undefined) return current;
  processor ??= cpus()[0]?.model ?? process.arch;
  const key = [processor, addon.instructionSet(), `${addon.threads()} threads`, version, BUILD].join(', ');
  current = perMachine.get(key) ?? new Choices(fileOf(key, process.env));
  perMachine.set(key, current);
  return current;
}

/** Must be called when the instruction set or the number of threads changes: other choices apply from then on. */
export function machineChanged(): void {
  current = undefined;
}

/** Tells one compilation from another: other kernels have other times. */
const BUILD = Math.floor(statSync(ADDON).mtimeMs / 1000).toString(36);

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** The path of the file of choices for a machine, or undefined if they aren't stored: on request, and for a user without a home folder. */
export function fileOf(machine: string, environment: NodeJS.ProcessEnv): string | undefined {
  const { TFJS_NATIVE_CHOICES: wanted, XDG_CACHE_HOME: cache } = environment;
  if (wanted === 'off') return undefined;
  const folder = wanted || defaultFolder(cache);
  if (folder === undefined) return undefined;
  const name = machine.replace(/[^A-Za-z0-9.]+/g, '-');
  // The hash distinguishes names that differ in other characters only.
  return join(folder, `${name}-${createHash('sha256').update(machine).digest('hex').slice(0, 8)}.json`);
}

function defaultFolder(cache: string | undefined): string | undefined {
  try {
    return join(cache || join(homedir(), '.cache'), 'tfjs-backend-native');
  } catch {
    // No HOME, and a user whom the system doesn't list.
    return undefined;
  }
}
