/** Scoring all layers at once while the network learns, and masking what does no harm (sections 3.3 and 3.4). */
import type { Instance } from '@refold/core/apply';
import type { Expression } from '@refold/core/layers';
import type { WatchedStep, Watcher } from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';
import { DamageMeter } from './damage.ts';
import { JointSearch, type ScoringSettings } from './joint-search.ts';
import type { Scored } from './masks.ts';

/**
 * The watcher that scores layers step by step. A sample is one batch: half of a layer's candidates are masked, and what reads them is compared with
 * itself. Masks move in place, in the parameters of the network.
 * @param base without masks: its multiply-adds count
 */
export function scoring(base: Expression, scored: readonly Scored[], settings: ScoringSettings): Watcher {
  const search = new JointSearch(base, scored, settings);
  const meters = scored.map(one => new DamageMeter(one));
  const maskIn = (instance: Instance, layer: number): void =>
    setMask(instance.variables.get(scored[layer]!.mask)!, search.kept(layer));

  const step = async ({ taps, instance, clock, rng }: WatchedStep): Promise<void> => {
    if (search.isDone) return;
    if (search.isOver(clock.step)) {
      search.settle();
      for (const layer of scored.keys()) maskIn(instance, layer);
      return;
    }
    const trials = search.trials(clock.step, rng);
    if (trials.length === 0) return;
    const damages = trials.map(({ layer, dropped }) => meters[layer]!.measure(instance, taps, dropped));
    const all = tf.stack(damages);
    const values = await all.data();
    tf.dispose([all, ...damages]);
    for (const [i, trial] of trials.entries()) {
      if (!search.add(trial, values[i]!, clock.step)) continue;
      maskIn(instance, trial.layer);
      if (search.isDone) return;
    }
  };

  return { step, state: search.state };
}

function setMask(variable: tf.Variable, kept: readonly number[]): void {
  const values = new Float32Array(variable.size);
  for (const filter of kept) values[filter] = 1;
  const next = tf.tensor1d(values);
  variable.assign(next);
  next.dispose();
}
