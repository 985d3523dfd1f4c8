/** A peer of the benchmark: a process that stays alive and does work on request. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { RefoldError } from '@refold/core';

/** What a step does: training or folded inference of a network, or one direction of a convolution. */
export type Mode = 'train' | 'inference' | ConvolutionMode;
export const CONVOLUTION_MODES = ['forward', 'input-gradient', 'kernel-gradient'] as const;
export type ConvolutionMode = (typeof CONVOLUTION_MODES)[number];

/** What is timed: a step of a network, a convolution ('conv-64x8-64': channels, side, filters), 'matmul-1024', 'loader'. */
export interface Work {
  readonly subject: string;
  readonly mode: Mode;
  readonly batch: number;
}

/** A peer's first words. */
export interface Greeting {
  /** library, version, instruction set: for people */
  readonly detail: string;
  readonly threads: number;
  /** Ways in which it can do a mode's work (memory layouts, compilers); the fastest counts. */
  readonly variants: Readonly<Partial<Record<Mode, readonly string[]>>>;
}

export interface Launch {
  /** Its name in tables. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The last of a peer's error output that is told when it dies. */
const TAIL = 600;

/**
 * The protocol: on starting, the process prints a Greeting; then it answers each line on its standard input with one
 * JSON object on a line. `load <subject> <mode> <batch> <variant>` gets work ready and answers {parameters?};
 * `run <steps>` answers {seconds} a step; `profile <steps>`, of our own peers only, {javascript}, the share of time in
 * JavaScript. What fails answers {error}. Lines that don't begin with '{' are chatter.
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
    // A request to a process that has died: the answer that never comes says so.
    this.#process.stdin!.on('error', () => {});
  }

  /** @throws RefoldError when it can't be started or dies before its greeting */
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

  /** Gets work ready, in place of what it had; resolves to the network's trainable parameters, where it is one. */
  async load({ subject, mode, batch }: Work, variant: string): Promise<number | undefined> {
    const { parameters } = await this.#ask<{ parameters?: number }>(`load ${subject} ${mode} ${batch} ${variant}`);
    return parameters;
  }

  /** Runs the work a number of times; resolves to the mean seconds of one. */
  async run(steps: number): Promise<number> {
    return (await this.#ask<{ seconds: number }>(`run ${steps}`)).seconds;
  }

  /** The share of a step's time that JavaScript takes on the main thread. */
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
      if (done) throw new RefoldError(`${this.name} has died. ${this.#errors.trim()}`);
      if (value.startsWith('{')) return JSON.parse(value);
    }
  }
}
