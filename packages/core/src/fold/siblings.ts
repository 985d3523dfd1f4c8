/** Joining the children of a sum or a concat: the linear ones become one, what is not linear stays beside them. */
import { isLeaf, show } from '../layers/shapes.ts';
import { isAffine } from './affine.ts';
import { type Context, carryOut, type FoldStep, isWorthwhile, planCost } from './apply-rule.ts';
import { convShape, isConvShape } from './as-conv.ts';
import { add, type Cost, costsMore, totalCost } from './cost.ts';
import { isLinear } from './linearity.ts';
import { isPlan, type Rule } from './rule.ts';
import { concatOfConvs } from './rules/concat-convs.ts';
import { sumOfConvs } from './rules/sum-convs.ts';
import { sumOfSpatialLinears } from './rules/sum-spatial.ts';
import { holdsKernel, is, type Term } from './term.ts';

type Member = readonly [name: string, term: Term];

/** Rewrites a term to one leaf wherever that is exact, whatever it costs. */
export type Force = (term: Term, context: Context) => Term;

/** A sum whose children are rewritten, with those joined that rules join. */
export function joinSum(sum: Term, context: Context, force: Force): Term {
  let members = context.allowCostIncrease ? sum.children : forceWherePaid(sum, context, force);
  for (const stride of new Set(members.map(strideOf))) {
    const convs = members.filter(member => stride !== undefined && strideOf(member) === stride && fills(member, sum));
    if (convs.some(holdsWorth) || context.allowCostIncrease) members = join(sumOfConvs, convs, members, sum, context);
  }
  members = join(sumOfSpatialLinears, joiningGrid(members, sum), members, sum, context);
  return { ...sum, children: members };
}

/** The first spatialLinear and all that can be added to it. */
function joiningGrid(members: readonly Member[], sum: Term): readonly Member[] {
  const first = members.find(([, term]) => is(term, 'spatialLinear'));
  if (first === undefined || !fills(first, sum)) return [];
  const joins = (member: Member) => isPlan(sumOfSpatialLinears.precondition(termsOf([first, member])));
  return members.filter(member => member === first || (fills(member, sum) && joins(member)));
}

/** A concat whose children are rewritten: all as one conv, or else neighbours as long as that saves. */
export function joinConcat(concat: Term, context: Context): Term {
  const all = join(concatOfConvs, concat.children, concat.children, concat, context);
  if (all.length === 1) return { ...concat, children: all };
  const members: Member[] = [];
  for (const member of concat.children) {
    const last = members.at(-1);
    if (last === undefined) members.push(member);
    else members.splice(-1, 1, ...join(concatOfConvs, [last, member], [last, member], concat, context, last[1].path));
  }
  return { ...concat, children: members };
}

const termsOf = (members: readonly Member[]): Term[] => members.map(([, term]) => term);

/** Convs join by stride; undefined for what isn't a conv in any form. */
function strideOf([, term]: Member): string | undefined {
  const conv = convShape(term);
  return isConvShape(conv) ? conv.layer.stride.join() : undefined;
}

/** A [1, 1, c] sibling is broadcast over the map: it adds a constant, and isn't a conv of the input at each place. */
const fills = ([, { output }]: Member, sum: Term): boolean => show(output) === show(sum.output);

/** Identity and pooling alone stay as they are, and a diagonal on a vector isn't worth a matrix. */
const holdsWorth = ([, term]: Member): boolean => holdsKernel(term) || (term.input.length === 3 && isAffine(term));

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
  const pool = termsOf(sum.children.filter(member => strideOf(member) !== undefined && fills(member, sum)));
  const offers = sum.children
    .filter(member => !isLeaf(member[1].layer) && isLinear(member[1]) && fills(member, sum))
    .map(member => {
      const steps: FoldStep[] = [];
      return { member, steps, forced: force(member[1], { ...context, allowCostIncrease: true, steps }) };
    });
  const paysOff = ({ member, forced }: (typeof offers)[number]): boolean => {
    const [apart, together] = [costOfSum(pool), costOfSum([...pool, forced])];
    return apart !== undefined && together !== undefined && !costsMore(together, add(apart, totalCost([member[1]])));
  };
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

/** Cost of convs added up, as one; undefined if they can't be. */
function costOfSum(terms: readonly Term[]): Cost | undefined {
  if (terms.length < 2) return totalCost(terms);
  const plan = sumOfConvs.precondition(terms);
  return isPlan(plan) ? planCost(plan, terms) : undefined;
}
