import { RefoldError, suggestions } from '@refold/core';

/** The error for a name that nobody knows: with the near ones, or all of them where none is near. */
export function unknownName(kind: string, name: string, known: readonly string[]): RefoldError {
  const similar = suggestions(name, known);
  const hint = similar.length > 0 ? `Did you mean ${similar.join(' or ')}?` : `There is ${known.join(', ') || 'none'}.`;
  return new RefoldError(`unknown ${kind} '${name}'. ${hint}`);
}
