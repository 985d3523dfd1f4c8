/** ResRep and what it is compared with, as one method with settings: what is penalised, how hard, and whether gradients are reset. */
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

/** What the penalty pulls at: rows of compactors, factors in their place, or the targets' own filters. */
export type Penalised = 'compactors' | 'factors' | 'filters';

/** What is pruned, and what pulls it. */
export interface What {
  readonly on: Penalised;
  /** Layers that are not pruned, by patterns of their paths. */
  readonly except?: readonly Pattern[] | undefined;
}

export interface ResRepSettings extends MethodSpec, What {
  readonly name: 'resrep';
  /** Strength of the group lasso. */
  readonly lambda: number;
  /** Share of the multiply-adds to be kept. */
  readonly keep: number;
  /** Gradient resetting, with its schedule in steps; none where absent. */
  readonly reset?: ResetSchedule;
  /** Channels that a layer keeps at least. Default 1. */
  readonly minKept?: number;
  /** Fold the network before anything is done to it. */
  readonly folded?: boolean;
  /** Also look for the smallest network that is no worse, judged on so many test images. */
  readonly minimalOn?: number;
}

export interface ResetSchedule {
  /** Steps before the first selection. */
  readonly warmUp: number;
  /** Steps from one selection to the next. */
  readonly interval: number;
  /** Channels by which the masks may grow at each. */
  readonly growth: number;
}

/**
 * A training that forgets channels as it goes. It measures, beside the trained network's own figures: `top1Base` of the network that it began
 * with, `top1Pruned` of the converted one, `drop` (the difference of these two), `lostByCut` (what the conversion cost), `differing` (test images
 * that the network is of two minds about before and after), `reduction` (share of the multiply-adds that went), `macsPruned`, `paramsPruned`,
 * `channels` (left in all targets), `nonZero` (penalised rows of ε or more).
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
    measure: (trained, judge) => measure(trained, start(trained.base), settings, judge),
  };
}

const kindOf = (on: Exclude<Penalised, 'filters'>) => (on === 'factors' ? 'vector' : 'matrix');

/** What is penalised, in the order of the targets. `base` is the network without compactors. */
function penalisedIn(base: Network, { on, except }: What): readonly Compactor[] {
  const where = whereOf({ except });
  return on === 'filters'
    ? placesOf(base, where).map(({ target: { path, group } }) => ({ parameter: `${path}.kernel`, group: group.name }))
    : compactorsOf(base, kindOf(on), where);
}

function whereOf({ except = [] }: Pick<What, 'except'>): Where {
  const excepted = matcher(except, 'except');
  return ({ path }) => !excepted(path);
}

const dueBy =
  ({ warmUp, interval }: ResetSchedule) =>
  ({ step }: Clock): boolean =>
    step > warmUp && (step - warmUp) % interval === 0;

/** Masks grow by so many channels until the network without the masked ones is within its budget. */
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

/** The rows that the penalty pulls at in a network that learns. */
export const rowsOf = ({ params }: Network, base: Network, what: What): readonly Rows[] =>
  penalisedIn(base, what).map(({ parameter, group }) => ({ group, norms: rowNorms(params.get(parameter)!) }));

/** What a trained network keeps: what wasn't forgotten or, where nothing ends as zero, what the budget takes of the longest rows. */
export function keptBy(rows: readonly Rows[], base: Network, settings: ResRepSettings): Kept {
  const { on, keep, reset, minKept = 1 } = settings;
  if (reset !== undefined && on !== 'filters') return survivors(rows);
  const { whole, costOf } = budgetOf(base, whereOf(settings));
  const gone = selectChannels({ norms: rows.map(({ norms }) => norms), costOf, budget: keep * whole, minKept });
  return rows.map(({ norms }, i) => [...Array(norms.length).keys()].filter(channel => !gone[i]!.has(channel)));
}

/** A trained network folded and cut to these channels. Filters that are cut aren't zero behind their norms: they just go. */
export const cutTo = (net: Network, rows: readonly Rows[], kept: Kept, on: Penalised): Network =>
  convert(net, rows, kept, { bare: on === 'filters' });

async function measure(
  { net, base: unpruned, metrics }: Trained,
  base: Network,
  settings: ResRepSettings,
  judge: Evaluator,
): Promise<Metrics> {
  const rows = rowsOf(net, base, settings);
  const kept = keptBy(rows, base, settings);
  const narrow = cutTo(net, rows, kept, settings.on);
  const [before, after] = [await judge.predictions(net), await judge.predictions(narrow)];
  const top1Base = judge.accuracy(await judge.predictions(unpruned));
  const top1Pruned = judge.accuracy(after);
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
        judge,
        settings.minimalOn,
      ))),
  };
}
