/** A block with parameters, and what folding makes of it. */
import { ndarray, RefoldError, Rng } from '@refold/core';
import { type Count, count } from '@refold/core/cost';
import { type FoldReport, fold, withRandomNorms } from '@refold/core/fold';
import { network } from '@refold/core/init';
import type { Layer, Network, Shape } from '@refold/core/layers';
import type { Pruning } from '../examples/index.ts';

/** Both forms of a block. */
export interface Study {
  readonly trained: Network;
  readonly folded: Network;
  readonly report: FoldReport;
  readonly before: Count;
  readonly after: Count;
}

/** Norms are drawn from this range. */
const NORMS = [0.5, 1.5] as const;

/** Parameters and multiply-adds that a page can fold and run while a reader waits. */
const MOST_PARAMS = 4e6;
const MOST_MACS = 1e9;

/**
 * Draws a block's parameters and folds it. Kernels are the same for every seed, norms are not.
 * @throws RefoldError for a block that is too large, and as `fold`
 */
export function study(layer: Layer, input: Shape, seed: number, pruning?: Pruning): Study {
  const before = count(layer, input);
  const { params, macs } = before.total;
  if (params > MOST_PARAMS || macs > MOST_MACS) {
    throw new RefoldError(
      `this block has ${params.toLocaleString('en')} parameters and ${macs.toLocaleString('en')} multiply-adds, which is too much for a page: ` +
        'use fewer channels, or a smaller map',
    );
  }
  const fresh = withoutZeros(network(layer, input, Rng.seeded('playground')));
  const rng = Rng.seeded(seed);
  const normed = withRandomNorms(fresh, NORMS, rng.fork('norms'));
  const trained = pruning === undefined ? normed : pruning.train(normed, rng.fork('pruning'));
  const { network: folded, report } = fold(pruning === undefined ? trained : pruning.cut(trained));
  return { trained, folded, report, before, after: count(folded.layer, folded.input) };
}

/** The network with drawn values in kernels that start at zero, which would hide what they do. */
function withoutZeros(net: Network): Network {
  const rng = Rng.seeded('zeros');
  const params = [...net.params].map(([path, array]) => {
    if (!path.endsWith('kernel') || array.data.some(value => value !== 0)) return [path, array] as const;
    const drawn = rng.fork(path);
    return [path, ndarray(array.shape, () => drawn.normal(0, 0.2))] as const;
  });
  return { ...net, params: new Map(params) };
}
