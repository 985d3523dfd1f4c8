import { RefoldError } from '@refold/core';
import { foldersOf, ROOT } from '../../plan/folders.ts';
import { interruptible } from '../../terminal/interrupt.ts';
import { type Command, wholeNumber } from '../command.ts';

/** As sysexits.h has it: a failure that another attempt may not meet. A run that was stopped goes on where it was saved. */
const TEMPORARY_FAILURE = 75;

export const workCommand: Command = {
  name: 'work',
  positionals: ['<batch>'],
  summary:
    'Train one run of a batch, which is what the jobs of a cluster do; exit with code 75 if it was stopped or killed, so that another attempt may finish it.',
  options: { run: { type: 'string', value: 'n', help: 'number of the run in the batch, from 0' } },
  example: 'refold work 20260102-030405-repvgg-standard --run 3',
  async run(call) {
    const number = wholeNumber(call, 'run', 0);
    if (number === undefined) throw new RefoldError('which run? Add --run and its number, from 0');
    const [
      { loadPaper },
      { readBatch },
      { workOn },
      { services },
      { WorkerDied },
      { reporterFor },
      { describeFailure },
    ] = await Promise.all([
      import('../../plan/papers.ts'),
      import('../../executor/batch.ts'),
      import('../../executor/work.ts'),
      import('../../run/services.ts'),
      import('../../run/worker-pool.ts'),
      import('../../terminal/progress.ts'),
      import('../failure.ts'),
    ]);
    const [folders, reporter] = [foldersOf(ROOT), reporterFor()];
    const batch = readBatch(folders, call.positionals[0] ?? '');
    const paper = await loadPaper(folders.experiments, batch.asked.paper);
    try {
      const finished = await interruptible(
        signal => workOn(batch, number, { folders, reporter, signal, services: services(reporter, signal, paper) }),
        () => reporter.line('stopping: saving the run ...'),
      );
      return finished ? 0 : TEMPORARY_FAILURE;
    } catch (error) {
      if (!(error instanceof WorkerDied)) throw error;
      process.stderr.write(`${describeFailure(error, call.flag('verbose'))}\n`);
      return TEMPORARY_FAILURE;
    }
  },
};
