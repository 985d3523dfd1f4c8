import { randomInt } from 'node:crypto';
import { SCALES } from '../../define/scales.ts';
import { foldersOf, ROOT } from '../../plan/folders.ts';
import { INTERRUPTED, interruptible } from '../../terminal/interrupt.ts';
import { type Arguments, type Command, LOGGING, oneOf, setLogging, wholeNumber } from '../command.ts';

export const verifyCommand: Command = {
  name: 'verify',
  positionals: ['<paper>'],
  summary:
    'Train recorded runs, chosen at random, again, and compare them with the ledger; exit with code 1 if one comes out otherwise.',
  options: {
    runs: { type: 'string', value: 'n', help: 'how many; default: 5' },
    scale: { type: 'string', value: 'scale', help: `${SCALES.join(', ')}; default: quick` },
    seed: { type: 'string', value: 'n', help: 'of the choice; default: a new one, which is printed' },
    backend: {
      type: 'string',
      value: 'backend',
      help: 'tensorflow, native, wasm, cpu or webgpu; default: the best that works',
    },
    jobs: { type: 'string', value: 'n', help: 'runs at a time; default: one per core on native, wasm and cpu, else 1' },
    ...LOGGING,
  },
  example: 'refold verify repvgg --runs 5 --scale quick',
  run,
};

async function run(call: Arguments): Promise<number> {
  setLogging(call);
  const [name = ''] = call.positionals;
  const scale = oneOf('scale', call.text('scale') ?? 'quick', SCALES);
  const runs = wholeNumber(call, 'runs', 1) ?? 5;
  const seed = wholeNumber(call, 'seed', 0) ?? randomInt(2 ** 31);
  const [workers, backend] = [wholeNumber(call, 'jobs', 1), call.text('backend')];
  const [{ reporterFor }, { loadPaper }, { verify }, { failedText }, { parseBackendChoice }] = await Promise.all([
    import('../../terminal/progress.ts'),
    import('../../plan/papers.ts'),
    import('../../run/verify.ts'),
    import('../../judge/replication.ts'),
    import('@refold/core/backend'),
  ]);
  parseBackendChoice(backend ?? 'auto');
  const reporter = reporterFor();
  const folders = foldersOf(ROOT);
  const paper = await loadPaper(folders.experiments, name);
  const about = { paper, scale, folders, runs, seed, reporter };
  const { replications, chosen, folder } = await interruptible(
    signal =>
      verify({
        ...about,
        signal,
        ...(workers !== undefined && { workers }),
        ...(backend !== undefined && { backend }),
      }),
    () => reporter.line('stopping (press Ctrl-C again to quit now) ...'),
  );
  const failed = replications.filter(({ isFailed }) => isFailed);
  const equal = replications.filter(({ deviations }) => deviations.length === 0);
  process.stdout.write(
    `${replications.length} of ${chosen} runs trained again: ${equal.length} equal to the last digit, ${replications.length - equal.length - failed.length} within tolerance, ${failed.length} failed\n`,
  );
  if (failed.length > 0) process.stderr.write(`${failedText(failed)}What they trained is in ${folder}.\n`);
  if (replications.length < chosen) return INTERRUPTED;
  return failed.length > 0 ? 1 : 0;
}
