/** The side of a peer in Node: requests on stdin, one per line, answers on stdout as JSON (see peer.ts). */
import { createInterface } from 'node:readline';
import { RefoldError } from '@refold/core';
import type { Greeting, Mode, Work } from './peer.ts';

/** What `load` makes of a request. */
export interface Prepared {
  /** Of a network: its trainable parameters, before folding. */
  readonly parameters?: number;
  /** Resolves when the step's results are there. */
  readonly step: () => void | Promise<void>;
  readonly dispose: () => void | Promise<void>;
}

/** Repeats the loaded work. */
export type Repeat = (steps: number) => Promise<void>;

/**
 * Greets, and answers requests until the input ends.
 * @param prepare makes work of a request
 * @param more requests beyond `load` and `run`, each given its number of steps
 */
export async function serve(
  greeting: Greeting,
  prepare: (work: Work) => Prepared | Promise<Prepared>,
  more: Readonly<Record<string, (steps: number, repeat: Repeat) => Promise<object>>> = {},
): Promise<void> {
  let work: Prepared | undefined;
  const repeat: Repeat = async steps => {
    if (work === undefined) throw new RefoldError('nothing is loaded');
    for (let i = 0; i < steps; i++) await work.step();
  };
  const requests: typeof more = {
    run: async steps => {
      const start = performance.now();
      await repeat(steps);
      return { seconds: (performance.now() - start) / 1000 / steps };
    },
    ...more,
  };
  const answerTo = async (line: string): Promise<object> => {
    const [request = '', ...words] = line.split(' ');
    if (request !== 'load') {
      const answer = Object.hasOwn(requests, request) ? requests[request] : undefined;
      if (answer === undefined) throw new RefoldError(`unknown request: ${line}`);
      return await answer(Number(words[0]), repeat);
    }
    const [subject, mode, batch] = words as [string, Mode, string];
    await work?.dispose();
    work = undefined;
    work = await prepare({ subject, mode, batch: Number(batch) });
    return { parameters: work.parameters };
  };
  const say = (answer: object): boolean => process.stdout.write(`${JSON.stringify(answer)}\n`);
  say(greeting);
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      say(await answerTo(line));
    } catch (error) {
      say({ error: error instanceof Error ? error.message : String(error) });
    }
  }
}
