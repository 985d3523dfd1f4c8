/** Forward passes to be timed. Loads the tensor library. */

import { Rng } from '@refold/core';
import { disposeInstance, instantiate, pass } from '@refold/core/apply';
import { fold } from '@refold/core/fold';
import { network } from '@refold/core/layers';
import * as tf from '@tensorflow/tfjs-core';
import type { Timed } from './bench.ts';
import type { BenchCase } from './types.ts';

export interface Prepared {
  readonly run: Timed;
  /** Work of a run, in the column's unit. */
  readonly work: number;
  dispose(): void;
}

/** Uploads a case's network and a random batch to the active backend. */
export function prepare({ layer, input, batch, fold: folded, work = batch }: BenchCase): Prepared {
  const rng = Rng.seeded('bench');
  const fresh = network(layer, input, rng.fork('parameters'));
  const instance = instantiate(folded ? fold(fresh).network : fresh);
  const pixels = rng.fork('input');
  const size = batch * input.reduce((a, b) => a * b, 1);
  const x = tf.tensor(
    Float32Array.from({ length: size }, () => pixels.uniform(-1, 1)),
    [batch, ...input],
  );
  return {
    work,
    run: async () => {
      const applied = pass(instance, x, { mode: 'inference' });
      await applied.output.data();
      applied.output.dispose();
      applied.dispose();
    },
    dispose: () => {
      disposeInstance(instance);
      x.dispose();
    },
  };
}
