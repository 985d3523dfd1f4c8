/** Orders in which the filters of one layer are removed, without fine-tuning: oracle pruning, and what comes near it (section 4.4, figure 3). */
import { RefoldError, type Rng } from '@refold/core';
import { disposeInstance, type Instance, instantiate } from '@refold/core/apply';
import { type Augmentation, type Dataset, subset } from '@refold/core/data';
import type { Network } from '@refold/core/layers';
import { rank, type Target } from '@refold/core/prune';
import { channelActivity, evaluate, taylorImportance } from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';
import { type Scored, withMasks, withOpenMasks } from './masks.ts';

/** How an order is made. */
export const ORDERS = ['oracle', 'oracle10', 'aofp', 'degraded', 'magnitude', 'taylor', 'apoz', 'index'] as const;
/** The name of an order. */
export type Order = (typeof ORDERS)[number];

/** How images are looked at. */
export interface ImageView {
  readonly batchSize: number;
  readonly augment?: Augmentation;
}

/** One layer of a network whose filters are masked one after the other, and the images that damage is assessed on. */
export class MaskedLayer {
  readonly target: Target;
  readonly #net: Network;
  readonly #scored: Scored;
  readonly #instance: Instance;
  readonly #view: ImageView;

  /** @throws RefoldError for a path that is no layer that can be masked */
  constructor(net: Network, path: string, view: ImageView) {
    const masked = withMasks(net, target => target.path === path);
    const [scored] = masked.scored;
    if (scored === undefined) throw new RefoldError(`${path}: no layer there can be masked`);
    this.#net = net;
    this.#scored = scored;
    this.target = scored.target;
    this.#view = view;
    this.#instance = instantiate({ ...net, layer: masked.layer, params: withOpenMasks(net.params, masked) });
  }

  /** Mean loss and top-1 accuracy over a dataset with only these filters. */
  async evaluate(kept: Iterable<number>, dataset: Dataset): Promise<{ readonly loss: number; readonly top1: number }> {
    const values = new Float32Array(this.target.group.size);
    for (const filter of kept) values[filter] = 1;
    const mask = tf.tensor1d(values);
    this.#instance.variables.get(this.#scored.mask)!.assign(mask);
    mask.dispose();
    const { loss, top1 } = await evaluate(this.#instance, dataset, this.#view);
    return { loss: loss!, top1: top1! };
  }

  /**
   * All filters, those first that go first.
   * @param images the assessment set of the oracle; 'oracle10' takes ten times as many from `dataset`, 'aofp' as many in all as the oracle looks at
   */
  async order(by: Order, dataset: Dataset, images: number, rng: Rng): Promise<readonly number[]> {
    const first = (count: number): Dataset => subset(dataset, { first: Math.min(count, dataset.size) });
    const own = first(images);
    const targets = [this.target];
    switch (by) {
      case 'oracle':
        return await this.#oracle(own);
      case 'oracle10':
        return await this.#oracle(first(10 * images));
      case 'degraded':
        return ascending(await this.#damages(this.#all(), own));
      case 'aofp':
        return await this.#halving(dataset, images, rng);
      case 'magnitude':
        return ascending(rank(this.#net, targets, 'l1')[0]!);
      case 'taylor':
        return ascending((await taylorImportance(this.#net, targets, own, this.#view))[0]!);
      case 'apoz':
        return ascending((await channelActivity(this.#net, targets, own, this.#view))[0]!);
      case 'index':
        return this.#all();
    }
  }

  /** Frees what is on the backend. */
  dispose(): void {
    disposeInstance(this.#instance);
  }

  #all(): number[] {
    return [...Array(this.target.group.size).keys()];
  }

  /** The loss without each of the filters kept. */
  async #damages(kept: readonly number[], dataset: Dataset): Promise<Float64Array> {
    const damages = new Float64Array(kept.length);
    for (const [i, filter] of kept.entries()) {
      damages[i] = (
        await this.evaluate(
          kept.filter(other => other !== filter),
          dataset,
        )
      ).loss;
    }
    return damages;
  }

  /** The filter without which the loss is lowest goes, then all are assessed anew: c·(c + 1)/2 passes over the images. */
  async #oracle(dataset: Dataset): Promise<readonly number[]> {
    let kept = this.#all();
    const gone: number[] = [];
    while (kept.length > 1) {
      const [least] = ascending(await this.#damages(kept, dataset));
      gone.push(kept[least!]!);
      kept = kept.filter((_, i) => i !== least);
    }
    return [...gone, ...kept];
  }

  /**
   * For each filter that goes, candidates are halved: random halves are masked, each for a batch, and the half that the loss suffers least from stays.
   * As a single layer is pruned, damage is that of the loss. Removing one of n filters looks at n·images images, as the oracle does.
   */
  async #halving(dataset: Dataset, images: number, rng: Rng): Promise<readonly number[]> {
    const batchSize = Math.min(this.#view.batchSize, dataset.size);
    const some = chunks(dataset, batchSize);
    let kept = this.#all();
    const gone: number[] = [];
    let sample = 0;
    while (kept.length > 1) {
      let candidates = kept;
      const rounds = Math.ceil(Math.log2(candidates.length));
      const samples = Math.max(2, Math.round((kept.length * images) / batchSize / rounds));
      while (candidates.length > 1) {
        const [sums, counts] = [new Map<number, number>(), new Map<number, number>()];
        for (let k = 0; k < samples; k++, sample++) {
          const masked = drawn(candidates, Math.floor(candidates.length / 2), rng.fork(sample));
          const rest = kept.filter(filter => !masked.includes(filter));
          const { loss } = await this.evaluate(rest, some[sample % some.length]!);
          for (const filter of masked) {
            sums.set(filter, (sums.get(filter) ?? 0) + loss);
            counts.set(filter, (counts.get(filter) ?? 0) + 1);
          }
        }
        const mean = (filter: number): number =>
          (sums.get(filter) ?? Number.POSITIVE_INFINITY) / (counts.get(filter) ?? 1);
        const half = Math.floor(candidates.length / 2);
        candidates = [...candidates].sort((a, b) => mean(a) - mean(b) || a - b).slice(0, half);
      }
      gone.push(candidates[0]!);
      kept = kept.filter(filter => filter !== candidates[0]);
    }
    return [...gone, ...kept];
  }
}

/** Indices by ascending value; of equal ones the earlier. */
const ascending = (values: ArrayLike<number>): number[] =>
  [...Array(values.length).keys()].sort((a, b) => values[a]! - values[b]! || a - b);

function drawn(from: readonly number[], count: number, rng: Rng): readonly number[] {
  const left = [...from];
  return Array.from({ length: count }, () => left.splice(rng.int(left.length), 1)[0]!);
}

/** A dataset in parts of a batch each. */
function chunks(dataset: Dataset, batchSize: number): readonly Dataset[] {
  const count = Math.floor(dataset.size / batchSize);
  return Array.from({ length: count }, (_, i) =>
    subset(dataset, { ...(i > 0 && { after: i * batchSize }), first: batchSize }),
  );
}
