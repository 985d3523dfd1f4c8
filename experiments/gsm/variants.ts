/** What figures 3 and 4 change of a training by GSM, and what they keep of it. */
import type { RunConfig } from '@refold/lab';
import type { GsmSettings } from 'gsm';

export interface Variant {
  /** In place of the training's own. */
  readonly momentum?: number;
  readonly frozenMask?: boolean;
}

/** The training with that change, with copies of its parameters every so many epochs and a count of re-activations. */
export function varied(config: RunConfig, { momentum, frozenMask = false }: Variant, snapshotEvery: number): RunConfig {
  const { sensitivityOn: _, ...method } = config.method as GsmSettings;
  return {
    ...config,
    optimizer: { ...config.optimizer, ...(momentum !== undefined && { momentum }) } as RunConfig['optimizer'],
    method: { ...method, ...(frozenMask ? { frozenMask } : { counted: true }) } as GsmSettings,
    snapshotEvery,
    evalEvery: snapshotEvery,
  };
}
