/** Settings chosen by parameter path, in data: decay for kernels and not for norms, twice the rate for biases. */
import { RefoldError } from '../error.ts';

/** A regular expression looked for in a path; in JSON, its source. */
export type Pattern = string | RegExp;

/** One value for every path, or a list of which the first matching pattern decides; end it with `['', value]` for a default. */
export type PathRules<V> = V | readonly (readonly [pattern: Pattern, value: V])[];

/**
 * A function from a path to its value. `what` names the setting in errors.
 * @throws RefoldError when a pattern isn't a regular expression, and, when called, for a path that no rule matches
 */
export function byPath<V extends number>(rules: PathRules<V>, what: string): (path: string) => V {
  if (typeof rules === 'number') return () => rules;
  const compiled = rules.map(([pattern, value]) => [compile(pattern, what), value] as const);
  return path => {
    const rule = compiled.find(([pattern]) => pattern.test(path));
    if (rule) return rule[1];
    throw new RefoldError(`${what}: no rule matches the parameter ${path}. Add one, or end the list with ['', value]`);
  };
}

/** Whether a path matches one of the patterns. */
export function matcher(patterns: readonly Pattern[], what: string): (path: string) => boolean {
  const compiled = patterns.map(pattern => compile(pattern, what));
  return path => compiled.some(pattern => pattern.test(path));
}

/** The pattern that this path alone matches. */
export const exactly = (path: string): string => `^${path.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`;

function compile(pattern: Pattern, what: string): RegExp {
  const source = typeof pattern === 'string' ? pattern : pattern.source;
  try {
    // Without the g and y flags, whose `test` would remember where it stopped.
    return new RegExp(source, typeof pattern === 'string' ? '' : pattern.flags.replace(/[gy]/g, ''));
  } catch (cause) {
    throw new RefoldError(`${what}: '${source}' is not a regular expression`, { cause });
  }
}
