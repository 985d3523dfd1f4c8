import { RefoldError } from '@refold/core';
import { parseExecutor } from '../../executor/parse.ts';
import { failedText } from '../../judge/replication.ts';
import { foldersOf, ROOT } from '../../plan/folders.ts';
import { INTERRUPTED, interruptible } from '../../terminal/interrupt.ts';
import { CLUSTER, clusterSettings } from '../cluster.ts';
import { type Arguments, type Command, LOGGING, setLogging, wholeNumber } from '../command.ts';
import { mismatchText } from '../mismatches.ts';
import { SELECTION, scaleOf, selectionOf } from '../selection.ts';

export const reproduceCommand: Command = {
  name: 'reproduce',
  positionals: ['<paper...>'],
  summary:
    "Fill the tables of papers: train, count and time what they need, judge their claims, redraw their results pages; exit with code 1 if a value that must equal the paper's doesn't, or a run comes out otherwise than its ledger says.",
  options: {
    ...SELECTION,
    jobs: { type: 'string', value: 'n', help: 'runs at a time; default: one per core on native, wasm and cpu, else 1' },
    fresh: { type: 'boolean', help: 'repeat runs that are finished or begun' },
    recorded: {
      type: 'boolean',
      help: 'take finished runs, further seeds too, from the ledger (results/<paper>/<scale>/runs.csv), and train only what is missing',
    },
    ...CLUSTER,
    ...LOGGING,
  },
  example: 'refold reproduce repvgg --table table-6 --scale standard --seeds 5',
  run,
};

async function run(call: Arguments): Promise<number> {
  setLogging(call);
  if (call.flag('fresh') && call.flag('recorded')) {
    throw new RefoldError('--fresh trains every run again, and --recorded none that is recorded: leave one out');
  }
  const executor = parseExecutor(call.text('executor') ?? 'local');
  const settings = await clusterSettings(call, executor);
  if (executor.kind !== 'local') {
    if (call.flag('jobs')) throw new RefoldError('--jobs is of this machine; on a cluster it is --at-once');
    const { handOver } = await import('../hand-over.ts');
    return await handOver(call, executor.kind, settings);
  }
  const jobs = wholeNumber(call, 'jobs', 1);
  if (jobs !== undefined && executor.workers !== undefined) {
    throw new RefoldError(`--jobs ${jobs} and --executor local:${executor.workers} both say how many: leave one out`);
  }
  let code = 0;
  for (const name of call.positionals) {
    const own = await reproduceHere(name, call, executor.workers ?? jobs);
    if (own === INTERRUPTED) return own;
    code = Math.max(code, own);
  }
  return code;
}

async function reproduceHere(name: string, call: Arguments, workers: number | undefined): Promise<number> {
  const [scale, selection, backend] = [scaleOf(call), selectionOf(call), call.text('backend')];
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
        ...selection,
        ...(workers !== undefined && { workers }),
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
