import { nearestNames, RefoldError } from '@refold/core';

/** The error for a name that nobody knows: with the near ones, or all of them where none is near. */
export function unknownName(kind: string, name: string, known: readonly string[]): RefoldError {
  const near = nearestNames(name, known);
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `There is ${known.join(', ') || 'none'}.`;
  return new RefoldError(`unknown ${kind} '${name}'. ${hint}`);
}
