/** Networks that `resrep` trains, at the end of a run or on its way: their rows, and what is left of them when they are cut. */
import { RefoldError, Rng } from '@refold/core';
import { fold } from '@refold/core/fold';
import { init } from '@refold/core/init';
import type { Network, Params } from '@refold/core/layers';
import type { TrainConfig } from '@refold/core/train';
import type { Kept, Rows } from './conversion.ts';
import { cutTo, keptBy, type ResRepSettings, resrep, rowsOf } from './method.ts';
import type { Prunable } from './minimal.ts';

/** A network that a run of the method `resrep` trains. */
export class LearnedNetwork implements Prunable {
  readonly settings: ResRepSettings;
  /** The network as it is trained, with its compactors. */
  readonly net: Network;
  /** What the compactors were put into. Its parameters are not those that the run began with. */
  readonly base: Network;

  /**
   * @param config of the run
   * @param params at the end of the run, or a snapshot
   * @throws RefoldError for a run of another method
   */
  constructor({ layer, input, method }: Pick<TrainConfig, 'layer' | 'input' | 'method'>, params: Params) {
    if (method?.name !== 'resrep') {
      throw new RefoldError(`the run's method is ${method === undefined ? 'none' : `'${method.name}'`}, not 'resrep'`);
    }
    this.settings = method as ResRepSettings;
    const fresh = { layer, input, params: init(layer, input, Rng.seeded(0)) };
    this.base = this.settings.folded ? fold(fresh).network : fresh;
    this.net = { ...resrep(this.settings).prepare!(fresh, Rng.seeded(0)), params };
  }

  /** The penalised rows, per target. */
  get rows(): readonly Rows[] {
    return rowsOf(this.net, this.base, this.settings);
  }

  /** The channels that it keeps when it is cut as it is. */
  get kept(): Kept {
    return keptBy(this.rows, this.base, this.settings);
  }

  /** The network folded, with only these channels. @param kept default: those that it keeps as it is */
  cut(kept: Kept = this.kept): Network {
    return cutTo(this.net, this.rows, kept, this.settings.on);
  }
}
