/** A peer of the benchmark: a process that stays alive and does work on request. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { RefoldError } from '@refold/core';

/** What a step does: training or folded inference of a network, an iteration of a game of networks, or one direction of a convolution. */
export type Mode = 'train' | 'inference' | 'game' | ConvolutionMode;
export const CONVOLUTION_MODES = ['forward', 'input-gradient', 'kernel-gradient'] as const;
export type ConvolutionMode = (typeof CONVOLUTION_MODES)[number];

/** What is timed: a step of a network, a convolution ('conv-64x8-64': channels, side, filters), 'matmul-1024', 'loader'. */
export interface Work {
  readonly subject: string;
  readonly mode: Mode;
  readonly batch: number;
}

/** What a peer prints first. */
export interface Greeting {
  /** Library, version, instruction set, for display. */
  readonly detail: string;
  readonly threads: number;
  /** Variants of a mode (memory layouts, compilers), of which the fastest counts. */
  readonly variants: Readonly<Partial<Record<Mode, readonly string[]>>>;
  /** What it can do, where that isn't everything. */
  readonly modes?: readonly Mode[];
}

export interface Launch {
  /** Its name in tables. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Characters of a peer's error output that are shown when it exits. */
const TAIL = 600;

/**
 * The protocol: on starting, the process prints a Greeting; then it answers each line on its standard input with one
 * JSON object on a line. `load <subject> <mode> <batch> <variant>` prepares work and answers {parameters?};
 * `run <steps>` answers {seconds} per step; `profile <steps>`, of our own peers only, {javascript}, the share of time in
 * JavaScript. A failure answers {error}. Lines that don't begin with '{' are ignored.
 */
export class Peer {
  readonly name: string;
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #errors = '';
  #greeting: Greeting | undefined;

  private constructor({ name, command, args, env }: Launch) {
    this.name = name;
    this.#process = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#lines = createInterface({ input: this.#process.stdout! })[Symbol.asyncIterator]();
    this.#process.stderr!.on('data', chunk => {
      this.#errors = `${this.#errors}${chunk}`.slice(-TAIL);
    });
    // A request to a process that has exited fails when its answer is read.
    this.#process.stdin!.on('error', () => {});
  }

  /** Starts a peer and reads its greeting. @throws RefoldError when it can't be started or exits before its greeting */
  static async start(launch: Launch): Promise<Peer> {
    const peer = new Peer(launch);
    try {
      await once(peer.#process, 'spawn');
    } catch (cause) {
      throw new RefoldError(`${launch.name} can't be started: ${(cause as Error).message}`, { cause });
    }
    peer.#greeting = (await peer.#answer()) as Greeting;
    return peer;
  }

  get greeting(): Greeting {
    return this.#greeting!;
  }

  get pid(): number {
    return this.#process.pid!;
  }

  /** Prepares work in place of the last; resolves to the number of trainable parameters, if it is a network. */
  async load({ subject, mode, batch }: Work, variant: string): Promise<number | undefined> {
    const { parameters } = await this.#ask<{ parameters?: number }>(`load ${subject} ${mode} ${batch} ${variant}`);
    return parameters;
  }

  /** Runs the work `steps` times; resolves to the mean seconds per step. */
  async run(steps: number): Promise<number> {
    return (await this.#ask<{ seconds: number }>(`run ${steps}`)).seconds;
  }

  /** Resolves to the share of a step's time that the main thread spends in JavaScript. */
  async profile(steps: number): Promise<number> {
    return (await this.#ask<{ javascript: number }>(`profile ${steps}`)).javascript;
  }

  async close(): Promise<void> {
    const ended = this.#process.exitCode !== null || this.#process.signalCode !== null || once(this.#process, 'exit');
    this.#process.stdin!.end();
    await ended;
  }

  async #ask<T>(request: string): Promise<T> {
    this.#process.stdin!.write(`${request}\n`);
    const answer = (await this.#answer()) as T & { error?: string };
    if (answer.error !== undefined) throw new RefoldError(`${this.name}, ${request}: ${answer.error}`);
    return answer;
  }

  async #answer(): Promise<unknown> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) throw new RefoldError(`${this.name} has exited. ${this.#errors.trim()}`);
      if (value.startsWith('{')) return JSON.parse(value);
    }
  }
}
