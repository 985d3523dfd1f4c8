/** Joins neighbours of a chain into one kernel where the active backend has it. Speed lives here, never in a paper's code. */
import type { Link } from '../shapes.ts';
import type { Step } from '../step.ts';
import { borderedNorm } from './bordered-norm.ts';
import { convBiasRelu, convBiasSumRelu } from './conv-bias-relu.ts';
import { instanceNormRelu } from './instance-norm-relu.ts';
import { normRelu } from './norm-relu.ts';
import type { Compile, Mode, Rule } from './rule.ts';
import { sumNorms, sumNormsLessBorders } from './sum-norms.ts';
import { trainedConv } from './trained-conv.ts';

/** The first that matches is taken. */
const RULES: readonly Rule[] = [
  sumNormsLessBorders,
  sumNorms,
  borderedNorm,
  trainedConv,
  convBiasSumRelu,
  convBiasRelu,
  normRelu,
  instanceNormRelu,
];

/** The rules that a pass on the active backend may use, as bits. */
export const allowedRules = (mode: Mode): number =>
  RULES.reduce((bits, rule, i) => (rule.allows(mode) ? bits | (1 << i) : bits), 0);

/** A step of a chain and the node that it starts at. */
export interface PlacedStep {
  readonly step: Step;
  readonly index: number;
}

/**
 * The steps of a chain, chosen by the rules that a pass may use: what none of them matches is compiled by `single`. A plan is made when
 * a pass first needs it, and kept.
 */
export function planSteps(
  nodes: readonly Link[],
  single: (node: Link) => Step,
  compile: Compile,
): (rules: number) => readonly PlacedStep[] {
  const singles = new Map<number, Step>();
  /** By the set of allowed rules. */
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
  return allowed => {
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
