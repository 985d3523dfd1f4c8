/**
 * A tfjs backend as a peer of the benchmark: requests on stdin, one per line, answers on stdout as JSON (see peer.ts).
 *
 *     tsx tfjs-peer.ts <backend> <threads>
 */
import { createInterface } from 'node:readline';
import { RefoldError } from '@refold/core';
import { parseBackendChoice, selectBackend } from '@refold/core/backend';
import { javaScriptShare } from './javascript-share.ts';
import type { Greeting, Mode } from './peer.ts';
import { type Prepared, prepared } from './prepared.ts';

let work: Prepared | undefined;

async function repeat(steps: number): Promise<void> {
  if (work === undefined) throw new RefoldError('nothing is loaded');
  for (let i = 0; i < steps; i++) await work.step();
}

async function answerTo(line: string): Promise<object> {
  const [request, ...words] = line.split(' ');
  if (request === 'load') {
    const [subject, mode, batch] = words as [string, Mode, string];
    work?.dispose();
    work = undefined;
    work = await prepared({ subject, mode, batch: Number(batch) });
    return { parameters: work.parameters };
  }
  const steps = Number(words[0]);
  if (request === 'profile') {
    const { addon } = await import('../../packages/tfjs-backend-native/src/addon.ts');
    return { javascript: await javaScriptShare(addon as object as Record<string, unknown>, () => repeat(steps)) };
  }
  if (request !== 'run') throw new RefoldError(`unknown request: ${line}`);
  const start = performance.now();
  await repeat(steps);
  return { seconds: (performance.now() - start) / 1000 / steps };
}

const say = (answer: object): boolean => process.stdout.write(`${JSON.stringify(answer)}\n`);

const [backend = 'auto', threads = '1'] = process.argv.slice(2);
const { detail } = await selectBackend(parseBackendChoice(backend));
say({ detail, threads: Number(threads), variants: {} } satisfies Greeting);
for await (const line of createInterface({ input: process.stdin })) {
  try {
    say(await answerTo(line));
  } catch (error) {
    say({ error: error instanceof Error ? error.message : String(error) });
  }
}
