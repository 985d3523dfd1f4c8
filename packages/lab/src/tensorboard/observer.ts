/** The observer of a run that writes its event files for TensorBoard. */
import { explainSystemError } from '@refold/core';
import type { Observer } from '@refold/core/train';
import { type LoggedRun, RunLog } from './run-log.ts';
import { isTensorBoardOn } from './switch.ts';

/**
 * Writes a run's event files, where they aren't turned off.
 * @param onFailure is told, once, why no more is written: a run goes on without its event files
 */
export function tensorBoardOf(run: LoggedRun, onFailure: (text: string) => void): Observer | undefined {
  if (!isTensorBoardOn()) return undefined;
  let log: RunLog | undefined;
  const safely = async (work: () => void | Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log = undefined;
      const { message } = (explainSystemError(error) ?? error) as Error;
      onFailure(`TensorBoard's event files end here, and the run goes on without: ${message}`);
    }
  };
  return {
    begin: (session, look) =>
      safely(async () => {
        log = await RunLog.begin(run, session, look);
      }),
    // Nothing in it waits.
    step: record => void safely(() => log?.step(record)),
    epoch: (record, look) => safely(() => log?.epoch(record, look)),
    end: result => safely(() => log?.end(result)),
  };
}
