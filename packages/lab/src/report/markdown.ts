/** Tables in Markdown. */

/** @param words number of leading columns of words, which are aligned left; numbers are aligned right */
export function markdownTable(
  head: readonly string[],
  body: readonly (readonly string[])[],
  words = head.length,
): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |`;
  return [line(head), `| ${head.map((_, i) => (i < words ? ':--' : '--:')).join(' | ')} |`, ...body.map(line)].join(
    '\n',
  );
}

const escapeCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The text with non-breaking spaces. */
export const unbroken = (text: string): string => text.replaceAll(' ', '\u00a0');

/** Each value once, in order of appearance, without empty ones. */
export const distinct = (values: readonly string[]): readonly string[] => [
  ...new Set(values.filter(value => value !== '')),
];
