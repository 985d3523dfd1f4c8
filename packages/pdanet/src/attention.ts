/** Channel-wise and spatial attention on a backbone's map, and the head behind them (Zhao et al. 2019, arXiv 1909.05693; sheet, section b). */
import {
  ATTENTION,
  activation,
  affine,
  chain,
  concat,
  conv,
  flatten,
  globalAvgPool,
  type Layer,
  linear,
  product,
  relu,
  reshape,
  sigmoid,
  slice,
  sum,
  tap,
} from '@refold/core/layers';

/** What the channel gate is made of m, the mean over places of a sigmoid. `sigmoidPlus1` is what the authors ran: σ(m) + 1, in (1.5, 1.74). */
export const GATES = ['none', 'softmax', 'sigmoid', 'sigmoidPlus1'] as const;
/** One of them. */
export type Gate = (typeof GATES)[number];

/** How the map that spatial attention has weighed becomes a vector: the authors took its mean, which is the weighted mean over h·w. */
export type SpatialPool = 'mean' | 'sum';

/** An attention head, and the map that it is for. */
export interface AttentionSpec {
  /** Height, width and channels of the backbone's map. */
  readonly map: readonly [height: number, width: number, channels: number];
  /** Dimensions that are predicted. */
  readonly outputs: number;
  /** Default: both. */
  readonly attention?: 'channel' | 'spatial' | 'both';
  /** Default: 'sigmoidPlus1'. */
  readonly gate?: Gate;
  /** Default: 'mean'. */
  readonly pool?: SpatialPool;
}

/** Name of the tap that shows the channel gate, [1, 1, c]. */
export const GATE = 'gate';

const pointwise = (out: number): Layer => conv(out, 1, { bias: true });

/** The head of a plain regressor: the mean over the map, one linear layer; [h, w, c] → [outputs]. */
export const plainHead = (outputs: number): Layer =>
  chain({ pool: globalAvgPool(), flatten: flatten(), output: linear(outputs) });

/** The regressor on a backbone's map: [h, w, c] → [outputs]. No output is bounded: predictions may leave the scale. */
export function attentionHead({ attention = 'both', ...spec }: AttentionSpec): Layer {
  const { outputs } = spec;
  const last = { flatten: flatten(), output: linear(outputs) };
  const [, , channels] = spec.map;
  const [gate, values] = [slice(0, channels), slice(channels, 2 * channels)];
  switch (attention) {
    case 'channel':
      return chain({ channels: gatedChannels(spec), weighed: gatedMean(gate, values), ...last });
    case 'spatial': {
      const query = pointwise(channels);
      return chain({ values: pointwise(channels), weighed: spatialMean(query, [], spec), ...last });
    }
    case 'both': {
      const query = sum({
        place: chain({ values, conv: pointwise(channels) }),
        // The same at every place: one place is enough.
        channels: chain({ gate, pool: globalAvgPool(), conv: pointwise(channels) }),
      });
      const features = concat({ channel: gatedMean(gate, values), spatial: spatialMean(query, [values], spec) });
      return chain({ channels: gatedChannels(spec), features, ...last });
    }
  }
}

/** [h, w, c] → [h, w, 2c]: the gate a, the same at every place, and the values Fv (sheet, b.2). */
const gatedChannels = ({ map: [, , channels], gate = 'sigmoidPlus1' }: AttentionSpec): Layer =>
  concat({
    gate: chain({
      conv: pointwise(channels),
      sigmoid: sigmoid(),
      mean: globalAvgPool(),
      ...GATE_LAYERS[gate],
      shown: tap(GATE),
    }),
    values: chain({ conv: pointwise(channels), relu: relu() }),
  });

const GATE_LAYERS: Readonly<Record<Gate, Readonly<Record<string, Layer>>>> = {
  none: {},
  softmax: { act: activation('softmax') },
  sigmoid: { act: sigmoid() },
  sigmoidPlus1: { act: sigmoid(), plus1: affine(1, 1) },
};

/** g_c: the mean over places of values times gate. */
const gatedMean = (gate: Layer, values: Layer): Layer =>
  chain({ weighed: product({ gate, values }), pool: globalAvgPool() });

/** g_s: [h, w, c] → [1, 1, c], values weighed by a softmax over places of what a tanh makes of the query (sheet, b.3). */
export function spatialMean(
  query: Layer,
  values: readonly Layer[],
  { map: [h, w], pool = 'mean' }: AttentionSpec,
): Layer {
  const weights = chain({
    query,
    tanh: activation('tanh'),
    score: pointwise(1),
    places: reshape([h * w]),
    softmax: activation('softmax'),
    map: reshape([h, w, 1]),
    shown: tap(ATTENTION),
  });
  return chain({
    weighed: product({ weights, values: chain(values) }),
    pool: globalAvgPool(),
    ...(pool === 'sum' && { sum: affine(h * w) }),
  });
}
