/** Which convs under a sum become one: those that cost no more together than apart. */
import { costWithoutBias } from './apply-rule.ts';
import { convShape, isConvShape } from './as-conv.ts';
import { add, type Cost, costsMore, free, totalCost } from './cost.ts';
import { isPlan } from './rule.ts';
import { sumOfConvs } from './rules/sum-convs.ts';
import type { Term } from './term.ts';

/** Convs that become one, in their order, and what that one costs but for its bias. */
export interface Group {
  readonly terms: readonly Term[];
  readonly cost: Cost;
}

/**
 * Parts the convs under a sum into groups, each to become one conv. Joins what saves most multiply-adds, then what saves
 * most of what is left, until a join would raise a cost; `allowCostIncrease` joins all that have one stride.
 */
export function cheapestGroups(convs: readonly Term[], allowCostIncrease: boolean): readonly Group[] {
  let groups: readonly Group[] = convs.map(term => ({ terms: [term], cost: totalCost([term]) }));
  for (;;) {
    const joins = candidates(groups).flatMap(parts => {
      const group = joined(parts, convs);
      if (group === undefined) return [];
      const apart = parts.map(part => part.cost).reduce(add, free);
      if (!allowCostIncrease && costsMore(group.cost, apart)) return [];
      return [{ parts, group, saved: apart.macs - group.cost.macs }];
    });
    if (joins.length === 0) return groups;
    const { parts, group } = joins.reduce((best, join) => (join.saved > best.saved ? join : best));
    groups = [...groups.filter(other => !parts.includes(other)), group];
  }
}

/** All groups of one stride, and every two: three small kernels may fill one that two would leave half empty. */
function candidates(groups: readonly Group[]): readonly (readonly Group[])[] {
  const stride = (group: Group) => strideOf(group.terms[0]!);
  const alike = [...new Set(groups.map(stride))].map(own => groups.filter(group => stride(group) === own));
  const pairs = groups.flatMap((group, i) => groups.slice(i + 1).map(other => [group, other]));
  return [...alike.filter(({ length }) => length > 2), ...pairs];
}

function strideOf(term: Term): string | undefined {
  const conv = convShape(term);
  return isConvShape(conv) ? conv.layer.stride.join() : undefined;
}

function joined(parts: readonly Group[], order: readonly Term[]): Group | undefined {
  const terms = order.filter(term => parts.some(part => part.terms.includes(term)));
  const plan = sumOfConvs.precondition(terms);
  return isPlan(plan) ? { terms, cost: costWithoutBias(plan, terms) } : undefined;
}
