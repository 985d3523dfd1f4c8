import { RefoldError } from '@refold/core';
import { SCALES } from '../../define/scales.ts';
import { RUN_STATES } from '../../runs/states.ts';
import type { Arguments, Command } from '../command.ts';

export const runsCommand: Command = {
  name: 'runs',
  positionals: ['[action or paper or file...]'],
  summary:
    'List the runs of papers by table: finished here, recorded in the ledger, begun, missing. With list: the folders of runs, by state, age and size; with curve: the metrics of one; with prune: what of them can be freed. With --merge, add the runs of other ledgers; exit with code 1 if they say otherwise of a run.',
  options: {
    scale: { type: 'string', value: 'scale', help: `${SCALES.join(', ')}; default: quick` },
    backend: {
      type: 'string',
      value: 'backend',
      help: 'whose runs: tensorflow, native, wasm, cpu or webgpu; default: the best that works',
    },
    csv: { type: 'boolean', help: 'print CSV, one line for each run; with curve: each line of its metrics' },
    merge: {
      type: 'boolean',
      help: "add the runs of the files, each .../<paper>/<scale>/runs.csv, to this repository's ledgers",
    },
    table: { type: 'string', value: 'id', help: 'list, prune: only runs of this table or figure' },
    row: { type: 'string', value: 'text', help: 'list, prune: only runs whose row contains this' },
    seed: { type: 'string', value: 'n', help: 'list, prune: only runs with this seed' },
    state: { type: 'string', value: RUN_STATES.join('|'), help: 'list: only runs that are so far' },
    'older-than': {
      type: 'string',
      value: 'time',
      help: 'list, prune: only runs that ended, or last gave a sign of life, that long ago: 30d, 2w, 12h',
    },
    'larger-than': { type: 'string', value: 'size', help: 'list, prune: only folders of more than that: 100MB, 2GB' },
    sort: {
      type: 'string',
      value: 'name|age|size',
      help: 'list: in the order of names, oldest or largest first; default: name',
    },
    'dry-run': { type: 'boolean', help: 'prune: only list what would be freed, which is the default' },
    yes: { type: 'boolean', help: 'prune: free it' },
    metric: { type: 'string', value: 'name,name', help: "curve: default: the epochs' loss and test metrics" },
    points: { type: 'string', value: 'n', help: 'curve: lines that are shown at most; default: 20' },
  },
  example: 'refold runs list repvgg --state finished --older-than 30d',
  run: async call => {
    const [action = ''] = call.positionals;
    const mode = call.flag('merge') ? '--merge' : isAction(action) ? action : '';
    refuseOthers(call, mode);
    return await MODES[mode](call);
  },
};

/** What `refold runs` does beside showing what tables ask for: its first word. */
export const RUNS_ACTIONS = ['list', 'curve', 'prune'] as const;
type Action = (typeof RUNS_ACTIONS)[number];
type Mode = '' | '--merge' | Action;

const isAction = (word: string): word is Action => RUNS_ACTIONS.some(action => action === word);

/** Each mode's work, given the call. */
const MODES: Readonly<Record<Mode, (call: Arguments) => Promise<number>>> = {
  '': async call => (await import('../runs/states.ts')).showStates(call),
  '--merge': async call => (await import('../runs/merge.ts')).merge(call),
  list: async call => (await import('../runs/list.ts')).listRuns(call),
  curve: async call => (await import('../runs/curve.ts')).showCurve(call),
  prune: async call => (await import('../runs/prune.ts')).pruneRuns(call),
};

const FILTERS = ['table', 'row', 'seed', 'older-than', 'larger-than'];

/** The options that each mode takes. */
const OPTIONS: Readonly<Record<Mode, readonly string[]>> = {
  '': ['scale', 'backend', 'csv'],
  '--merge': ['merge'],
  list: [...FILTERS, 'state', 'sort', 'csv'],
  curve: ['metric', 'points', 'csv'],
  prune: [...FILTERS, 'dry-run', 'yes'],
};

/** @throws RefoldError for an option that is another mode's */
function refuseOthers(call: Arguments, mode: Mode): void {
  const given = Object.keys(runsCommand.options).filter(name => call.flag(name));
  const stranger = given.find(name => !OPTIONS[mode].includes(name));
  if (stranger === undefined) return;
  if (mode === '--merge') {
    throw new RefoldError(
      `--${stranger} says nothing to --merge, which takes paper and scale from each path: leave it out`,
    );
  }
  const whose = RUNS_ACTIONS.filter(action => OPTIONS[action].includes(stranger));
  const hint =
    whose.length === 0 ? 'leave it out' : `it is for ${whose.map(one => `refold runs ${one}`).join(' and ')}`;
  throw new RefoldError(`--${stranger} says nothing to refold runs${mode && ` ${mode}`}: ${hint}`);
}
