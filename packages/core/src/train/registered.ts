/** Looking up what a configuration names. */

import { RefoldError } from '../error.ts';
import { suggestions } from '../suggestions.ts';

/**
 * What is registered under a name.
 * @param kind what it is, for the error: 'loss', 'method', 'task'
 * @throws RefoldError for an unknown name, with the near ones or all
 */
export function registered<T>(kind: string, name: string, table: Readonly<Record<string, T>>): T {
  if (Object.hasOwn(table, name)) return table[name]!;
  const names = Object.keys(table);
  const near = suggestions(name, names);
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Available: ${names.join(', ') || 'none'}.`;
  throw new RefoldError(`unknown ${kind} '${name}'. ${hint}`);
}
