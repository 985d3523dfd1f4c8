/** What a trained network looks at: the weights that its spatial attention gives to places. */
import { RefoldError } from '@refold/core';
import { evaluateWithTaps } from '@refold/core/apply';
import type { Batch } from '@refold/core/data';
import { ATTENTION, type Network } from '@refold/core/layers';

/** Weights of places of some images, each image's of sum 1. */
export interface AttentionMaps {
  /** [images, height, width] */
  readonly weights: Float32Array;
  readonly size: readonly [height: number, width: number];
}

/** The maps of a batch of images. @throws RefoldError for a network without spatial attention */
export async function attentionMaps(
  net: Network,
  { images, shape }: Pick<Batch, 'images' | 'shape'>,
): Promise<AttentionMaps> {
  const map = (await evaluateWithTaps(net, { shape, data: images })).taps.get(ATTENTION);
  if (map === undefined) throw new RefoldError(`the network has no spatial attention: no tap '${ATTENTION}'`);
  const [, height, width] = map.shape as [number, number, number];
  return { weights: map.data as Float32Array, size: [height, width] };
}

/**
 * The share of an image's attention that lies on an object.
 * @param weights of places, [height, width]
 * @param mask 1 on the object, else 0: [side, side], whose side the map's sides divide
 */
export function attentionOn(
  weights: ArrayLike<number>,
  [height, width]: AttentionMaps['size'],
  mask: Uint8Array,
): number {
  const side = Math.sqrt(mask.length);
  const [tall, wide] = [side / height, side / width];
  let share = 0;
  for (let i = 0; i < mask.length; i++) {
    const [y, x] = [Math.floor(Math.floor(i / side) / tall), Math.floor((i % side) / wide)];
    share += (mask[i]! * weights[y * width + x]!) / (tall * wide);
  }
  return share;
}
