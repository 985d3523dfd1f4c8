/** `refold runs list`: the folders of runs, what each is, how far, how old and how large. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RefoldError } from '@refold/core';
import { foldersOf, ROOT } from '../../plan/folders.ts';
import { type ListedRun, listedRuns } from '../../runs/listing.ts';
import { duration } from '../../terminal/progress.ts';
import { sizeInWords } from '../../terminal/size.ts';
import { textTable } from '../../terminal/text-table.ts';
import { type Arguments, oneOf } from '../command.ts';
import { filterOf } from './filter.ts';

const ORDERS = ['name', 'age', 'size'] as const;

/** Shows the runs that pass the filter. @returns the exit code */
export async function listRuns(call: Arguments): Promise<number> {
  const folders = foldersOf(ROOT);
  const filter = filterOf(call);
  const order = oneOf('sort', call.text('sort') ?? 'name', ORDERS);
  const found = [...listedRuns(folders, filter)];
  if (order === 'age') found.sort((a, b) => b.age - a.age);
  if (order === 'size') found.sort((a, b) => b.bytes - a.bytes);
  if (found.length === 0) await refuseUnknown(filter.groups ?? []);
  if (call.flag('csv')) process.stdout.write(await csvOf(found));
  else process.stdout.write(found.length === 0 ? 'no runs\n' : `${tableOf(found)}\n${totalOf(found)}\n`);
  return 0;
}

/** @throws RefoldError where a group that has no runs is no paper either */
async function refuseUnknown(groups: readonly string[]): Promise<void> {
  const { paperNames } = await import('../../plan/papers.ts');
  const { experiments, runs } = foldersOf(ROOT);
  const papers = paperNames(experiments);
  const stranger = groups.find(group => !papers.includes(group) && !existsSync(join(runs, group)));
  if (stranger !== undefined) throw new RefoldError(`${stranger} is no paper, and there is no such folder in ${runs}`);
}

const tableOf = (runs: readonly ListedRun[]): string =>
  textTable(
    ['paper', 'table', 'row', 'seed', 'state', 'age', 'size', 'run'],
    runs.map(run => [
      run.group,
      run.table,
      run.row,
      run.seed === undefined ? '' : String(run.seed),
      stateInWords(run),
      ageInWords(run.age),
      sizeInWords(run.bytes),
      run.id,
    ]),
  );

/** 'begun, epoch 3 of 10' */
function stateInWords({ state, epoch, description }: ListedRun): string {
  if (epoch === undefined || state === 'finished') return state;
  return `${state}, epoch ${epoch}${description === undefined ? '' : ` of ${description.epochs}`}`;
}

const DAY = 24 * 3600e3;

/** '45 s', '3 h 20 min', '12 d' */
const ageInWords = (ms: number): string => (ms < 2 * DAY ? duration(ms) : `${Math.floor(ms / DAY)} d`);

function totalOf(runs: readonly ListedRun[]): string {
  const total = (bytesOf: (run: ListedRun) => number) => sizeInWords(runs.reduce((sum, run) => sum + bytesOf(run), 0));
  const [all, parameters] = [total(({ bytes }) => bytes), total(({ parameterBytes }) => parameterBytes)];
  return `${runs.length} ${runs.length === 1 ? 'run' : 'runs'}, ${all}, of which checkpoints ${parameters}`;
}

async function csvOf(runs: readonly ListedRun[]): Promise<string> {
  const { stringify } = await import('csv-stringify/sync');
  const head = ['paper', 'table', 'row', 'seed', 'state', 'epoch', 'recorded', 'seconds', 'bytes', 'run', 'folder'];
  return stringify([
    head,
    ...runs.map(({ group, table, row, seed, state, epoch, recorded, age, bytes, id, folder }) => {
      const scales = [...recorded.keys()].join(' ');
      return [group, table, row, seed, state, epoch, scales, Math.round(age / 1000), bytes, id, folder];
    }),
  ]);
}
