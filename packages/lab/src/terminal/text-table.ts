/** Tables as text. */
import stringWidth from 'string-width';

/** Draws a table with a header as text: columns aligned with spaces, indented by two. */
export function textTable(head: readonly string[], body: readonly (readonly string[])[]): string {
  const widths = head.map((name, i) => Math.max(stringWidth(name), ...body.map(line => stringWidth(line[i] ?? ''))));
  const draw = (line: readonly string[]) => `  ${line.map((text, i) => padEnd(text, widths[i]!)).join('  ')}`.trimEnd();
  return [draw(head), draw(widths.map(width => '-'.repeat(width))), ...body.map(draw)].join('\n');
}

/** Draws two columns, indented by two. */
export function columns(lines: readonly (readonly [string, string])[]): string {
  const width = Math.max(...lines.map(([left]) => left.length));
  return lines.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd()).join('\n');
}

/** Fills a text with spaces to a width on the screen: of wide letters, and of colours, which have none. */
export const padEnd = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - stringWidth(text)));
