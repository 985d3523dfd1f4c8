import { failedText } from '../../judge/replication.ts';
import { foldersOf, ROOT } from '../../plan/folders.ts';
import { INTERRUPTED, interruptible } from '../../terminal/interrupt.ts';
import { askedBy, BATCH } from '../asked.ts';
import type { Command } from '../command.ts';
import { mismatchText } from '../mismatches.ts';
import { SELECTION } from '../selection.ts';

export const collectCommand: Command = {
  name: 'collect',
  positionals: ['[paper...]'],
  summary:
    'Fill the tables of papers, or of the runs that were last handed over to a cluster, with the runs that are finished, without training; exit with code 1 while some are missing, and as reproduce does.',
  options: {
    ...SELECTION,
    recorded: { type: 'boolean', help: 'take finished runs from the ledger too' },
    batch: BATCH,
  },
  example: 'refold collect repvgg --table table-6 --scale standard',
  async run(call) {
    const [{ loadPaper }, { collect }, { reporterFor }] = await Promise.all([
      import('../../plan/papers.ts'),
      import('../../executor/collect.ts'),
      import('../../terminal/progress.ts'),
    ]);
    const [folders, reporter] = [foldersOf(ROOT), reporterFor()];
    let failures = '';
    for (const asked of await askedBy(call)) {
      const paper = await loadPaper(folders.experiments, asked.paper);
      const { runs, results, missing, finished, mismatches, failedReplications } = await interruptible(
        signal => collect(paper, asked, { folders, reporter, signal }),
        () => reporter.line('stopping ...'),
      );
      process.stdout.write(
        `${asked.paper}: ${runs.done} of ${runs.total} runs are done. Results are in ${results.folder}.\n`,
      );
      failures += `${mismatchText(mismatches)}${failedText(failedReplications)}`;
      if (missing.length > 0) failures += `${asked.paper}: ${missing.length} missing; npx refold status tells why\n`;
      else if (!finished) return INTERRUPTED;
    }
    process.stderr.write(failures);
    return failures === '' ? 0 : 1;
  },
};
