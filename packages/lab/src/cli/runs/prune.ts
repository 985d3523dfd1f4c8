/** `refold runs prune`: what of the folders of runs can be freed, and its removal. */
import { RefoldError } from '@refold/core';
import type { Scale } from '../../define/scales.ts';
import { foldersOf, ROOT } from '../../plan/folders.ts';
import type { PresentRuns } from '../../run/needed-parameters.ts';
import { type Decision, decide, free } from '../../runs/freeing.ts';
import { type ListedRun, listedRuns } from '../../runs/listing.ts';
import { sizeInWords } from '../../terminal/size.ts';
import { textTable } from '../../terminal/text-table.ts';
import type { Arguments } from '../command.ts';
import { filterOf } from './filter.ts';

/** Lists what can be freed of the runs that pass the filter; with `--yes`, frees it. @returns the exit code */
export async function pruneRuns(call: Arguments): Promise<number> {
  if (call.flag('yes') && call.flag('dry-run')) {
    throw new RefoldError('--yes frees what is listed, and --dry-run frees nothing: leave one out');
  }
  const folders = foldersOf(ROOT);
  const runs = listedRuns(folders, filterOf(call));
  const needed = await neededBy(runs);
  const decisions = runs.map(run => decide(run, needed));
  const freed = decisions.filter(({ bytes }) => bytes > 0);
  if (freed.length > 0) process.stdout.write(`${tableOf(freed)}\n`);
  for (const line of keptLines(decisions)) process.stdout.write(`${line}\n`);
  const total = freed.reduce((sum, { bytes }) => sum + bytes, 0);
  if (!call.flag('yes')) {
    const hint = freed.length === 0 ? '' : ' Nothing is removed yet: --yes removes it.';
    process.stdout.write(`${sizeInWords(total)} can be freed.${hint}\n`);
    return 0;
  }
  const done = freed.reduce((sum, decision) => sum + free(decision), 0);
  process.stdout.write(`${sizeInWords(done)} freed. Metrics, results and event files stay.\n`);
  return 0;
}

/** The ids of runs whose parameters are needed, by paper: what its tables and figures say, and what unfinished runs begin with. */
async function neededBy(runs: readonly ListedRun[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const folders = foldersOf(ROOT);
  const [{ loadPaper, paperNames }, { neededParameters }] = await Promise.all([
    import('../../plan/papers.ts'),
    import('../../run/needed-parameters.ts'),
  ]);
  const papers = new Set(paperNames(folders.experiments));
  const groups = new Set(runs.filter(mayGo).map(({ group }) => group));
  const needed = new Map<string, ReadonlySet<string>>([...papers].map(paper => [paper, new Set()]));
  for (const group of [...groups].filter(one => papers.has(one))) {
    process.stderr.write(`${group}: planning what its tables and figures need ...\n`);
    // Those that the filter leaves out begin with others, too.
    const own = listedRuns(folders, { groups: [group] });
    const planned = await neededParameters(await loadPaper(folders.experiments, group), folders, presentIn(own));
    const bases = own.filter(({ isFinished }) => !isFinished).flatMap(({ description }) => description?.bases ?? []);
    needed.set(group, new Set([...planned, ...bases]));
  }
  return needed;
}

/** Whether a run's parameters go unless something needs them: for others, nothing has to be planned. */
const mayGo = ({ isFinished, parameterBytes, recorded }: ListedRun): boolean =>
  isFinished && parameterBytes > 0 && recorded.size > 0;

/** The backends and seeds of runs. */
function presentIn(runs: readonly ListedRun[]): PresentRuns {
  const backends = runs.flatMap(({ description, recorded }) => [
    ...(description ? [description.backend] : []),
    // 'native avx2, wasm': of all sessions, with instruction sets.
    ...[...recorded.values()].flatMap(({ backend }) => backend.split(', ').map(one => one.split(' ')[0]!)),
  ]);
  const lastSeeds = new Map<Scale, number>();
  for (const { recorded } of runs) {
    for (const [scale, { seed }] of recorded) lastSeeds.set(scale, Math.max(seed, lastSeeds.get(scale) ?? 0));
  }
  return { backends: [...new Set(backends)], lastSeeds };
}

const tableOf = (freed: readonly Decision[]): string =>
  textTable(
    ['paper', 'table', 'row', 'seed', 'frees', 'what', 'run'],
    freed.map(({ run, bytes, kept }) => [
      run.group,
      run.table,
      run.row,
      run.seed === undefined ? '' : String(run.seed),
      sizeInWords(bytes),
      run.isAside || kept !== undefined || bytes === run.asideBytes ? 'damaged files' : 'checkpoints',
      run.id,
    ]),
  );

/** 'kept: 4 runs, 12.0 MB of checkpoints: the run isn't in the ledger' */
function keptLines(decisions: readonly Decision[]): readonly string[] {
  const byReason = new Map<string, ListedRun[]>();
  for (const { run, kept } of decisions) {
    if (kept !== undefined) byReason.set(kept, [...(byReason.get(kept) ?? []), run]);
  }
  return [...byReason].map(([reason, runs]) => {
    const bytes = runs.reduce((sum, { parameterBytes }) => sum + parameterBytes, 0);
    return `kept: ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}, ${sizeInWords(bytes)} of checkpoints: ${reason}`;
  });
}
