/** Weighing a rule's plan, carrying it out, and writing down what was done. */
import { inferLeaf, isLeaf } from '../layers/shapes.ts';
import { formOf } from './as-conv.ts';
import { type Cost, costsMore, leafCost, totalCost } from './cost.ts';
import { isPlan, type Plan, type Rule } from './rule.ts';
import type { Precision, Term } from './term.ts';

/** One application of a rule. */
export interface FoldStep {
  readonly rule: string;
  /** Where the leaf stood that the result is named after. */
  readonly path: string;
  readonly paramsBefore: number;
  readonly paramsAfter: number;
  readonly macsBefore: number;
  readonly macsAfter: number;
}

/** What rules may do, and what they did. */
export interface Context {
  /** Fold also where one kernel costs more than the terms it replaces. */
  readonly allowCostIncrease: boolean;
  readonly precision: Precision;
  /** Whether terms hold numbers, or are shapes alone. */
  readonly numbers: boolean;
  /** What was done so far; grows. */
  readonly steps: FoldStep[];
}

/** Cost of what a plan would give. */
export function planCost(plan: Plan, terms: readonly Term[]): Cost {
  const input = inputOf(plan, terms);
  return leafCost(plan.layer, input, inferLeaf(plan.layer, input, terms[0]!.path));
}

/** Whether a plan makes its terms no larger, or may make them larger. */
export const isWorthwhile = (rule: Rule, plan: Plan, terms: readonly Term[], { allowCostIncrease }: Context): boolean =>
  allowCostIncrease || !isDearer(rule, plan, terms);

/** Whether a plan makes its terms larger. */
export const isDearer = (rule: Rule, plan: Plan, terms: readonly Term[]): boolean =>
  rule.weighed === true && costsMore(costWithoutBias(plan, terms), totalCost(terms));

/** `planCost` but for the bias: one that spreads to more outputs is no reason to keep two kernels. */
export const costWithoutBias = ({ layer, ...rest }: Plan, terms: readonly Term[]): Cost =>
  planCost({ ...rest, layer: 'bias' in layer ? { ...layer, bias: false } : layer }, terms);

/** The leaf that the terms become, at `path`. */
export function carryOut(rule: Rule, plan: Plan, terms: readonly Term[], path: string, context: Context): Term {
  const { steps, numbers } = context;
  if (rule.takesConvs) for (const term of terms) noteForm(term, steps);
  const input = inputOf(plan, terms);
  const output = inferLeaf(plan.layer, input, path);
  steps.push(stepOf(rule, path, totalCost(terms), leafCost(plan.layer, input, output)));
  const arrays = numbers ? rule.algebra(terms, plan.layer) : {};
  return { layer: plan.layer, path, input, output, arrays, children: [] };
}

const inputOf = (plan: Plan, terms: readonly Term[]) => plan.before?.at(-1)?.output ?? terms[0]!.input;

function noteForm(term: Term, steps: FoldStep[]): void {
  if (term.layer.op === 'conv' || !isLeaf(term.layer)) return;
  const [rule, plan] = formOf(term) ?? [];
  if (rule && plan && isPlan(plan)) steps.push(stepOf(rule, term.path, totalCost([term]), planCost(plan, [term])));
}

const stepOf = ({ name }: Rule, path: string, before: Cost, after: Cost): FoldStep => ({
  rule: name,
  path,
  paramsBefore: before.params,
  paramsAfter: after.params,
  macsBefore: before.macs,
  macsAfter: after.macs,
});
