/**
 * Which algorithm convolves a shape fastest on this machine: timed once, then remembered, on disk too. One file a machine (processor,
 * instruction set, threads, version) in the user's cache folder; TFJS_NATIVE_CHOICES names another folder, or is `off`.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, homedir } from 'node:os';
import { join } from 'node:path';
import { addon } from './addon.ts';

/** Names of the algorithms, in the order of the addon's codes. */
export const ALGORITHMS = ['direct', 'winograd', 'depthwise'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

const isAlgorithm = (value: unknown): value is Algorithm => ALGORITHMS.includes(value as Algorithm);

/** Something to be done, for which there are several algorithms. */
export interface Task {
  /** What tells tasks apart: direction and sizes. */
  readonly key: string;
  /** Those that can do it; at least one. */
  readonly candidates: readonly Algorithm[];
  /** What is taken where nothing is timed. */
  readonly rule: Algorithm;
}

/** Does a task; may be called again and again. */
export type Run = (algorithm: Algorithm) => void;

let fixed = process.env.TFJS_NATIVE_DETERMINISTIC === '1';

/** Whether results are the same bits on every run and for any number of threads (at first: whether TFJS_NATIVE_DETERMINISTIC is 1). */
export const deterministic = (): boolean => fixed;

/** In deterministic mode a fixed rule chooses algorithms in place of a stopwatch, and no sum depends on the number of threads. */
export function setDeterministic(on: boolean): void {
  fixed = on;
}

/** Algorithms by task, in memory and in a file that several processes may share. */
export class Choices {
  private readonly byKey = new Map<string, Algorithm>();
  private loaded = false;

  /** @param path of the file, or undefined to remember in memory only */
  constructor(private readonly path?: string) {}

  get(key: string): Algorithm | undefined {
    if (!this.loaded) this.merge();
    return this.byKey.get(key);
  }

  /** Remembers a choice, and everything that other processes have written meanwhile. */
  set(key: string, algorithm: Algorithm): void {
    this.merge();
    this.byKey.set(key, algorithm);
    if (this.path === undefined) return;
    const temporary = `${this.path}.${process.pid}`;
    try {
      mkdirSync(join(this.path, '..'), { recursive: true });
      writeFileSync(temporary, `${JSON.stringify(Object.fromEntries([...this.byKey].sort()), null, 1)}\n`);
      renameSync(temporary, this.path);
    } catch (error) {
      note(`choices can't be kept: ${messageOf(error)}`);
    }
  }

  /** Takes over what the file holds; what was chosen here stays. */
  private merge(): void {
    this.loaded = true;
    if (this.path === undefined) return;
    try {
      const held: unknown = JSON.parse(readFileSync(this.path, 'utf8'));
      if (typeof held !== 'object' || held === null) throw new Error('it is no object');
      for (const [key, algorithm] of Object.entries(held)) {
        if (isAlgorithm(algorithm) && !this.byKey.has(key)) this.byKey.set(key, algorithm);
      }
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (!missing) note(`${this.path} is ignored, and written anew: ${messageOf(error)}`);
    }
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!;

const noted = new Set<string>();

/** One line for people, once. */
function note(text: string): void {
  if (noted.has(text)) return;
  noted.add(text);
  process.stderr.write(`tfjs-backend-native: ${text}\n`);
}

/** The algorithm for a task, if it takes no timing to tell: the remembered one, or the rule's in deterministic mode. */
export function chosen({ key, candidates, rule }: Task): Algorithm | undefined {
  if (fixed || candidates.length === 1) return candidates.includes(rule) ? rule : candidates[0]!;
  const known = choicesOfMachine().get(key);
  return known !== undefined && candidates.includes(known) ? known : undefined;
}

/** The algorithm for a task: the chosen one, or the fastest of `run`, to be remembered. */
export function choose(task: Task, run: Run): Algorithm {
  const before = chosen(task);
  if (before !== undefined) return before;
  const fastest = time(task.candidates, run);
  choicesOfMachine().set(task.key, fastest);
  return fastest;
}

const ROUNDS = 4;

/** The candidate with the shortest run. Rounds alternate between candidates, so that what disturbs one disturbs all. */
export function time(candidates: readonly Algorithm[], run: Run): Algorithm {
  const shortest = new Map(candidates.map(candidate => [candidate, Infinity]));
  for (let round = 0; round < ROUNDS; round++) {
    const best = Math.min(...shortest.values());
    for (const [candidate, before] of shortest) {
      // After a first round that only warms up, what takes twice as long is out.
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

// Asking for it takes longer than a small convolution.
let processor: string | undefined;

/** The choices for the processor, instruction set and threads in use. */
function choicesOfMachine(): Choices {
  if (current !== undefined) return current;
  processor ??= cpus()[0]?.model ?? process.arch;
  const key = [processor, addon.instructionSet(), `${addon.threads()} threads`, version].join(', ');
  current = perMachine.get(key) ?? new Choices(fileOf(key, process.env));
  perMachine.set(key, current);
  return current;
}

/** To be called when the instruction set or the number of threads has changed: choices are those of another machine now. */
export function machineChanged(): void {
  current = undefined;
}

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** Where choices of that machine are kept, if at all. */
export function fileOf(machine: string, environment: NodeJS.ProcessEnv): string | undefined {
  const { TFJS_NATIVE_CHOICES: wanted, XDG_CACHE_HOME: cache } = environment;
  if (wanted === 'off') return undefined;
  const folder = wanted || join(cache || join(homedir(), '.cache'), 'tfjs-backend-native');
  const name = machine.replace(/[^A-Za-z0-9.]+/g, '-');
  // The hash keeps names apart that differ in other characters only.
  return join(folder, `${name}-${createHash('sha256').update(machine).digest('hex').slice(0, 8)}.json`);
}
