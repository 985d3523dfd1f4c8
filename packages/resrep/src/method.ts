/** ResRep and its ablations as one method: settings say what is penalised, how strongly, and whether gradients are reset. */
import { count } from '@refold/core/cost';
import { fold } from '@refold/core/fold';
import type { Network } from '@refold/core/layers';
import { type Clock, matcher, type Pattern } from '@refold/core/optim';
import { selectChannels } from '@refold/core/prune';
import type { Evaluator, Method, MethodSpec, Metrics, Trained } from '@refold/core/train';
import { type Compactor, compactorsOf, withCompactors } from './compactors.ts';
import { convert, type Kept, type Rows, survivors } from './conversion.ts';
import { minimalStructure, reductionOf } from './minimal.ts';
import { type Choose, resetting } from './resetting.ts';
import { rowNorms } from './rows.ts';
import { budgetOf, placesOf, type Where } from './targets.ts';

/** What the group lasso penalises: rows of compactors, factors in their place, or the targets' own filters. */
export type Penalised = 'compactors' | 'factors' | 'filters';

/** What is penalised, and in which layers. */
export interface Penalty {
  readonly on: Penalised;
  /** Layers that are not pruned, by patterns of their paths. Default: none. */
  readonly except?: readonly Pattern[] | undefined;
}

/** Settings of `resrep`, as JSON in a run's configuration. */
export interface ResRepSettings extends MethodSpec, Penalty {
  readonly name: 'resrep';
  /** λ: strength of the group lasso. */
  readonly lambda: number;
  /** Share of the multiply-adds that is kept, from 0 to 1. */
  readonly keep: number;
  /** Schedule of gradient resetting. Default: gradients are not reset. */
  readonly reset?: ResetSchedule;
  /** Minimum number of channels that a layer keeps. Default: 1. */
  readonly minKept?: number;
  /**
   * Whether, where rows that are zero aren't enough, the smallest others are cut too, until the network is within its budget. Default: false.
   */
  readonly withinBudget?: boolean;
  /** Whether the network is folded first. Default: false. */
  readonly folded?: boolean;
  /** Number of test images on which the smallest network without an accuracy drop is searched for. Default: no search. */
  readonly minimalOn?: number;
}

/** When rows are selected whose gradients are reset; everything in steps. */
export interface ResetSchedule {
  /** Steps before the first selection. */
  readonly warmUp: number;
  /** Steps from one selection to the next. */
  readonly interval: number;
  /** Number of channels by which the masks may grow per selection. */
  readonly growth: number;
}

/**
 * The method of the paper: compactors are put in, their rows are penalised, and gradients of the rows to be forgotten are reset. Its metrics,
 * accuracies from 0 to 1:
 * - `top1Base`, `top1Pruned`: accuracy of the network that the run starts from, and of the converted one; `drop`: their difference
 * - `lostByCut`: accuracy drop from the conversion; `differing`: test images whose prediction it changes
 * - `reduction`: share of the multiply-adds that is saved; `macsPruned`, `paramsPruned`: cost of the converted network
 * - `channels`: channels left in all targets; `nonZero`: penalised rows with a norm of at least ε
 * - `minimalReduction`, `minimalChannels`, with `minimalOn`: those of the smallest network without an accuracy drop
 */
export function resrep(settings: ResRepSettings): Method {
  const { on, lambda, reset, folded = false } = settings;
  const start = (base: Network): Network => (folded ? fold(base).network : base);
  return {
    prepare: base => {
      const net = start(base);
      return on === 'filters' ? net : withCompactors(net, kindOf(on), whereOf(settings));
    },
    transform: (_, base) => {
      const net = start(base);
      return resetting({
        parameters: penalisedIn(net, settings).map(({ parameter }) => parameter),
        lambda,
        ...(reset && { reset: { isDue: dueBy(reset), choose: chooser(net, settings, reset) } }),
      });
    },
    measure: (trained, evaluator) => measure(trained, start(trained.base), settings, evaluator),
  };
}

const kindOf = (on: Exclude<Penalised, 'filters'>) => (on === 'factors' ? 'vector' : 'matrix');

