/** Scoring all layers at once while the network learns, and masking what does no harm (sections 3.3 and 3.4). */
import { type NdArray, RefoldError } from '@refold/core';
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
}

/**
 * The watcher that scores layers step by step. A sample is one batch: half of a layer's candidates are masked, and what reads them is compared with
 * itself. Masks move in place, in the parameters of the network.
 * @param base without masks: its multiply-adds count
 */
export function scoring(base: Expression, scored: readonly Scored[], settings: ScoringSettings): Watcher {
  const { samples, warmUp, keep } = settings;
  const targets = scored.map(({ target }) => target);
  const costOf = multiplyAdds(base.layer, base.input, targets);
  const whole = costOf(targets.map(({ group }) => group.size));
  const meters = scored.map(one => new DamageMeter(one));
  const offset = Math.floor(samples / scored.length);
  let searches = targets.map(({ group }) => new FilterSearch(group.size, settings));

  /** What is left of the multiply-adds is within the budget. */
  const isDone = (): boolean => costOf(searches.map(({ kept }) => kept.length)) <= keep * whole;

  const step = async ({ taps, instance, clock, rng }: WatchedStep): Promise<void> => {
    if (isDone()) return;
    const due = scored.flatMap((one, i) => {
      const isStarted = clock.step >= warmUp + i * offset;
      return isStarted && searches[i]!.isOpen ? [{ i, one, dropped: searches[i]!.draw(rng.fork(one.mask)) }] : [];
    });
    if (due.length === 0) return;
    const damages = due.map(({ i, dropped }) => meters[i]!.measure(instance, taps, dropped));
    const all = tf.stack(damages);
    const values = await all.data();
    tf.dispose([all, ...damages]);
    for (const [k, { i, one, dropped }] of due.entries()) {
      const decision = searches[i]!.add(dropped, values[k]!);
      if (decision?.kind !== 'prune') continue;
      mask(instance.variables.get(one.mask)!, searches[i]!.kept);
      if (isDone()) return;
    }
  };

  const state: TaskState = {
    save: () =>
      new Map(
        scored.flatMap(({ mask }, i) => {
          const { taken, ...arrays } = searches[i]!.save();
          const own = Object.entries(arrays).map(([name, data]) => [`${name}/${mask}`, vector(data)] as const);
          return [...own, [`taken/${mask}`, vector(Float32Array.of(taken))] as const];
        }),
      ),
    load: saved => {
      const read = (name: string, mask: string): NdArray['data'] => {
        const array = saved.get(`${name}/${mask}`);
        if (array === undefined) throw new RefoldError(`aofp: the checkpoint lacks the state '${name}/${mask}'`);
        return array.data;
      };
      searches = scored.map(
        ({ mask, target }) =>
          new FilterSearch(target.group.size, settings, {
            kept: Float32Array.from(read('kept', mask)),
            candidates: Float32Array.from(read('candidates', mask)),
            sums: Float64Array.from(read('sums', mask)),
            counts: Float64Array.from(read('counts', mask)),
            taken: read('taken', mask)[0]!,
          }),
      );
    },
  };
  return { step, state };
}

const vector = (data: NdArray['data']): NdArray => ({ shape: [data.length], data });

function mask(variable: tf.Variable, kept: readonly number[]): void {
  const values = new Float32Array(variable.size);
  for (const filter of kept) values[filter] = 1;
  const next = tf.tensor1d(values);
  variable.assign(next);
  next.dispose();
}
