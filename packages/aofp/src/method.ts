/** AOFP as a method of a run, and the run that goes on with what it leaves. */
import { prunedCost } from '@refold/core/cost';
import { init } from '@refold/core/init';
import type { Network, Params } from '@refold/core/layers';
import { freeze, matcher, type Pattern } from '@refold/core/optim';
import { keepChannels, type Selection } from '@refold/core/prune';
import { compareNetworks, type Method, type MethodSpec } from '@refold/core/train';
import type { ScoringSettings } from './joint-search.ts';
import { MASK_PATTERN, type Masked, withMasks, withOpenMasks } from './masks.ts';
import { scoring } from './scoring.ts';

/** Settings of `aofp`, as JSON in a run's configuration. */
export interface AofpSettings extends MethodSpec, ScoringSettings {
  readonly name: 'aofp';
  /** Layers that are not pruned, by patterns of their paths. Default: none. */
  readonly except?: readonly Pattern[];
}

/** Settings of `cutMasked`: those of the run that left the masks. */
export interface CutMaskedSettings extends MethodSpec {
  readonly name: 'cutMasked';
  readonly except?: readonly Pattern[];
  /** Whether parameters are initialised anew, so that the structure alone is kept. Default: false. */
  readonly fresh?: boolean;
}

/**
 * The method of the paper: the network learns on under masks, and every layer is scored in every step, until the multiply-adds are within the budget.
 * Metrics, accuracies from 0 to 1:
 * - `top1Base`, `top1Pruned`: accuracy of the network that the run starts from, and of the cut one, before it is fine-tuned; `drop`: their difference
 * - `differing`: test images whose prediction the cut changes; `logitDifference`: the largest change of a logit on the first 1,000 test images
 * - `reduction`: share of the multiply-adds that is saved; `macsPruned`, `paramsPruned`: cost of the cut network; `channels`: what its targets keep
 */
export const aofp = (settings: AofpSettings): Method => ({
  prepare: base => {
    const masked = maskedOf(base, settings);
    return { layer: masked.tapped, input: base.input, params: withOpenMasks(base.params, masked) };
  },
  transform: () => freeze([MASK_PATTERN]),
  watch: (_, base) => scoring(base, maskedOf(base, settings).scored, settings),
  measure: async ({ net, base }, evaluator) => {
    const narrow = cutNetwork(base, net.params, settings);
    const { top1: top1Pruned, differing, logitDifference } = await compareNetworks(evaluator, net, narrow);
    const top1Base = evaluator.accuracy(await evaluator.predictions(base));
    return {
      top1Base,
      top1Pruned,
      drop: top1Base - top1Pruned,
      differing,
      logitDifference,
      ...prunedCost(narrow, base),
      channels: Object.values(keptBy(base, net.params, settings)).reduce((sum, { length }) => sum + length, 0),
    };
  },
});

/**
 * Fine-tunes what a run by `aofp` leaves: begins with its parameters, its masks among them, and cuts before the first step. Metrics: `top1Pruned`,
 * accuracy at the end, `top1Cut`, that before fine-tuning, `reduction`, `macsPruned`, `paramsPruned`.
 */
export const cutMasked = (settings: CutMaskedSettings): Method => ({
  prepare: (base, rng) => {
    const narrow = cutNetwork(base, base.params, settings);
    return settings.fresh ? { ...narrow, params: init(narrow.layer, narrow.input, rng) } : narrow;
  },
  measure: async ({ net, base, metrics }, evaluator) => ({
    top1Pruned: metrics.top1!,
    top1Cut: evaluator.accuracy(await evaluator.predictions(cutNetwork(base, base.params, settings))),
    ...prunedCost(net, base),
  }),
});

type Where = Pick<AofpSettings, 'except'>;

function maskedOf({ layer, input }: Network, { except = [] }: Where): Masked {
  const excepted = matcher(except, 'except');
  return withMasks({ layer, input }, ({ path }) => !excepted(path));
}

/** The channels that masks keep, by the names of groups. @param params of the network with masks */
export function keptBy(base: Network, params: Params, where: Where = {}): Selection {
  return Object.fromEntries(
    maskedOf(base, where).scored.map(({ target, mask }) => {
      const { data } = params.get(mask)!;
      return [target.group.name, [...data.keys()].filter(filter => data[filter] !== 0)];
    }),
  );
}

/** The network without its masks and without the filters that they drop: it has the same outputs. @param base without masks */
export const cutNetwork = (base: Network, params: Params, where: Where = {}): Network =>
  keepChannels({ ...base, params }, keptBy(base, params, where));
