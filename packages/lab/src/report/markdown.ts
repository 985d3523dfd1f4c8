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

/** Short words on one line: joined by non-breaking spaces, without empty ones. */
export const unbroken = (words: readonly string[]): string => words.filter(word => word !== '').join('\u00a0');

/** What a page shows once a reader asks for it. */
export const folded = (summary: string, body: string): string =>
  `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;

/** Where GitHub puts a heading of a page: '#table-4-imagenet-120-epochs'. */
export const anchorOf = (heading: string): string =>
  `#${heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')}`;

/** Each value once, in order of appearance, without empty ones. */
export const distinct = (values: readonly string[]): readonly string[] => [
  ...new Set(values.filter(value => value !== '')),
];
