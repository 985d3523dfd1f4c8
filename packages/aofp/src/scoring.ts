/** Scoring all layers at once while the network learns, and masking what does no harm (sections 3.3 and 3.4). */
import { type NdArray, RefoldError } from '@refold/core';
import type { Instance } from '@refold/core/apply';
import { multiplyAdds } from '@refold/core/prune';
import type { TaskState, WatchedStep, Watcher } from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';
import { DamageMeter } from './damage.ts';
import type { Expression, Scored } from './masks.ts';
import { FilterSearch, type SearchSettings } from './search.ts';

/** Settings of the scoring. */
export interface ScoringSettings extends SearchSettings {
  /** Steps before the first layer is scored. Layer i of n begins i·⌊samples/n⌋ steps later. */
  readonly warmUp: number;
  /** Share of the multiply-adds at which scoring ends. */
  readonly keep: number;
  /**
   * Step at which the budget is met, whatever it costs: for runs of a fixed length. While the multiply-adds lie above the straight line from `warmUp`
   * to this step, each layer that gives up raises the threshold by 2^(1/n), for all n layers; at this step filters go one by one, those of
   * the least damage that was last measured. Ours: the authors' runs last as long as they take. Default: none, and the threshold stays.
   */
  readonly deadline?: number;
}

/**
 * The watcher that scores layers step by step. A sample is one batch: half of a layer's candidates are masked, and what reads them is compared with
 * itself. Masks move in place, in the parameters of the network.
 * @param base without masks: its multiply-adds count
 */
export function scoring(base: Expression, scored: readonly Scored[], settings: ScoringSettings): Watcher {
  const { samples, warmUp, keep, threshold, deadline } = settings;
  const targets = scored.map(({ target }) => target);
  const costOf = multiplyAdds(base.layer, base.input, targets);
  const whole = costOf(targets.map(({ group }) => group.size));
  const meters = scored.map(one => new DamageMeter(one));
  const offset = Math.floor(samples / scored.length);
  let searches = targets.map(({ group }) => new FilterSearch(group.size, settings));

  let rises = 0;

  /** What is left of the multiply-adds, as a share of all. */
  const left = (): number => costOf(searches.map(({ kept }) => kept.length)) / whole;
  const isDone = (): boolean => left() <= keep;
  const isLate = (step: number): boolean =>
    deadline !== undefined && left() > 1 - ((1 - keep) * (step - warmUp)) / (deadline - warmUp);
  const maskIn = (instance: Instance, i: number): void =>
    setMask(instance.variables.get(scored[i]!.mask)!, searches[i]!.kept);

  /** Prunes filter by filter until the budget is met, or no layer has any left to give. */
  const settle = (instance: Instance): void => {
    while (!isDone()) {
      const least = leastDamage(searches);
      if (least === undefined) break;
      searches[least.layer]!.prune([least.filter]);
    }
    for (const i of scored.keys()) maskIn(instance, i);
  };

  const step = async ({ taps, instance, clock, rng }: WatchedStep): Promise<void> => {
    if (isDone()) return;
    if (deadline !== undefined && clock.step >= deadline) return settle(instance);
    const due = scored.flatMap((one, i) => {
      const isStarted = clock.step >= warmUp + i * offset;
      return isStarted && searches[i]!.isOpen ? [{ i, one, dropped: searches[i]!.draw(rng.fork(one.mask)) }] : [];
    });
    if (due.length === 0) return;
    const damages = due.map(({ i, dropped }) => meters[i]!.measure(instance, taps, dropped));
    const all = tf.stack(damages);
    const values = await all.data();
    tf.dispose([all, ...damages]);
    for (const [k, { i, dropped }] of due.entries()) {
      const decision = searches[i]!.add(dropped, values[k]!, threshold * 2 ** (rises / scored.length));
      if (decision?.kind === 'giveUp' && isLate(clock.step)) rises++;
      if (decision?.kind !== 'prune') continue;
      maskIn(instance, i);
      if (isDone()) return;
    }
  };

  const state: TaskState = {
    save: () =>
      new Map([
        ['rises', vector(Float32Array.of(rises))],
        ...scored.flatMap(({ mask }, i) => {
          const { taken, ...arrays } = searches[i]!.save();
          const own = Object.entries(arrays).map(([name, data]) => [`${name}/${mask}`, vector(data)] as const);
          return [...own, [`taken/${mask}`, vector(Float32Array.of(taken))] as const];
        }),
      ]),
    load: saved => {
      const at = (name: string): NdArray['data'] => {
        const array = saved.get(name);
        if (array === undefined) throw new RefoldError(`aofp: the checkpoint lacks the state '${name}'`);
        return array.data;
      };
      const read = (name: string, mask: string): NdArray['data'] => at(`${name}/${mask}`);
      rises = at('rises')[0]!;
      searches = scored.map(
        ({ mask, target }) =>
          new FilterSearch(target.group.size, settings, {
            kept: Float32Array.from(read('kept', mask)),
            candidates: Float32Array.from(read('candidates', mask)),
            sums: Float64Array.from(read('sums', mask)),
            counts: Float64Array.from(read('counts', mask)),
            known: Float64Array.from(read('known', mask)),
            taken: read('taken', mask)[0]!,
          }),
      );
    },
  };
  return { step, state };
}

const vector = (data: NdArray['data']): NdArray => ({ shape: [data.length], data });

/** The filter of the least damage that is known, among layers that have any to give; of equal ones, one of the layer that has lost least. */
function leastDamage(searches: readonly FilterSearch[]) {
  let least: { readonly layer: number; readonly filter: number } | undefined;
  let [damage, share] = [Number.POSITIVE_INFINITY, 0];
  for (const [layer, search] of searches.entries()) {
    if (!search.isOpen) continue;
    for (const filter of search.kept) {
      const own = search.knownDamage(filter);
      if (own > damage || (own === damage && search.share <= share)) continue;
      least = { layer, filter };
      [damage, share] = [own, search.share];
    }
  }
  return least;
}

function setMask(variable: tf.Variable, kept: readonly number[]): void {
  const values = new Float32Array(variable.size);
  for (const filter of kept) values[filter] = 1;
  const next = tf.tensor1d(values);
  variable.assign(next);
  next.dispose();
}
