/** An error that a user can cause and mend: its message says what was wrong, where, and what to do. Shown without a stack trace. */
export class RefoldError extends Error {
  override readonly name: string = 'RefoldError';
}
