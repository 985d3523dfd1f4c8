/** Why a folded expression is not smaller: read off what is left of it. */
import { planCost } from './apply-rule.ts';
import { convShape, isConvShape } from './as-conv.ts';
import { type Link, links } from './chain.ts';
import { type Cost, totalCost } from './cost.ts';
import { barrierIn, barrierName, isLinear } from './linearity.ts';
import { isPlan, isRefused, type Rule } from './rule.ts';
import { CHAIN_RULES, CONCAT_RULES, SUM_RULES } from './rules/index.ts';
import { holdsKernel, type Term } from './term.ts';

/** Linear terms that stayed apart. */
export interface Refusal {
  readonly path: string;
  readonly reason: string;
}

/** A kind of layer that folding does not cross, how often it occurs, and where first. */
export interface Barrier {
  readonly kind: string;
  readonly count: number;
  readonly first: string;
}

/** Every neighbour and sibling in a rewritten term that is linear and yet did not join. */
export function refusalsIn(term: Term): readonly Refusal[] {
  if (term.layer.op === 'chain') {
    const row = [...links(term)];
    return [
      ...row.flatMap(({ term }) => refusalsIn(term)),
      ...row.slice(1).flatMap((link, i) => between(row[i]!, link)),
    ];
  }
  const inner = term.children.flatMap(([, child]) => refusalsIn(child));
  if (term.layer.op === 'sum') return [...inner, ...amongSiblings(term, SUM_RULES)];
  return term.layer.op === 'concat' ? [...inner, ...amongSiblings(term, CONCAT_RULES)] : inner;
}

function between({ term: first }: Link, { term: second }: Link): readonly Refusal[] {
  if (!isLinear(first) || !isLinear(second)) return [];
  const reason = reasonOf(
    CHAIN_RULES.filter(rule => rule.arity === 2),
    [first, second],
  );
  return reason === undefined ? [] : [{ path: second.path, reason }];
}

/** Each child beside the first that holds a kernel: what it would take to join it. */
function amongSiblings(whole: Term, rules: readonly Rule[]): readonly Refusal[] {
  const terms = whole.children.map(([, child]) => child);
  const anchor = terms.find(term => isLinear(term) && (holdsKernel(term) || term.children.length > 0));
  if (anchor === undefined) return [];
  return terms.flatMap(term => {
    if (term === anchor) return [];
    const barrier = barrierIn(term);
    const reason = barrier
      ? `not linear: ${barrierName(barrier)} at '${barrier.path}'`
      : (reasonOf(rules, [anchor, term]) ?? notOneConv(anchor, term));
    return reason === undefined ? [] : [{ path: term.path, reason }];
  });
}

function notOneConv(...terms: readonly Term[]): string | undefined {
  for (const term of terms) {
    const conv = convShape(term);
    if (conv !== undefined && !isConvShape(conv)) return conv.reason;
    if (term.children.length > 0) return `'${term.path}' stays in ${leafCount(term)} layers`;
  }
  return undefined;
}

const leafCount = (term: Term): number =>
  term.children.length === 0 ? 1 : term.children.reduce((n, [, child]) => n + leafCount(child), 0);

/** What the first rule that applies to the terms says against joining them. */
function reasonOf(rules: readonly Rule[], terms: readonly Term[]): string | undefined {
  for (const rule of rules) {
    const verdict = rule.precondition(terms);
    if (isRefused(verdict)) return verdict.reason;
    if (isPlan(verdict) && rule.weighed) return costOfJoining(totalCost(terms), planCost(verdict, terms));
  }
  return undefined;
}

const costOfJoining = (apart: Cost, together: Cost): string =>
  `one layer would cost more: ${apart.params} → ${together.params} parameters, ${apart.macs} → ${together.macs} multiply-adds`;

/** What is not linear, by kind. */
export function barriersIn(term: Term): readonly Barrier[] {
  const found = new Map<string, { kind: string; count: number; first: string }>();
  const visit = (node: Term): void => {
    if (barrierIn(node) === node) {
      const kind = barrierName(node);
      const entry = found.get(kind) ?? { kind, count: 0, first: node.path };
      found.set(kind, { ...entry, count: entry.count + 1 });
    }
    for (const [, child] of node.children) visit(child);
  };
  visit(term);
  return [...found.values()];
}
