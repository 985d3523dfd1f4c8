/** Lines of results that are what they were: all of a line but when, and by which commit, it was made. */

/** A line of results. */
type Line = Readonly<Record<string, unknown>>;

/**
 * What a line says, whichever commit and day it is from: equal for lines that say the same. A blank is nothing said; what a verdict is
 * beside the table's others is said of those too.
 */
export function contentOf(line: Line): string {
  const { commit: _, date: __, corrected: ___, ...content } = line;
  const said = Object.entries(content).map(([column, value]) => [column, String(value ?? '')] as const);
  return JSON.stringify(said.filter(([, text]) => text !== '').sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The lines, each that says what one of `before` did as it was there: a value that is found again keeps its commit and date. */
export function keepUnchanged<L extends Line>(before: readonly L[], lines: readonly L[]): readonly L[] {
  const known = new Map(before.map(line => [contentOf(line), line]));
  return lines.map(line => known.get(contentOf(line)) ?? line);
}

/** Whether lines say what those before did, one by one. Lines from when figures didn't name their backend say nothing of it. */
export const saySame = (before: readonly Line[], lines: readonly Line[]): boolean =>
  before.length === lines.length &&
  before.every((line, i) => {
    const { backend, ...others } = lines[i]!;
    return contentOf(line) === contentOf('backend' in line ? { ...others, backend } : others);
  });
