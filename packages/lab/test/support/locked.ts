import { lockRun } from '@refold/core/runs';
import { onTestFinished } from 'vitest';

/** Holds the lock of a run's folder, as a process that trains it does, up to the end of the test. */
export function holdRun(folder: string): void {
  const lock = lockRun(folder);
  onTestFinished(() => lock.release());
}
