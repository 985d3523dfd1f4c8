import { RefoldError } from '@refold/core';
import { SCALES } from '../../define/scales.ts';
import { failedText } from '../../judge/replication.ts';
import { mismatchCount } from '../../judge/verdict.ts';
import { foldersOf, ROOT } from '../../plan/folders.ts';
import type { Mismatch } from '../../run/session.ts';
import { INTERRUPTED, interruptible } from '../../terminal/interrupt.ts';
import { paintFor } from '../../terminal/style.ts';
import { type Arguments, type Command, LOGGING, oneOf, setLogging, wholeNumber } from '../command.ts';

export const reproduceCommand: Command = {
  name: 'reproduce',
  positionals: ['<paper>'],
  summary:
    "Fill a paper's tables: train, count and time what they need, judge its claims, redraw its results page; exit with code 1 if a value that must equal the paper's doesn't, or a run comes out otherwise than its ledger says.",
  options: {
    table: { type: 'string', value: 'id,id', help: 'only these tables or figures' },
    row: { type: 'string', value: 'text', help: 'only rows whose name contains this, and their baselines' },
    scale: { type: 'string', value: 'scale', help: `${SCALES.join(', ')}; default: quick` },
    seeds: { type: 'string', value: 'n', help: "seeds 0 to n-1 in place of each table's own" },
    backend: {
      type: 'string',
      value: 'backend',
      help: 'tensorflow, native, wasm, cpu or webgpu; default: the best that works',
    },
    jobs: { type: 'string', value: 'n', help: 'runs at a time; default: one per core on native, wasm and cpu, else 1' },
    data: {
      type: 'string',
      value: 'dataset',
      help: async () => {
        const { DATASET_NAMES } = await import('@refold/core/data');
        return `a dataset in place of each table's own: ${DATASET_NAMES.join(', ')}`;
      },
    },
    fresh: { type: 'boolean', help: 'repeat runs that are finished or begun' },
    recorded: {
      type: 'boolean',
      help: 'take finished runs, further seeds too, from the ledger (results/<paper>/<scale>/runs.csv), and train only what is missing',
    },
    ...LOGGING,
  },
  example: 'refold reproduce repvgg --table table-6 --scale standard --seeds 5',
  run,
};

async function run(call: Arguments): Promise<number> {
  setLogging(call);
  const [name = ''] = call.positionals;
  const scale = oneOf('scale', call.text('scale') ?? 'quick', SCALES);
  const only = tablesOf(call);
  if (call.flag('fresh') && call.flag('recorded')) {
    throw new RefoldError('--fresh trains every run again, and --recorded none that is recorded: leave one out');
  }
  const [seeds, workers] = [wholeNumber(call, 'seeds', 1), wholeNumber(call, 'jobs', 1)];
  const [row, data, backend] = [call.text('row'), call.text('data'), call.text('backend')];

  const { reporterFor } = await import('../../terminal/progress.ts');
  const reporter = reporterFor();
  reporter.line(`${name} at ${scale}: reading its tables ...`);
  const [{ loadPaper }, { reproduce }, { parseBackendChoice }] = await Promise.all([
    import('../../plan/papers.ts'),
    import('../../run/reproduce.ts'),
    import('@refold/core/backend'),
  ]);
  // Also where nothing needs one: a name misspelt now would be misspelt when it matters.
  parseBackendChoice(backend ?? 'auto');
  const paper = await loadPaper(foldersOf(ROOT).experiments, name);
  const { finished, runs, results, mismatches, failedReplications } = await interruptible(
    signal =>
      reproduce(paper, {
        scale,
        signal,
        reporter,
        fresh: call.flag('fresh'),
        recorded: call.flag('recorded'),
        ...(only && { only }),
        ...(row !== undefined && { row }),
        ...(seeds !== undefined && { seeds }),
        ...(workers !== undefined && { workers }),
        ...(data !== undefined && { data }),
        ...(backend !== undefined && { backend }),
      }),
    () => reporter.line('stopping: saving what is running (press Ctrl-C again to quit now) ...'),
  );
  const failed = mismatches.length > 0 || failedReplications.length > 0;
  const failures = `${mismatchText(mismatches)}${failedText(failedReplications)}`;
  if (!finished) {
    if (failed) process.stderr.write(failures);
    const again = ['refold', ...process.argv.slice(2).filter(word => word !== '--fresh')].join(' ');
    process.stderr.write(
      `Stopped with ${runs.done} of ${runs.total} runs done; what the others have done is saved. To resume:\n  npx ${again}\n`,
    );
    return INTERRUPTED;
  }
  process.stdout.write(
    `Results are in ${results.folder}.\nTo see them beside the paper's:\n  npx refold compare ${name} --scale ${scale}\n`,
  );
  if (!failed) return 0;
  process.stderr.write(failures);
  return 1;
}

/** @throws RefoldError where `--table` names none */
function tablesOf(call: Arguments): readonly string[] | undefined {
  const ids = call
    .text('table')
    ?.split(',')
    .map(id => id.trim());
  if (ids?.some(id => id === ''))
    throw new RefoldError(`--table is '${call.text('table')}': an id is missing between commas`);
  return ids;
}

/** Every mismatch on a line of its own, under their number. */
function mismatchText(mismatches: readonly Mismatch[]): string {
  if (mismatches.length === 0) return '';
  const lines = mismatches.map(({ title, printed, measured }) => `  ${title}: ${measured}, printed ${printed}\n`);
  return `${paintFor(process.stderr)('red', `${mismatchCount(mismatches.length)}:`)}\n${lines.join('')}`;
}
