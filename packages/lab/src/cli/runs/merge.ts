/** `refold runs --merge`: the runs of other ledgers, added to this repository's. */
import { RefoldError } from '@refold/core';
import { foldersOf, ROOT } from '../../plan/folders.ts';
import type { Arguments } from '../command.ts';

/** Adds the runs of the files. @returns the exit code: 1 where they say otherwise of a run */
export async function merge(call: Arguments): Promise<number> {
  if (call.positionals.length === 0) throw new RefoldError('--merge needs files: refold runs --merge <file> ...');
  const [{ mergeLedger }, { failedText, replicationLine }] = await Promise.all([
    import('../../run/merge-ledgers.ts'),
    import('../../judge/replication.ts'),
  ]);
  let failures = '';
  for (const path of call.positionals) {
    const { paper, scale, added, known } = mergeLedger(path, foldersOf(ROOT));
    const failed = known.filter(({ isFailed }) => isFailed);
    const within = known.filter(({ isFailed, deviations }) => !isFailed && deviations.length > 0);
    const equal = known.length - failed.length - within.length;
    process.stdout.write(
      `${paper} at ${scale}: ${added.length} runs added, ${known.length} known (${equal} equal, ${within.length} within tolerance, ${failed.length} failed)\n`,
    );
    for (const replication of within) process.stdout.write(`  ${replicationLine(replication)}\n`);
    failures += failedText(failed);
  }
  process.stderr.write(failures);
  return failures === '' ? 0 : 1;
}
