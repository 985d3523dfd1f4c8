import { constants } from 'node:os';
import { RefoldError } from '@refold/core';
import { SCALES } from '../../define/scales.ts';
import { INTERRUPTED, interruptible } from '../../terminal/interrupt.ts';
import { parseDuration } from '../../terminal/time.ts';
import { type Arguments, type Command, LOGGING, oneOf, setLogging, wholeNumber } from '../command.ts';

const MOST_SEEDS = 10;

export const queueCommand: Command = {
  name: 'queue',
  positionals: ['[paper]'],
  summary:
    'Train what the ledgers of all papers (or of one) miss, most telling first, at low priority under other work: seeds that probably decide a claim, then rows without runs.',
  options: {
    scale: { type: 'string', value: 'scale', help: `${SCALES.join(', ')}; default: standard` },
    for: {
      type: 'string',
      value: 'time',
      help: 'stop after that time, saving what is running: 2h, 90m; default: when done',
    },
    jobs: { type: 'string', value: 'n', help: 'runs at a time; default: one per core on native, wasm and cpu, else 1' },
    'most-seeds': { type: 'string', value: 'n', help: `seeds that a claim is given at most; default: ${MOST_SEEDS}` },
    backend: {
      type: 'string',
      value: 'backend',
      help: 'tensorflow, native, wasm or cpu; default: the best that works',
    },
    ...LOGGING,
  },
  example: 'refold queue --scale standard --for 2h',
  run,
};

async function run(call: Arguments): Promise<number> {
  setLogging(call);
  const scale = oneOf('scale', call.text('scale') ?? 'standard', SCALES);
  const time = call.text('for');
  const ms = time === undefined ? undefined : parseDuration(time);
  const [workers, mostSeeds] = [wholeNumber(call, 'jobs', 1), wholeNumber(call, 'most-seeds', 2) ?? MOST_SEEDS];
  const { reporterFor } = await import('../../terminal/progress.ts');
  const reporter = reporterFor();
  reporter.line(`reading the papers' tables at ${scale} ...`);
  const [{ openPapers }, { runQueue }, { settleRecorded }] = await Promise.all([
    import('../../queue/open.ts'),
    import('../../queue/queue.ts'),
    import('../../queue/settle.ts'),
  ]);
  const papers = call.positionals.length > 0 ? call.positionals : undefined;
  let wasStopped = false;
  const { done, failures } = await interruptible(
    async stopped => {
      stopped.addEventListener('abort', () => (wasStopped = true));
      const signal = ms === undefined ? stopped : AbortSignal.any([stopped, AbortSignal.timeout(ms)]);
      const opened = await openPapers(papers, { scale, signal: stopped, reporter, backend: call.text('backend') });
      const outcome = await runQueue(opened, {
        signal,
        reporter,
        workers,
        mostSeeds,
        priority: constants.priority.PRIORITY_BELOW_NORMAL,
      });
      for (const paper of opened) await settleRecorded(paper);
      return outcome;
    },
    () => reporter.line('stopping: saving what is running (press Ctrl-C again to quit now) ...'),
  );
  process.stdout.write(`${done} ${done === 1 ? 'run' : 'runs'} recorded in results/<paper>/${scale}/runs.csv\n`);
  if (failures.length > 0) throw new RefoldError(`${failures.length} failed:\n${failures.join('\n')}`);
  return wasStopped ? INTERRUPTED : 0;
}
