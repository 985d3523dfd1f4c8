/** Where something stands in the text of an expression, and the error that says so. */
import { RefoldError } from '../error.ts';

/** A part of a text: from a character up to, and without, another. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A mistake in the text of an expression, with its place. */
export class ExpressionError extends RefoldError {
  override readonly name = 'ExpressionError';
  /** The part of the text that is wrong. */
  readonly span: Span;
  /** Of its first character, from 1. */
  readonly line: number;
  /** Of its first character in the line, from 1. */
  readonly column: number;
  /** What is wrong, without the place. */
  readonly problem: string;

  constructor(source: string, { start, end }: Span, problem: string) {
    const before = source.slice(0, start).split('\n');
    const [line, column] = [before.length, before.at(-1)!.length + 1];
    super(`line ${line}, column ${column}: ${problem}`);
    this.problem = problem;
    [this.line, this.column] = [line, column];
    const last = Math.min(Math.max(end, start + 1), Math.max(source.length, start + 1));
    this.span = { start, end: last };
  }
}
