/** Standard output and error that may be closed, or full, while a command works. */
import { explainSystemError, type RefoldError } from '@refold/core';

/** What became of what a command printed. */
export interface Output {
  /** The error of the first line that couldn't be printed, once all of them are out or lost; undefined if a reader merely stopped early. */
  readonly failure: () => Promise<RefoldError | undefined>;
}

/**
 * Lets a command work on where its lines can't be printed. A reader that stops early (`refold models | head -1`) isn't an error; standard
 * output on a full disk is one, to be told at the end. Nobody is left to tell where standard error fails.
 */
export function watchOutput(
  stdout: NodeJS.WriteStream = process.stdout,
  stderr: NodeJS.WriteStream = process.stderr,
): Output {
  let failure: RefoldError | undefined;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') failure ??= explainSystemError(error, 'standard output', 'write to');
  });
  stderr.on('error', () => {});
  return {
    failure: async () => {
      await new Promise(resolve => stdout.write('', resolve));
      return failure;
    },
  };
}
