/** Tables that time whole models: on how many images, of which size, how often. */
import type { Bench } from './cells.ts';
import type { Model } from './model.ts';
import type { Settings } from './scales.ts';

export interface TimedSettings extends Settings {
  /** Images per pass. */
  readonly timedBatch: number;
  /** Height and width of the images; default: the model's own. */
  readonly timedSide?: number;
}

/** Settings that say in words what they time: 'timed at 96×96, batch 1', after a name (`what`) if there is one. */
export function timedAt(timedBatch: number, rounds: number, timedSide?: number, what?: string): TimedSettings {
  const size = timedSide === undefined ? 'its own size' : `${timedSide}×${timedSide}`;
  const network = `${what === undefined ? '' : `${what}, `}timed at ${size}, batch ${timedBatch}`;
  return { timedBatch, rounds, network, ...(timedSide !== undefined && { timedSide }) };
}

/** A pass of a model on images of the settings' size and number. */
export const timingOf =
  ({ build, input }: Model): Bench<TimedSettings> =>
  ({ timedBatch, timedSide }) => ({
    layer: build(),
    input: timedSide === undefined ? input : [timedSide, timedSide, ...input.slice(2)],
    batchSize: timedBatch,
  });
