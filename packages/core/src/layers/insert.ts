/** Rewriting an expression: layers inserted after others. */
import { rebuild } from './rebuild.ts';
import { ShapeError, trace } from './shapes.ts';
import type { Child, Layer, Shape } from './types.ts';

/**
 * The expression with new children in its chains: for each path given, a layer of that name right after it. Paths of what was there
 * don't change, so neither do its parameters.
 * @throws ShapeError for a path that isn't a chain's child, a name that is taken there, or shapes that don't go together
 */
export function insertAfter(layer: Layer, input: Shape, added: ReadonlyMap<string, Child>): Layer {
  const root = trace(layer, input);
  const done = new Set<string>();
  const grown = rebuild(root, ({ path, children }, same) => {
    if (same.op !== 'chain') return same;
    const names = new Set(same.children.map(([name]) => name));
    const row = same.children.flatMap((child, i): Child[] => {
      const after = children[i]!.path;
      const next = added.get(after);
      if (next === undefined) return [child];
      if (names.has(next[0])) throw new ShapeError(path, `it has a child '${next[0]}' already`);
      names.add(next[0]);
      done.add(after);
      return [child, next];
    });
    return { ...same, children: row };
  });
  for (const path of added.keys()) {
    if (!done.has(path)) throw new ShapeError(path, "it isn't a child of a chain, so nothing can be inserted after it");
  }
  trace(grown, input);
  return grown;
}

/** A place for a new child, and its name there. */
export interface NamedChild {
  /** Path of the child that it follows. */
  readonly after: string;
  readonly name: string;
  /** Its own path. */
  readonly path: string;
}

/** A child for each of these paths, all of one name; names in one chain are numbered from the second on. */
export function numberedAfter(paths: readonly string[], name: string): readonly NamedChild[] {
  const counts = new Map<string, number>();
  return paths.map(after => {
    const chain = after.replace(/[^.]+$/, '');
    const number = (counts.get(chain) ?? 0) + 1;
    counts.set(chain, number);
    const own = number === 1 ? name : `${name}${number}`;
    return { after, name: own, path: `${chain}${own}` };
  });
}
