/** Joins neighbours of a chain into one kernel where the active backend has it. Speed lives here, never in a paper's code. */
import type { Link } from '../shapes.ts';
import type { PassState, Step } from '../step.ts';
import { convBiasRelu, convBiasSumRelu } from './conv-bias-relu.ts';
import type { Compile, Rule } from './rule.ts';
import { sumNorms } from './sum-norms.ts';

/** The first that matches is taken. */
const RULES: readonly Rule[] = [sumNorms, convBiasSumRelu, convBiasRelu];

/** A step of a chain and the node that it starts at. */
export interface PlacedStep {
  readonly step: Step;
  readonly index: number;
}

/**
 * The steps of a chain, chosen for each pass: what no allowed rule matches is compiled by `single`. A plan is made when
 * a pass first needs it, and kept.
 */
export function planSteps(
  nodes: readonly Link[],
  single: (node: Link) => Step,
  compile: Compile,
): (state: PassState) => readonly PlacedStep[] {
  const singles = new Map<number, Step>();
  /** By the set of allowed rules, as bits. */
  const plans = new Map<number, readonly PlacedStep[]>();

  const stepOf = (index: number): Step => {
    const step = singles.get(index) ?? single(nodes[index]!);
    singles.set(index, step);
    return step;
  };
  const plan = (rules: readonly Rule[]): readonly PlacedStep[] => {
    const steps: PlacedStep[] = [];
    for (let index = 0; index < nodes.length; ) {
      const { step, length } = firstMatch(rules, nodes, index, compile) ?? { step: stepOf(index), length: 1 };
      steps.push({ step, index });
      index += length;
    }
    return steps;
  };
  return state => {
    const allowed = RULES.reduce((bits, rule, i) => (rule.allows(state) ? bits | (1 << i) : bits), 0);
    const steps = plans.get(allowed) ?? plan(RULES.filter((_, i) => allowed & (1 << i)));
    plans.set(allowed, steps);
    return steps;
  };
}

function firstMatch(rules: readonly Rule[], nodes: readonly Link[], at: number, compile: Compile) {
  for (const rule of rules) {
    const fusion = rule.match(nodes, at, compile);
    if (fusion) return fusion;
  }
  return undefined;
}
