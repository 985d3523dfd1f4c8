/** JSON that keeps NaN and infinity, for which JSON has no notation: as the strings 'NaN', 'Infinity' and '-Infinity'. */

const NAMES: ReadonlyMap<string, number> = new Map(
  [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map(value => [String(value), value]),
);

/** A value as JSON. Its own strings must not be names of numbers. */
export const stringifyNumbers = (value: unknown, space?: number): string =>
  JSON.stringify(
    value,
    (_, member: unknown) => (typeof member === 'number' && !Number.isFinite(member) ? String(member) : member),
    space,
  );

/** What `stringifyNumbers` wrote. @throws SyntaxError for malformed JSON */
export const parseNumbers = (text: string): unknown =>
  JSON.parse(text, (_, member: unknown) => (typeof member === 'string' ? (NAMES.get(member) ?? member) : member));
