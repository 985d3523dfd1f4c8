/** The rewriting: children first, then neighbours of a chain left to right, then siblings, until no rule holds. */

import { isLeaf } from '../layers/shapes.ts';
import { type Context, carryOut, isWorthwhile } from './apply-rule.ts';
import { fromLinks, type Link, links } from './chain.ts';
import { isLinear } from './linearity.ts';
import { isPlan } from './rule.ts';
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
  const row: Link[] = [];
  let open = 0; // the first link that a rule may still reach: nothing folds across a barrier
  for (const link of links(chain)) {
    for (const part of links(rewrite(link.term, context), link.names)) {
      if (part.term.layer.op === 'identity') continue;
      row.push(part);
      if (isLinear(part.term)) while (foldLast(row, open, context));
      else open = close(row, open, context);
    }
  }
  if (open > 0) close(row, open, context);
  return fromLinks(row, chain);
}

/** Gives the links before a barrier their final number format, which frees their float64 numbers. */
function close(row: Link[], open: number, { precision }: Context): number {
  for (let i = open; i < row.length; i++) row[i] = { ...row[i]!, term: settle(row[i]!.term, precision) };
  return row.length;
}

/** Applies the first rule that holds of the last links; false when none does. */
function foldLast(row: Link[], open: number, context: Context): boolean {
  for (const rule of CHAIN_RULES) {
    const start = row.length - (rule.arity as number);
    if (start < open) continue;
    const taken = row.slice(start);
    const terms = taken.map(link => link.term);
    const plan = rule.precondition(terms);
    if (!isPlan(plan) || !isWorthwhile(rule, plan, terms, context)) continue;
    const namesake = plan.before ? taken.at(-1)! : (taken.find(link => holdsKernel(link.term)) ?? taken[0]!);
    const before = (plan.before ?? []).map((term, i): Link => ({ names: taken[i + 1]!.names, term }));
    row.splice(start, taken.length, ...before, {
      names: namesake.names,
      term: carryOut(rule, plan, terms, namesake.term.path, context),
    });
    return true;
  }
  return false;
}
