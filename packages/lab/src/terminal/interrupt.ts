import { setTimeout as sleep } from 'node:timers/promises';

/** Exit code of a command that Ctrl-C ended, as shells have it (128 + SIGINT). */
export const INTERRUPTED = 130;

/** One Ctrl-C can arrive twice, from the terminal and from turbo or npm: a second signal within this time is the same one. */
const DUPLICATE_MS = 1000;

/** Ctrl-C, a polite `kill`, and a terminal that is closed or lost. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `work` with a signal that aborts, so that it can save, at the first Ctrl-C, SIGTERM or SIGHUP, or when nobody reads the
 * standard error any more. A second signal ends the process.
 * @returns what `work` resolves to
 * @param onStop tells the user that work is being saved
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>, onStop: () => void): Promise<T> {
  const abort = new AbortController();
  const stop = () => {
    if (abort.signal.aborted) return;
    abort.abort();
    onStop();
    void sleep(DUPLICATE_MS, undefined, { ref: false }).then(() => SIGNALS.map(signal => process.on(signal, quit)));
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  // It stays to the end of the process, so that no later line ends it either.
  process.stderr.on('error', stop);
  try {
    return await work(abort.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop).off(signal, quit);
  }
}

const quit = (): never => process.exit(INTERRUPTED);
