/** `refold runs`: the runs that a paper's tables and figures ask for, and how far they are. */
import type { Paper } from '../../define/paper.ts';
import { SCALES, type Scale } from '../../define/scales.ts';
import { foldersOf, ROOT } from '../../plan/folders.ts';
import type { RunState, RunStates } from '../../run/run-states.ts';
import { textTable } from '../../terminal/text-table.ts';
import { type Arguments, oneOf } from '../command.ts';

/** Shows the runs of the papers that are named, or of all, by table and row. @returns the exit code */
export async function showStates(call: Arguments): Promise<number> {
  const scale = oneOf('scale', call.text('scale') ?? 'quick', SCALES);
  const [{ loadPaper, paperNames }, { runStates }, { parseBackendChoice, selectBackend }] = await Promise.all([
    import('../../plan/papers.ts'),
    import('../../run/run-states.ts'),
    import('@refold/core/backend'),
  ]);
  const folders = foldersOf(ROOT);
  const choice = parseBackendChoice(call.text('backend') ?? 'auto');
  // A name alone needs no backend that works.
  const backend = choice === 'auto' ? (await selectBackend(choice)).name : choice;
  if (call.flag('csv')) process.stdout.write('paper,scale,table,row,seed,hash,here,recorded,state\n');
  for (const name of call.positionals.length > 0 ? call.positionals : paperNames(folders.experiments)) {
    const paper = await loadPaper(folders.experiments, name);
    const found = await runStates({ paper, scale, folders, backend });
    if (call.flag('csv')) await writeLines(name, scale, found);
    else process.stdout.write(`${describe(paper, scale, backend, found)}\n\n`);
  }
  return 0;
}

const isDone = ({ isHere, isRecorded }: RunState): boolean => isHere || isRecorded;

function describe(paper: Paper, scale: Scale, backend: string, { states, others }: RunStates): string {
  const count = (is: (state: RunState) => boolean) => states.filter(is).length;
  const [here, recorded] = [count(({ isHere }) => isHere), count(({ isRecorded }) => isRecorded)];
  const begun = count(state => !isDone(state) && state.isBegun);
  const done = count(isDone);
  const lines = [
    `${paper.paper} at ${scale} on ${backend}: ${states.length} runs, ${done} done (${here} here, ${recorded} recorded), ${begun} begun, ${states.length - done - begun} missing`,
  ];
  if (states.length > 0)
    lines.push(textTable(['table', 'row', 'here', 'recorded', 'begun', 'missing'], rowsOf(states, paper)));
  if (others.length > 0)
    lines.push(`  recorded runs that no table asks for as it is now, on this backend: ${others.length}`);
  return lines.join('\n');
}

/** A line for each row of a table, in the paper's order, with the seeds of its runs. */
function rowsOf(states: readonly RunState[], { tables, figures }: Paper): readonly (readonly string[])[] {
  const rows = new Map<string, RunState[]>();
  for (const state of states) {
    const { table, row } = state.job;
    const key = JSON.stringify([table, row]);
    rows.set(key, [...(rows.get(key) ?? []), state]);
  }
  const ids = [...tables, ...figures].map(({ id }) => id);
  const inOrder = [...rows.values()].sort(([a], [b]) => ids.indexOf(a!.job.table) - ids.indexOf(b!.job.table));
  return inOrder.map(own => {
    const { table, row } = own[0]!.job;
    const seeds = (is: (state: RunState) => boolean) => seedsInWords(own.filter(is).map(({ job }) => job.config.seed));
    return [
      table,
      row,
      seeds(({ isHere }) => isHere),
      seeds(({ isRecorded }) => isRecorded),
      seeds(state => !isDone(state) && state.isBegun),
      seeds(state => !isDone(state) && !state.isBegun),
    ];
  });
}

/** '0-2, 5' */
export function seedsInWords(seeds: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const seed of [...new Set(seeds)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && seed === last[1] + 1) last[1] = seed;
    else ranges.push([seed, seed]);
  }
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(', ');
}

async function writeLines(paper: string, scale: Scale, { states }: RunStates): Promise<void> {
  const { stringify } = await import('csv-stringify/sync');
  const lines = states.map(state => {
    const { table, row, id, config } = state.job;
    const word = isDone(state) ? 'done' : state.isBegun ? 'begun' : 'missing';
    const yes = (is: boolean) => (is ? 'yes' : 'no');
    return [paper, scale, table, row, config.seed, id, yes(state.isHere), yes(state.isRecorded), word];
  });
  process.stdout.write(stringify(lines));
}
