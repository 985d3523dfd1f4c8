/** The parameters of runs that begin with no others. */
import { init } from '../init/init.ts';
import type { Params } from '../layers/types.ts';
import { Rng } from '../rng.ts';
import type { TrainConfig } from './config.ts';

/** The freshly initialised parameters that a run of this network and seed begins with. */
export const initialParams = ({ layer, input, seed }: Pick<TrainConfig, 'layer' | 'input' | 'seed'>): Params =>
  init(layer, input, Rng.seeded(seed).fork('init'));
