/** What the command says of an error. */
import { explainSystemError, RefoldError } from '@refold/core';

/** A user's error, and one of the operating system, is told by its message; a bug of ours asks for the stack trace. */
export function describeFailure(error: unknown, verbose: boolean): string {
  if (!(error instanceof Error)) return `error: ${String(error)}`;
  if (verbose) return error.stack ?? error.message;
  if (error instanceof RefoldError) return `error: ${error.message}`;
  const message = systemMessage(error);
  if (message !== undefined) return `error: ${message}`;
  return `error: ${error.message}\nThis is likely a bug in Refold. Add --verbose to see the stack trace.`;
}

/** The sentence for an error of the system, or for one that an error passes on: then what that says of where stays before it. */
function systemMessage(error: Error): string | undefined {
  const own = explainSystemError(error)?.message;
  if (own !== undefined || !(error.cause instanceof Error)) return own;
  const { message } = error.cause;
  const inner = error.cause instanceof RefoldError ? message : systemMessage(error.cause);
  return inner && error.message.replace(message, () => inner);
}
