/** Tables that time whole models: on how many images, of which size, how often. */
import type { Bench, BenchCase } from './cells.ts';
import type { Model } from './model.ts';
import type { Settings } from './scales.ts';

/** Settings that say in words what they time: 'timed at 96×96, batch 1', after the network (`what`) if the rows aren't named after it. */
export function timedAt(timedBatch: number, rounds: number, timedSide?: number, what?: string) {
  const size = timedSide === undefined ? 'its own size' : `${timedSide}×${timedSide}`;
  const timed = `${what === undefined ? '' : `${what}; `}timed at ${size}, batch ${timedBatch}`;
  return { timedBatch, rounds, timed, ...(timedSide !== undefined && { timedSide }) };
}

/** A pass of a model on images of the settings' size and number; `more` says what else its row does in its own way. */
export const timingOf =
  ({ build, input }: Model, more?: Pick<BenchCase, 'fold' | 'mode'>): Bench<Settings> =>
  ({ timedBatch = 1, timedSide }) => ({
    layer: build(),
    input: timedSide === undefined ? input : [timedSide, timedSide, ...input.slice(2)],
    batchSize: timedBatch,
    ...more,
  });
