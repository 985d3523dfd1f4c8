/**
 * Reads mutated checkpoints: `npx tsx scripts/fuzz.ts COUNT FILE...`. Each is to be read or refused by a RefoldError, soon and without more
 * memory than there may be tensors. Prints what became of each file's; what went wrong comes with its number, by which it is made again: it
 * is put beside the file. Exits with 1 where something did.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { RefoldError, Rng } from '@refold/core';
import { readWeightFile } from '@refold/core/io';

/** A file may claim 2^25 values of 8 bytes; they are held as stored and as read. */
const MOST_BYTES = 2 ** 30;
const MOST_SECONDS = 20;

/** Values that lengths, counts and offsets go wrong at. */
const WORDS = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

/** Bytes with one to four changes: bits, bytes, words, a part repeated, left out or cut off. */
function mutated(original: Buffer, rng: Rng): Buffer {
  let file = Buffer.from(original);
  for (let changes = 1 + rng.int(4); changes > 0; changes--) {
    const at = rng.int(file.length);
    const length = 1 + rng.int(Math.min(64, file.length - at));
    const kind = rng.int(6);
    if (kind === 0) file[at] = file[at]! ^ (1 << rng.int(8));
    else if (kind === 1) file[at] = rng.int(256);
    else if (kind === 2 && at + 4 <= file.length) file.writeUInt32LE(WORDS[rng.int(WORDS.length)]!, at);
    else if (kind === 3) file = Buffer.concat([file.subarray(0, at + length), file.subarray(at)]);
    else if (kind === 4) file = Buffer.concat([file.subarray(0, at), file.subarray(at + length)]);
    else if (rng.int(8) === 0) file = file.subarray(0, Math.max(1, at));
  }
  return file;
}

/** What became of one: 'read', 'refused', or what went wrong. */
async function outcomeOf(path: string): Promise<string> {
  const before = process.memoryUsage().rss;
  try {
    await readWeightFile(path);
    return grown(before) ?? 'read';
  } catch (error) {
    if (!(error instanceof RefoldError)) return `threw ${(error as Error).stack ?? error}`;
    return grown(before) ?? 'refused';
  }
}

const grown = (before: number): string | undefined => {
  const bytes = process.memoryUsage().rss - before;
  return bytes > MOST_BYTES ? `took ${bytes} bytes` : undefined;
};

/** In a process of its own: mutants of a file from the number `first` on. Before each one it tells its number, and then what became of it. */
async function reading(path: string, first: number, count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'refold-fuzz-'));
  const original = readFileSync(path);
  const mutant = join(folder, 'mutant');
  for (let i = first; i < count; i++) {
    process.send!({ i });
    writeFileSync(mutant, mutated(original, Rng.seeded(basename(path)).fork(i)));
    process.send!({ i, outcome: await outcomeOf(mutant) });
  }
  rmSync(folder, { recursive: true });
  process.disconnect();
}

interface Message {
  readonly i: number;
  readonly outcome?: string;
}

/** Watches processes that read mutants of a file, each from where the one before came to grief. @returns how often each outcome was */
async function watched(path: string, count: number): Promise<ReadonlyMap<string, number>> {
  const outcomes = new Map<string, number>();
  const note = (outcome: string, i: number): void => {
    const usual = outcome === 'read' || outcome === 'refused';
    outcomes.set(usual ? outcome : 'WRONG', (outcomes.get(usual ? outcome : 'WRONG') ?? 0) + 1);
    if (usual) return;
    const kept = `${path}.mutant-${i}`;
    writeFileSync(kept, mutated(readFileSync(path), Rng.seeded(basename(path)).fork(i)));
    console.log(`${kept}: ${outcome}`);
  };
  for (let next = 0; next < count; ) {
    next = await new Promise<number>(resolve => {
      const child = fork(import.meta.filename, ['--read', path, `${next}`, `${count}`]);
      let at = next;
      let isOpen = false;
      let timer: NodeJS.Timeout | undefined;
      child.on('message', ({ i, outcome }: Message) => {
        clearTimeout(timer);
        at = i;
        isOpen = outcome === undefined;
        if (outcome === undefined) timer = setTimeout(() => child.kill('SIGKILL'), MOST_SECONDS * 1000);
        else note(outcome, i);
      });
      child.on('exit', (code, signal) => {
        clearTimeout(timer);
        if (isOpen)
          note(signal === 'SIGKILL' ? `took more than ${MOST_SECONDS} s` : `ended the process (${code ?? signal})`, at);
        resolve(code === 0 ? count : at + 1);
      });
    });
  }
  return outcomes;
}

const [first = '', ...rest] = process.argv.slice(2);
if (first === '--read') await reading(rest[0]!, Number(rest[1]), Number(rest[2]));
else {
  for (const path of rest) {
    const outcomes = await watched(path, Number(first));
    if (outcomes.has('WRONG')) process.exitCode = 1;
    console.log(`${basename(path)}: ${[...outcomes].map(([outcome, times]) => `${outcome} ${times}`).join(', ')}`);
  }
}
