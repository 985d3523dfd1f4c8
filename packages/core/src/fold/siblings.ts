/** Joining the children of a sum or a concat: the linear ones become one, what is not linear stays beside them. */
import { isLeaf } from '../layers/shapes.ts';
import { type Context, carryOut, type FoldStep, isWorthwhile } from './apply-rule.ts';
import { convShape, isConvShape } from './as-conv.ts';
import { add, type Cost, costsMore, free, totalCost } from './cost.ts';
import { cheapestGroups } from './grouping.ts';
import { isLinear } from './linearity.ts';
import { isPlan, type Rule } from './rule.ts';
import { concatOfConvs } from './rules/concat-convs.ts';
import { sumOfConvs } from './rules/sum-convs.ts';
import { sumOfSpatialLinears } from './rules/sum-spatial.ts';
import { fills, holdsKernel, is, type Term } from './term.ts';

type Member = readonly [name: string, term: Term];

/** Rewrites a term to one leaf wherever that is exact, whatever it costs. */
export type Force = (term: Term, context: Context) => Term;

/** A sum whose children are rewritten, with those joined that rules join. */
export function joinSum(sum: Term, context: Context, force: Force): Term {
  let members = context.allowCostIncrease ? sum.children : forceWherePaid(sum, context, force);
  const convs = members.filter(member => isConv(member[1]) && fills(member[1], sum));
  for (const { terms } of cheapestGroups(termsOf(convs), context.allowCostIncrease)) {
    const group = convs.filter(([, term]) => terms.includes(term));
    members = join(sumOfConvs, group, members, sum, context);
  }
  members = join(sumOfSpatialLinears, joiningGrid(members, sum), members, sum, context);
  return { ...sum, children: members };
}

/** The first spatialLinear and all that can be added to it. */
function joiningGrid(members: readonly Member[], sum: Term): readonly Member[] {
  const first = members.find(([, term]) => is(term, 'spatialLinear'));
  if (first === undefined || !fills(first[1], sum)) return [];
  const joins = (member: Member) => isPlan(sumOfSpatialLinears.precondition(termsOf([first, member])));
  return members.filter(member => member === first || (fills(member[1], sum) && joins(member)));
}

/** A concat whose children are rewritten: all as one conv, or else neighbours as long as that saves. */
export function joinConcat(concat: Term, context: Context): Term {
  const isWhole = ([, term]: Member): boolean => fills(term, concat);
  const all = concat.children.every(isWhole)
    ? join(concatOfConvs, concat.children, concat.children, concat, context)
    : concat.children;
  if (all.length === 1) return { ...concat, children: all };
  const members: Member[] = [];
  for (const member of concat.children) {
    const last = members.at(-1);
    if (last === undefined || !isWhole(last) || !isWhole(member)) members.push(member);
    else members.splice(-1, 1, ...join(concatOfConvs, [last, member], [last, member], concat, context, last[1].path));
  }
  return { ...concat, children: members };
}

const termsOf = (members: readonly Member[]): Term[] => members.map(([, term]) => term);

const isConv = (term: Term): boolean => isConvShape(convShape(term));

/** The members with `joining` replaced by what the rule makes of them, named after the first that holds a kernel. */
function join(
  rule: Rule,
  joining: readonly Member[],
  members: readonly Member[],
  whole: Term,
  context: Context,
  path?: string,
): readonly Member[] {
  const terms = termsOf(joining);
  const plan = terms.length > 1 ? rule.precondition(terms) : undefined;
  if (!isPlan(plan) || !isWorthwhile(rule, plan, terms, context)) return members;
  const namesake = joining.find(([, term]) => holdsKernel(term)) ?? joining[0]!;
  const place = path ?? (joining.length === members.length ? whole.path : namesake[1].path);
  const folded = carryOut(rule, plan, terms, place, context);
  return members.flatMap((member): Member[] => {
    if (member === namesake) return [[namesake[0], folded]];
    return joining.includes(member) ? [] : [member];
  });
}

/**
 * A linear child may have stayed in several leaves because one would cost more by itself: a pointwise conv and a pool,
 * for instance. Where a sibling's kernel covers its taps, one leaf costs nothing, and it is folded after all.
 */
function forceWherePaid(sum: Term, context: Context, force: Force): readonly Member[] {
  const pool = termsOf(sum.children).filter(term => isConv(term) && fills(term, sum));
  const offers = sum.children
    .filter(([, term]) => !isLeaf(term.layer) && isLinear(term) && fills(term, sum))
    .map(member => {
      const steps: FoldStep[] = [];
      return { member, steps, forced: force(member[1], { ...context, allowCostIncrease: true, steps }) };
    })
    .filter(({ forced }) => isConv(forced));
  const paysOff = ({ member, forced }: (typeof offers)[number]): boolean =>
    !costsMore(costOfSum([...pool, forced]), add(costOfSum(pool), totalCost([member[1]])));
  const taken = new Map<Member, Term>();
  // What is taken may widen the kernel, so that another pays off which did not before.
  for (let offer = offers.find(paysOff); offer !== undefined; offer = offers.find(paysOff)) {
    offers.splice(offers.indexOf(offer), 1);
    pool.push(offer.forced);
    taken.set(offer.member, offer.forced);
    context.steps.push(...offer.steps);
  }
  return sum.children.map(([name, term], i) => [name, taken.get(sum.children[i]!) ?? term]);
}

/** Cost of convs added up, in as few as is cheapest. */
const costOfSum = (terms: readonly Term[]): Cost =>
  cheapestGroups(terms, false)
    .map(group => group.cost)
    .reduce(add, free);
