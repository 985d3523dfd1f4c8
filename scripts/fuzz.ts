/**
 * Reads mutated files: `npx tsx scripts/fuzz.ts COUNT [KIND | FILE]... [--record]`, where the kinds are those of fuzz/kinds.ts (default: all) and
 * files are of weights. COUNT is for each kind or file. Each mutant is to be read or refused by a RefoldError, soon and without more memory
 * than its kind may take. Prints what became of them; what went wrong is kept in runs/fuzz. Exits with 1 where something did.
 * With --record the counts go to results/fuzz.csv, in place of the same file's, and to docs/importing.md.
 */
import { fork } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { writeFileAtomic } from '@refold/core/io';
import { foldersOf, ROOT } from '../packages/lab/src/plan/folders.ts';
import { readCsv, writeCsv } from '../packages/lab/src/results/csv.ts';
import { commitOf, today } from '../packages/lab/src/results/provenance.ts';
import { textTable } from '../packages/lab/src/terminal/text-table.ts';
import { filled } from './bench/page.ts';
import { KINDS, type Kind, type KindName, weights } from './fuzz/kinds.ts';
import { type Message, mutantOf, readMutants } from './fuzz/reading.ts';

/** Of the clock, since a mutant may wait for ever; other work on the machine counts too. */
const MOST_SECONDS = 60;
const FOUND = join(foldersOf(ROOT).runs, 'fuzz');

const RECORD = 'results/fuzz.csv';
const PAGE = 'docs/importing.md';
const COLUMNS = ['kind', 'file', 'mutants', 'read', 'refused', 'wrong', 'slowest', 'commit', 'date'] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

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
    next = await new Promise<number>((resolve, reject) => {
      const child = fork(import.meta.filename, ['--read', word, name, `${next}`, `${count}`]);
      /** The mutant that is being read. */
      let open: number | undefined;
      let timer: NodeJS.Timeout | undefined;
      child.on('message', ({ i, outcome, milliseconds = 0 }: Message) => {
        clearTimeout(timer);
        tally.slowest = Math.max(tally.slowest, milliseconds);
        if (outcome !== undefined) note(outcome, i);
        open = outcome === undefined ? i : i + 1;
        if (open < count) timer = setTimeout(() => child.kill('SIGKILL'), MOST_SECONDS * 1000);
      });
      child.on('exit', (code, signal) => {
        clearTimeout(timer);
        if (code === 0) return resolve(count);
        if (open === undefined)
          return reject(new Error(`the process that reads mutants ended before the first (${code ?? signal})`));
        if (open < count)
          note(
            signal === 'SIGKILL' ? `took more than ${MOST_SECONDS} s` : `ended the process (${code ?? signal})`,
            open,
          );
        resolve(open + 1);
      });
    });
  }
  return tally;
}

/** Puts a line into the record, and one for each kind into the page. */
function record(row: Row): void {
  const path = join(ROOT, RECORD);
  const others = readCsv(path, COLUMNS).filter(({ kind, file }) => kind !== row.kind || file !== row.file);
  const rows = [...others, row];
  writeCsv(path, COLUMNS, rows);
  const lines = [...new Set(rows.map(({ kind }) => kind))].map(kind => {
    const own = rows.filter(other => other.kind === kind);
    const sum = (column: 'mutants' | 'read' | 'refused' | 'wrong') =>
      own.reduce((total, each) => total + Number(each[column]), 0).toLocaleString('en');
    const slowest = Math.max(...own.map(each => Number.parseFloat(each.slowest)));
    const [last] = own
      .map(({ date }) => date)
      .sort()
      .reverse();
    return [kind, ...(['mutants', 'read', 'refused', 'wrong'] as const).map(sum), `${slowest} ms`, last];
  });
  const heads = ['kind', 'mutants', 'read', 'refused', 'wrong', 'slowest', 'on'];
  const table = [heads, heads.map(() => '---'), ...lines].map(cells => `| ${cells.join(' | ')} |`).join('\n');
  const page = join(ROOT, PAGE);
  writeFileAtomic(page, filled(readFileSync(page, 'utf8'), PAGE, 'fuzz', table));
}

const [first = '', ...rest] = process.argv.slice(2);
if (first === '--read') {
  const [word = '', name = '', from, to] = rest;
  const kind = kindOf(word);
  await readMutants(kind, name, kind.seeds()[name]!, [Number(from), Number(to)], message => process.send!(message));
  process.disconnect();
} else {
  const words = rest.filter(word => word !== '--record');
  const strange = words.find(word => !isKind(word) && !existsSync(word));
  if (!(Number.isInteger(Number(first)) && Number(first) > 0) || strange !== undefined) {
    const fault = strange === undefined ? `'${first}' is no count` : `'${strange}' is neither a kind nor a file`;
    console.error(
      `error: ${fault}\nnpx tsx scripts/fuzz.ts COUNT [${Object.keys(KINDS).join(' | ')} | FILE]... [--record]`,
    );
    process.exit(1);
  }
  const lines: string[][] = [];
  for (const word of words.length > 0 ? words : Object.keys(KINDS)) {
    const seeds = Object.entries(kindOf(word).seeds());
    for (const [name, original] of seeds) {
      const count = Math.ceil(Number(first) / seeds.length);
      const { read, refused, wrong, slowest } = await watched(word, name, original, count);
      if (wrong > 0) process.exitCode = 1;
      lines.push([word, name, ...[count, read, refused, wrong].map(String), `${slowest.toFixed(0)} ms`]);
      console.log(lines.at(-1)!.join('  '));
      const cells = [...lines.at(-1)!, commitOf(ROOT), today()];
      const row = Object.fromEntries(COLUMNS.map((column, i) => [column, cells[i]!])) as Row;
      if (rest.includes('--record')) record(row);
    }
  }
  console.log(textTable(['kind', 'file', 'mutants', 'read', 'refused', 'WRONG', 'slowest'], lines));
}
