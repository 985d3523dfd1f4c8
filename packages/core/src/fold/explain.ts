/** Why a folded expression is not smaller: read off what is left of it. */
import { isDearer, planCost } from './apply-rule.ts';
import { convShape, isConvShape } from './as-conv.ts';
import { type Link, links } from './chain.ts';
import { totalCost } from './cost.ts';
import { barrierIn, barrierName, isLinear } from './linearity.ts';
import { isPlan, isRefused, type Plan, type Rule } from './rule.ts';
import { CHAIN_RULES, CONCAT_RULES, SUM_RULES } from './rules/index.ts';
import { fills, holdsKernel, is, type Term } from './term.ts';

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
      ...row.slice(1).flatMap((_, i) => betweenLinks(row, i + 1)),
    ];
  }
  const inner = term.children.flatMap(([, child]) => refusalsIn(child));
  return is(term, 'sum') || is(term, 'concat') ? [...inner, ...amongSiblings(term)] : inner;
}

/** Why the link at `at` did not join the one before it. */
function betweenLinks(row: readonly Link[], at: number): readonly Refusal[] {
  const terms = row.slice(0, at + 1).map(({ term }) => term);
  const [first, second] = terms.slice(-2) as [Term, Term];
  if (isLinear(first) && is(second, 'instanceNorm'))
    return [{ path: second.path, reason: ofEachSample(second, first) }];
  if (!isLinear(first) || !isLinear(second)) return [];
  const windows = CHAIN_RULES.flatMap(rule => {
    const taken = terms.slice(-(rule.arity as number));
    return taken.length === rule.arity && taken.every(isLinear) ? [[rule, taken] as const] : [];
  });
  const reason = windows.map(([rule, taken]) => reasonOf(rule, taken)).find(found => found !== undefined);
  return [{ path: second.path, reason: reason ?? unjoined(second) ?? unjoined(first) ?? noRule(first, second) }];
}

/** Instance norm looks like a norm that folds, and is none. */
const ofEachSample = ({ path }: Term, before: Term): string =>
  `'${path}' normalises each sample by its own statistics: it has no fixed factors that '${before.path}' could take in`;

/** Why each child did not join the first linear one, or better the first of these with a kernel. */
function amongSiblings(whole: Term): readonly Refusal[] {
  const terms = whole.children.map(([, child]) => child);
  const linear = terms.filter(isLinear);
  const anchor = linear.find(term => holdsKernel(term) || term.children.length > 0) ?? linear[0];
  if (anchor === undefined) return [];
  const isWorthJoining = holdsKernel(anchor) || anchor.children.length > 0;
  return terms.flatMap(term => {
    if (term === anchor) return [];
    const barrier = barrierIn(term);
    if (barrier === undefined) return [{ path: term.path, reason: besideAnchor(whole, anchor, term) }];
    return isWorthJoining ? [{ path: term.path, reason: barrierReason(barrier) }] : [];
  });
}

function besideAnchor(whole: Term, anchor: Term, term: Term): string {
  for (const one of [anchor, term]) {
    if (!fills(one, whole)) return `'${one.path}' gives one value per channel, for all places of the map`;
  }
  const rules = is(whole, 'sum') ? SUM_RULES : CONCAT_RULES;
  const reason = rules.map(rule => reasonOf(rule, [anchor, term])).find(found => found !== undefined);
  return reason ?? unjoined(term) ?? unjoined(anchor) ?? noRule(anchor, term);
}

function barrierReason(barrier: Term): string {
  if (is(barrier, 'tap')) return `tap '${barrier.layer.name}' at '${barrier.path}' must stay readable`;
  return `not linear: ${barrierName(barrier)} at '${barrier.path}'`;
}

/** What a rule says against joining the terms. */
function reasonOf(rule: Rule, terms: readonly Term[]): string | undefined {
  const verdict = rule.precondition(terms);
  if (isRefused(verdict)) return verdict.reason;
  return isPlan(verdict) && isDearer(rule, verdict, terms) ? costOfJoining(verdict, terms) : undefined;
}

function costOfJoining(plan: Plan, terms: readonly Term[]): string {
  const [apart, together] = [totalCost(terms), planCost(plan, terms)];
  const change = (key: 'params' | 'macs' | 'winogradMuls', unit: string) =>
    `${apart[key].toLocaleString('en')} → ${together[key].toLocaleString('en')} ${unit}`;
  const costs = [change('params', 'parameters'), change('macs', 'multiply-adds')];
  // Shown where it decides: elsewhere it says what multiply-adds say.
  if (together.macs <= apart.macs && together.winogradMuls > apart.winogradMuls) {
    costs.push(change('winogradMuls', 'Winograd multiplications'));
  }
  return `one layer would cost more: ${costs.join(', ')}`;
}

/** Why no rule takes a linear term in: what it does that no kernel does. */
function unjoined(term: Term): string | undefined {
  const { layer, path } = term;
  switch (layer.op) {
    case 'flatten':
    case 'reshape':
      return `'${path}' changes the shape alone, at no cost`;
    case 'permute':
      return `'${path}' moves axes, which no kernel does`;
    case 'slice':
      return `'${path}' picks channels, at no cost`;
    case 'upsample':
      return `'${path}' resizes the map, which no conv does`;
    case 'reflectionPad':
      return `'${path}' reflects the map at its edges, which no conv does`;
    case 'convTranspose':
      return `'${path}' is a transposed conv, which joins only a norm, a scale or a 1×1 conv`;
    case 'globalAvgPool':
      return `'${path}' is a mean over the whole map, which no kernel smaller than the map gives`;
    case 'spatialLinear':
      return `'${path}' is a matrix of a whole map, which joins only convs, pools and other such matrices`;
    case 'tiles':
      return `'${path}' maps each tile by itself`;
    case 'sum':
    case 'concat':
    case 'chain':
      return `'${path}' stays in ${leafCount(term)} layers`;
    default: {
      const conv = convShape(term);
      return conv === undefined || isConvShape(conv) ? undefined : conv.reason;
    }
  }
}

const noRule = (first: Term, second: Term): string =>
  `no rule joins ${first.layer.op} '${first.path}' and ${second.layer.op} '${second.path}'`;

const leafCount = (term: Term): number =>
  term.children.length === 0 ? 1 : term.children.reduce((n, [, child]) => n + leafCount(child), 0);

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
