/** Folding: an expression rewritten to the smallest one with the same outputs at inference. */
import type { Layer, Network, Shape } from '../layers/types.ts';
import type { Context } from './apply-rule.ts';
import { totalCost } from './cost.ts';
import { barriersIn, refusalsIn } from './explain.ts';
import type { FoldReport } from './report.ts';
import { rewrite } from './rewrite.ts';
import { is, load, type Precision, type Term, unload } from './term.ts';

/** What `fold` may do. */
export interface FoldOptions {
  /** Format of the folded parameters; the algebra is float64 in any case. Default float32. */
  readonly precision?: Precision;
  /**
   * Fold also where one kernel costs more than the layers it replaces: a depthwise conv and the pointwise conv after or beside it, two 3×3
   * convs, a 1×7 beside a 7×1, branches of a concat with different kernels. Default false: no fold raises multiply-adds, parameters, or
   * multiplications where a backend runs 3×3 kernels as Winograd. The report has the costs of what was left for that reason.
   */
  readonly allowCostIncrease?: boolean;
}

/**
 * Rewrites a network to its smallest linear form, from running statistics: norms go into kernels, linear neighbours
 * compose, linear siblings add up. What is not linear stays as it is, and the report says why. A leaf that results
 * takes the path of the chain or sum that it replaces, or of the first kernel in it where other layers remain. The
 * input is not changed; arrays that no rule touched are shared.
 * @throws ShapeError when shapes don't go together
 * @throws RefoldError naming a parameter that is missing, has another shape, or a running variance that isn't one
 */
export function fold(net: Network, options: FoldOptions = {}): { network: Network; report: FoldReport } {
  const { precision = 'float32', allowCostIncrease = false } = options;
  const context: Context = { precision, allowCostIncrease, numbers: true, steps: [] };
  const term = load(net.layer, net.input, net.params);
  const folded = rewrite(term, context);
  const report: FoldReport = {
    steps: context.steps,
    refusals: refusalsIn(folded),
    barriers: barriersIn(folded),
    dropped: trainingTaps(term),
    before: totalCost([term]),
    after: totalCost([folded]),
  };
  return { network: unload(folded, precision), report };
}

/**
 * The expression that `fold` makes of this one. Rules look at layers and shapes alone, so it takes no parameters and
 * no time.
 * @throws ShapeError when shapes don't go together
 */
export function foldedLayer(
  layer: Layer,
  input: Shape,
  { allowCostIncrease = false }: Pick<FoldOptions, 'allowCostIncrease'> = {},
): Layer {
  const folded = rewrite(load(layer, input), { precision: 'float32', allowCostIncrease, numbers: false, steps: [] });
  return unload(folded, 'float32').layer;
}

function trainingTaps(term: Term): readonly string[] {
  if (is(term, 'tap') && term.layer.trainingOnly) return [term.path];
  return term.children.flatMap(([, child]) => trainingTaps(child));
}
