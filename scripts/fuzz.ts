/**
 * Reads mutated files: `npx tsx scripts/fuzz.ts COUNT [KIND | FILE]...`, where the kinds are those of fuzz/kinds.ts (default: all) and
 * files are of weights. COUNT is for each kind or file. Each mutant is to be read or refused by a RefoldError, soon and without more memory
 * than its kind may take. Prints what became of them; what went wrong is kept in runs/fuzz. Exits with 1 where something did.
 */
import { fork } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { foldersOf, ROOT } from '../packages/lab/src/plan/folders.ts';
import { textTable } from '../packages/lab/src/terminal/text-table.ts';
import { KINDS, type Kind, type KindName, weights } from './fuzz/kinds.ts';
import { type Message, mutantOf, readMutants } from './fuzz/reading.ts';

/** Of the clock, since a mutant may wait for ever; other work on the machine counts too. */
const MOST_SECONDS = 60;
const FOUND = join(foldersOf(ROOT).runs, 'fuzz');

const isKind = (word: string): word is KindName => Object.hasOwn(KINDS, word);

/** The kind that a word on the command line names, or that of a file of weights. */
const kindOf = (word: string): Kind =>
  isKind(word) ? KINDS[word] : { ...weights, seeds: () => ({ [basename(word)]: readFileSync(word) }) };

interface Tally {
  read: number;
  refused: number;
  wrong: number;
  /** The most processor time of one mutant, in milliseconds. */
  slowest: number;
}

/** Watches processes that read mutants of one file, each from where the one before came to grief. */
async function watched(word: string, name: string, original: Buffer, count: number): Promise<Tally> {
  const tally: Tally = { read: 0, refused: 0, wrong: 0, slowest: 0 };
  const note = (outcome: string, i: number): void => {
    if (outcome === 'read' || outcome === 'refused') tally[outcome]++;
    else {
      tally.wrong++;
      const kept = join(FOUND, `${name}.mutant-${i}`);
      mkdirSync(FOUND, { recursive: true });
      writeFileSync(kept, mutantOf(kindOf(word), original, name, i));
      console.log(`${kept}: ${outcome}`);
    }
  };
  for (let next = 0; next < count; ) {
    next = await new Promise<number>(resolve => {
      const child = fork(import.meta.filename, ['--read', word, name, `${next}`, `${count}`]);
      let at = next;
      let isOpen = false;
      let timer: NodeJS.Timeout | undefined;
      child.on('message', ({ i, outcome, milliseconds = 0 }: Message) => {
        clearTimeout(timer);
        at = i;
        isOpen = outcome === undefined;
        tally.slowest = Math.max(tally.slowest, milliseconds);
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
  return tally;
}

const [first = '', ...rest] = process.argv.slice(2);
if (first === '--read') {
  const [word = '', name = '', from, to] = rest;
  const kind = kindOf(word);
  await readMutants(kind, name, kind.seeds()[name]!, [Number(from), Number(to)], message => process.send!(message));
  process.disconnect();
} else {
  const lines: string[][] = [];
  for (const word of rest.length > 0 ? rest : Object.keys(KINDS)) {
    const seeds = Object.entries(kindOf(word).seeds());
    for (const [name, original] of seeds) {
      const count = Math.ceil(Number(first) / seeds.length);
      const { read, refused, wrong, slowest } = await watched(word, name, original, count);
      if (wrong > 0) process.exitCode = 1;
      lines.push([word, name, ...[count, read, refused, wrong].map(String), `${slowest.toFixed(0)} ms`]);
      console.log(lines.at(-1)!.join('  '));
    }
  }
  console.log(textTable(['kind', 'file', 'mutants', 'read', 'refused', 'WRONG', 'slowest'], lines));
}
