/** Draws a table with a header as text: columns aligned with spaces, indented by two. */
export function textTable(head: readonly string[], body: readonly (readonly string[])[]): string {
  const widths = head.map((name, i) => Math.max(name.length, ...body.map(line => line[i]?.length ?? 0)));
  const draw = (line: readonly string[]) => `  ${line.map((text, i) => text.padEnd(widths[i]!)).join('  ')}`.trimEnd();
  return [draw(head), draw(widths.map(width => '-'.repeat(width))), ...body.map(draw)].join('\n');
}

/** Draws two columns, indented by two. */
export function columns(lines: readonly (readonly [string, string])[]): string {
  const width = Math.max(...lines.map(([left]) => left.length));
  return lines.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd()).join('\n');
}
