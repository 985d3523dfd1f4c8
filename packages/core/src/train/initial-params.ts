/** What a training begins with that is given nothing. */
import { init } from '../init/init.ts';
import type { Params } from '../layers/types.ts';
import { Rng } from '../rng.ts';
import type { TrainConfig } from './config.ts';

/** The parameters of a network that a training of this seed begins with, where it has no others. */
export const initialParams = ({ layer, input, seed }: Pick<TrainConfig, 'layer' | 'input' | 'seed'>): Params =>
  init(layer, input, Rng.seeded(seed).fork('init'));
