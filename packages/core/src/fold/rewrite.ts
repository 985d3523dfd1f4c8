/** The rewriting: children first, then neighbours of a chain left to right, then siblings, until no rule holds. */

import { isLeaf } from '../layers/shapes.ts';
import { type Context, carryOut, isWorthwhile } from './apply-rule.ts';
import { fromLinks, type Link, links } from './chain.ts';
import { isLinear } from './linearity.ts';
import { isPlan, type Plan, type Rule } from './rule.ts';
import { CHAIN_RULES, LEAF_RULES } from './rules/index.ts';
import { joinConcat, joinSum } from './siblings.ts';
import { holdsKernel, settle, type Term } from './term.ts';

/** The term in its smallest form, or in as few leaves as can be if the context asks for it. */
export function rewrite(term: Term, context: Context): Term {
  const { layer } = term;
  if (isLeaf(layer)) return rewriteLeaf(term, context);
  switch (layer.op) {
    case 'chain':
      return rewriteChain(term, context);
    case 'sum':
      return single(joinSum(withChildren(term, context), context, rewrite));
    case 'concat':
      return single(joinConcat(withChildren(term, context), context));
    case 'tiles':
      return withChildren(term, context);
    case 'product':
      return single(withChildren(term, context));
    case 'tap':
      return layer.trainingOnly ? passedOn(term) : withChildren(term, context);
  }
}

const withChildren = (term: Term, context: Context): Term => ({
  ...term,
  children: term.children.map(([name, child]) => [name, rewrite(child, context)]),
});

/** What a training-only tap is at inference. */
const passedOn = (tap: Term): Term => ({ ...tap, layer: { op: 'identity' }, children: [] });

/** A sum, concat or product of one child is that child. */
const single = (term: Term): Term => (term.children.length === 1 ? term.children[0]![1] : term);

function rewriteLeaf(leaf: Term, context: Context): Term {
  let term = leaf;
  for (const rule of LEAF_RULES) {
    const plan = rule.precondition([term]);
    if (isPlan(plan)) term = carryOut(rule, plan, [term], term.path, context);
  }
  return term;
}

function rewriteChain(chain: Term, context: Context): Term {
  const all = [...links(chain)];
  const row: Link[] = [];
  let open = 0; // the first link that a rule may still reach: nothing folds across a barrier
  for (const link of all) {
    for (const part of links(rewrite(link.term, context), link.names)) {
      if (part.term.layer.op === 'identity') continue;
      if (isLinear(part.term)) push(part, { row, open, all }, context);
      else {
        row.push(part);
        open = close(row, open, context);
      }
    }
  }
  if (open > 0) close(row, open, context);
  return fromLinks(row, chain);
}

/** A chain on its way: the links so far, the first that a rule may still reach, and all that the chain had. */
interface Progress {
  readonly row: Link[];
  readonly open: number;
  readonly all: readonly Link[];
}

/** Gives the links before a barrier their final number format, which frees their float64 numbers. */
function close(row: Link[], open: number, { precision }: Context): number {
  for (let i = open; i < row.length; i++) row[i] = { ...row[i]!, term: settle(row[i]!.term, precision) };
  return row.length;
}

/** Puts a link at the end, and applies the first rule that then holds of the last links; what comes of them is put there in turn. */
function push(link: Link, progress: Progress, context: Context): void {
  const { row, open } = progress;
  row.push(link);
  for (const rule of CHAIN_RULES) {
    const start = row.length - (rule.arity as number);
    if (start < open) continue;
    const terms = row.slice(start).map(({ term }) => term);
    const plan = rule.precondition(terms);
    if (!isPlan(plan) || !isWorthwhile(rule, plan, terms, context)) continue;
    for (const result of carriedOut(rule, plan, row.splice(start), progress, context)) push(result, progress, context);
    return;
  }
}

/** The links that come of a plan. The leaf is named after the last of those with a kernel that moved into it, or the only one. */
function carriedOut(
  rule: Rule,
  plan: Plan,
  taken: readonly Link[],
  { row, all }: Progress,
  context: Context,
): readonly Link[] {
  const { before = [], after = [] } = plan;
  const linkOf = ({ path }: Term) => taken.find(({ term }) => term.path === path)!;
  const moved = taken.filter(({ term }) => ![...before, ...after].some(({ path }) => path === term.path));
  const holders = moved.filter(({ term }) => holdsKernel(term));
  const namesake = (moved.length < taken.length ? holders.at(-1) : holders[0]) ?? moved[0]!;
  const terms = taken.map(({ term }) => term);
  const leaf = carryOut(rule, plan, terms, namesake.term.path, context);
  const staysBehind = (link: Link) => taken.indexOf(link) > taken.indexOf(namesake);
  const beside = (link: Link) => besideOf(namesake.names, link.names, [...all, ...row]);
  return [
    ...before.map(term => ({ term, names: staysBehind(linkOf(term)) ? beside(linkOf(term)) : linkOf(term).names })),
    { term: leaf, names: namesake.names },
    ...after.map(term => ({ term, names: staysBehind(linkOf(term)) ? linkOf(term).names : beside(linkOf(term)) })),
  ];
}

/** Names for a link that changes places with another: it moves into the other's chain, since a chain's children must stay together. */
function besideOf(other: Link['names'], own: Link['names'], links: readonly Link[]): Link['names'] {
  const chain = other.slice(0, -1);
  if (own.length === other.length && chain.every((name, depth) => name === own[depth])) return own;
  const isTaken = (name: string) =>
    links.some(({ names }) => names.length > chain.length && [...chain, name].every((part, i) => part === names[i]));
  let name = own.at(-1)!;
  while (isTaken(name)) name = `${name}_`;
  return [...chain, name];
}
