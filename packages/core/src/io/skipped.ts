/** What a file holds beside the tensors that were read. */

/** An entry that was passed over. */
export interface Skipped {
  readonly name: string;
  /** What it is: 'dict', 'argparse.Namespace', 'quantized tensor', 'integers beyond 2^53'. */
  readonly what: string;
}

/** Entries that are named in one line. */
const MOST = 5;

/** Skipped entries in one line: 'epoch (number), args (argparse.Namespace) and 3 more'. */
export function listSkipped(skipped: readonly Skipped[]): string {
  const named = skipped.slice(0, MOST).map(({ name, what }) => `${name} (${what})`);
  const rest = skipped.length - named.length;
  return `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
