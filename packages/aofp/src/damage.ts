/** The damage that filters do when they are masked, measured one layer further (equations 6 and 7). */
import { type Instance, partOf, pass } from '@refold/core/apply';
import * as tf from '@tensorflow/tfjs-core';
import type { Scored } from './masks.ts';

/** Energy that an output is taken to have at least: one of zeros that stays so is undamaged. */
const TINY = 1e-12;

/** Σ (M − M′)²/Σ M²: how much the reader's output differs, as a share of its energy. A scalar; operands are borrowed. */
export const relativeDamage = (base: tf.Tensor, damaged: tf.Tensor): tf.Scalar =>
  tf.tidy(() => tf.div(tf.sum(tf.square(tf.sub(base, damaged))), tf.maximum(tf.sum(tf.square(base)), TINY)));

/**
 * Measures the damage of masking filters of one layer, in the batch whose forward pass the taps show. The reader runs once more, on the same weights,
 * with statistics of its own batch where the network trains; running statistics and gradients have no part in it.
 */
export class DamageMeter {
  readonly #scored: Scored;
  #reader: { readonly of: Instance; readonly part: Instance } | undefined;

  constructor(scored: Scored) {
    this.#scored = scored;
  }

  /** A scalar, the caller's. @param dropped the filters that are masked besides those that the network's own mask drops */
  measure(instance: Instance, taps: ReadonlyMap<string, tf.Tensor>, dropped: readonly number[]): tf.Scalar {
    const { given, gives, target } = this.#scored;
    const [x, base] = [taps.get(given)!, taps.get(gives)!];
    const keep = new Float32Array(target.group.size).fill(1);
    for (const filter of dropped) keep[filter] = 0;
    const masked = tf.tidy(() => tf.mul(x, tf.tensor1d(keep)));
    const applied = pass(this.#readerOn(instance), masked, {
      mode: 'train',
      differentiate: false,
      keepStatistics: true,
    });
    const damage = relativeDamage(base, applied.output);
    applied.dispose();
    tf.dispose([masked, applied.output]);
    return damage;
  }

  #readerOn(instance: Instance): Instance {
    if (this.#reader?.of !== instance) {
      const { reader } = this.#scored;
      this.#reader = { of: instance, part: partOf(instance, reader, reader.pathIn) };
    }
    return this.#reader.part;
  }
}
