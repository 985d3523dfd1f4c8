/** Regressors of emotion on dimensions: a backbone, and one of the heads that the paper compares (sheet, c.2). */
import {
  affine,
  avgPool,
  chain,
  concat,
  conv,
  flatten,
  globalAvgPool,
  globalMaxPool,
  identity,
  infer,
  type Layer,
  linear,
  product,
  relu,
  reshape,
  type Shape,
  slice,
  tap,
} from '@refold/core/layers';
import { type AttentionSpec, attentionHead, plainHead, spatialMean } from './attention.ts';

/** What stands behind a backbone. */
export type HeadSpec =
  | { readonly kind: 'plain' | 'sentiNetA' | 'wscNet' }
  | ({ readonly kind: 'attention' } & Omit<AttentionSpec, 'map' | 'outputs'>);

/** A backbone with its head, and the images that it is for. */
export interface RegressorSpec {
  /** [h, w, 3] → a map. */
  readonly backbone: Layer;
  readonly input: Shape;
  /** Default: 3, valence, arousal and dominance. */
  readonly outputs?: number;
  /** Channels that a learnt 1×1 convolution leaves of the map; default: all, without one. */
  readonly width?: number;
  readonly head: HeadSpec;
}

/** The name of the child that may be frozen. */
export const BACKBONE = 'backbone';

/** The network: images → [outputs]. Its children are `backbone`, `narrow` where there is a width, and `head`. */
export function regressor({ backbone, input, outputs = 3, width, head }: RegressorSpec): Layer {
  const narrow = width === undefined ? undefined : chain({ conv: conv(width, 1, { bias: true }), relu: relu() });
  const [height, wide, channels] = infer(narrow === undefined ? backbone : chain([backbone, narrow]), input) as [
    number,
    number,
    number,
  ];
  const map = [height, wide, channels] as const;
  return chain({ [BACKBONE]: backbone, ...(narrow && { narrow }), head: headOf(head, map, outputs) });
}

function headOf(head: HeadSpec, map: AttentionSpec['map'], outputs: number): Layer {
  switch (head.kind) {
    case 'plain':
      return plainHead(outputs);
    case 'attention':
      return attentionHead({ ...head, map, outputs });
    case 'sentiNetA':
      return sentiNetA(map, outputs);
    case 'wscNet':
      return wscNet(map, outputs);
  }
}

/** SentiNet-A: the map itself, summed with weights of places. */
const sentiNetA = (map: AttentionSpec['map'], outputs: number): Layer =>
  chain({
    weighed: spatialMean(conv(map[2], 1, { bias: true }), [], { map, outputs, pool: 'sum' }),
    flatten: flatten(),
    output: linear(outputs),
  });

/** Maps that WSCNet detects each dimension by. */
const DETECTORS = 4;
/** Name of the tap whose output WSCNet's loss compares with the labels too. */
export const DETECTION = 'detection';

/** WSCNet: maps that detect each dimension, whose sum, weighed by their peaks, is a gate of places; the map and the gated map, pooled. */
function wscNet([h, w, channels]: AttentionSpec['map'], outputs: number): Layer {
  const maps = DETECTORS * outputs;
  /** The mean over the detectors of each dimension, at so many places. */
  const meanOfDetectors = (rows: number, columns: number) => ({
    apart: reshape([rows * columns, DETECTORS, outputs]),
    mean: avgPool([1, DETECTORS]),
    map: reshape([rows, columns, outputs]),
  });
  const shown = tap(DETECTION, { head: flatten(), trainingOnly: true });
  const gate = chain({
    maps: slice(channels, channels + maps),
    weighed: product({
      peaks: chain({ peak: globalMaxPool(), ...meanOfDetectors(1, 1), shown }),
      maps: chain(meanOfDetectors(h, w)),
    }),
    apart: reshape([h * w, outputs, 1]),
    mean: avgPool([1, outputs]),
    map: reshape([h, w, 1]),
    sum: affine(outputs),
  });
  const features = slice(0, channels);
  return chain({
    detected: concat({ features: identity(), maps: conv(maps, 1, { bias: true }) }),
    both: concat({ features, gated: product({ features, gate }) }),
    pool: globalAvgPool(),
    flatten: flatten(),
    output: linear(outputs),
  });
}
