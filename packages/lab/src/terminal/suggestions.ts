import { RefoldError, suggestions } from '@refold/core';

/**
 * The error for an unknown name, with similar names or, if there are none, all available ones.
 * @param kind what the name names: 'model', 'scale'
 */
export function unknownName(kind: string, name: string, known: readonly string[]): RefoldError {
  const similar = suggestions(name, known);
  const hint =
    similar.length > 0 ? `Did you mean ${similar.join(' or ')}?` : `Available: ${known.join(', ') || 'none'}.`;
  return new RefoldError(`unknown ${kind} '${name}'. ${hint}`);
}