/** The parameters that are penalised, in the order of the targets. `base` is the network without compactors. */
function penalisedIn(base: Network, { on, except }: Penalty): readonly Compactor[] {
  const where = whereOf({ except });
  return on === 'filters'
    ? placesOf(base, where).map(({ target: { path, group } }) => ({ parameter: `${path}.kernel`, group: group.name }))
    : compactorsOf(base, kindOf(on), where);
}

function whereOf({ except = [] }: Pick<Penalty, 'except'>): Where {
  const excepted = matcher(except, 'except');
  return ({ path }) => !excepted(path);
}

const dueBy =
  ({ warmUp, interval }: ResetSchedule) =>
  ({ step }: Clock): boolean =>
    step > warmUp && (step - warmUp) % interval === 0;

/** Chooses masks that grow by `growth` channels per selection, until the network without the masked channels is within its budget. */
function chooser(base: Network, settings: ResRepSettings, { growth }: ResetSchedule): Choose {
  const { keep, minKept = 1 } = settings;
  const { whole, costOf } = budgetOf(base, whereOf(settings));
  const budget = keep * whole;
  return (norms, masked) => {
    const within = costOf(norms.map(({ length }, i) => length - masked[i]!.size)) <= budget;
    const count = masked.reduce((sum, { size }) => sum + size, 0);
    return selectChannels({ norms, costOf, budget, minKept, ...(!within && { limit: count + growth }) });
  };
}

/**
 * The penalised rows of a network under training, per target.
 * @param net with compactors, and the parameters that it has now
 * @param base the network that `withCompactors` was given
 */
export const rowsOf = ({ params }: Network, base: Network, penalty: Penalty): readonly Rows[] =>
  penalisedIn(base, penalty).map(({ parameter, group }) => ({ group, norms: rowNorms(params.get(parameter)!) }));

/**
 * The channels that a trained network keeps: those whose rows aren't zero or, for settings that leave no row at zero, those with the largest
 * norms within the budget. With `withinBudget` the latter too where the former are too many.
 */
export function keptBy(rows: readonly Rows[], base: Network, settings: ResRepSettings): Kept {
  const { on, keep, reset, minKept = 1, withinBudget = false } = settings;
  const { whole, costOf } = budgetOf(base, whereOf(settings));
  const budget = keep * whole;
  if (reset !== undefined && on !== 'filters') {
    const kept = survivors(rows);
    if (!withinBudget || costOf(kept.map(({ length }) => length)) <= budget) return kept;
  }
  const gone = selectChannels({ norms: rows.map(({ norms }) => norms), costOf, budget, minKept });
  return rows.map(({ norms }, i) => [...Array(norms.length).keys()].filter(channel => !gone[i]!.has(channel)));
}

/**
 * A trained network folded and cut to the channels kept. With `on: 'filters'`, whose norms leave no channel at zero, nothing is
 * absorbed into biases.
 */
export const cutTo = (net: Network, rows: readonly Rows[], kept: Kept, on: Penalised): Network =>
  convert(net, rows, kept, { bare: on === 'filters' });

async function measure(
  { net, base: unpruned, metrics }: Trained,
  base: Network,
  settings: ResRepSettings,
  evaluator: Evaluator,
): Promise<Metrics> {
  const rows = rowsOf(net, base, settings);
  const kept = keptBy(rows, base, settings);
  const narrow = cutTo(net, rows, kept, settings.on);
  const [before, after] = [await evaluator.predictions(net), await evaluator.predictions(narrow)];
  const top1Base = evaluator.accuracy(await evaluator.predictions(unpruned));
  const top1Pruned = evaluator.accuracy(after);
  const { macs, params } = count(narrow.layer, narrow.input).total;
  const left = (channels: Kept): number => channels.reduce((sum, { length }) => sum + length, 0);
  return {
    top1Base,
    top1Pruned,
    drop: top1Base - top1Pruned,
    lostByCut: metrics.top1! - top1Pruned,
    differing: before.filter((one, i) => one !== after[i]).length,
    reduction: reductionOf(narrow, base),
    macsPruned: macs,
    paramsPruned: params,
    channels: left(kept),
    nonZero: left(survivors(rows)),
    ...(settings.minimalOn !== undefined &&
      (await minimalStructure(
        { net, base, rows, cut: kept => cutTo(net, rows, kept, settings.on) },
        evaluator,
        settings.minimalOn,
      ))),
  };
}
