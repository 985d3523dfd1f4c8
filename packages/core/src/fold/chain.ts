/** Chains within chains as one row of terms, and back. */
import { isLeaf, join } from '../layers/shapes.ts';
import { is, type Term } from './term.ts';

/** A link of a chain, with the names that lead to it from the outermost chain. */
export interface Link {
  readonly names: readonly string[];
  readonly term: Term;
}

/** The links of a chain and of the chains in it, in order; a term that isn't a chain is one link. */
export function* links(term: Term, names: readonly string[] = []): Generator<Link> {
  if (!is(term, 'chain')) yield { names, term };
  else for (const [name, child] of term.children) yield* links(child, [...names, name]);
}

/**
 * The chain that the links form. A chain of one link is that link, under the chain's name; a chain of none is the
 * identity. Links keep their order, so those of an inner chain are still neighbours.
 */
export function fromLinks(row: readonly Link[], whole: Pick<Term, 'path' | 'input'>, depth = 0): Term {
  const [first] = row;
  const { path, input } = whole;
  if (first === undefined) return { path, input, output: input, layer: { op: 'identity' }, arrays: {}, children: [] };
  if (row.length === 1) return isLeaf(first.term.layer) ? { ...first.term, path } : first.term;
  const children: [string, Term][] = [];
  for (let start = 0; start < row.length; ) {
    const name = row[start]!.names[depth]!;
    let end = start + 1;
    while (end < row.length && row[end]!.names[depth] === name) end++;
    const inner = { path: join(path, name), input: row[start]!.term.input };
    children.push([name, fromLinks(row.slice(start, end), inner, depth + 1)]);
    start = end;
  }
  const layer = { op: 'chain', children: [] } as const;
  return { path, input, output: row.at(-1)!.term.output, layer, arrays: {}, children };
}
