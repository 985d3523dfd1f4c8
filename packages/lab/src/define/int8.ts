/** Tables of quantised networks: trained, folded, and rounded to 8 bits with ranges from a few training images. */
import { Rng } from '@refold/core';
import { loadDataset } from '@refold/core/data';
import type { Metrics } from '@refold/core/train';
import type { Train } from './cells.ts';
import { score } from './columns.ts';
import type { Conditional } from './conditional.ts';
import type { TrainedRun } from './figure.ts';
import { accuracyOf, networkOf, supervisedConfig, testEvaluator } from './networks.ts';
import type { Settings } from './scales.ts';
import { defineTable, type Table, type TableSpec } from './table.ts';

/** What `int8Table` makes a table of. */
export interface Int8Table<S extends Settings>
  extends Pick<TableSpec<S>, 'title' | 'scales' | 'claims' | 'deviations'> {
  /** How the network of each row is trained. */
  readonly rows: Readonly<Record<string, Conditional<Train<S>>>>;
}

/** Training images that ranges are measured on. */
const IMAGES = 512;

/** How networks are quantised, by the key of the column that shows the accuracy. */
const WAYS = {
  channel: { kernels: 'channel', range: 'min-max' },
  tensor: { kernels: 'tensor', range: 'min-max' },
  channelMse: { kernels: 'channel', range: 'mse' },
  tensorMse: { kernels: 'tensor', range: 'mse' },
} as const;

/** Columns by key: what claims name. */
export const INT8 = { lost: 'lost', lostByTensor: 'lostByTensor' } as const;

/**
 * A table with a row for each network: top-1 as folded, and of the same network with inputs and kernels in 8 bits, a scale for each output channel or one
 * for a whole kernel, ranges of inputs by their ends or by the least squared error; what is lost on the way.
 */
export const int8Table = <S extends Settings>({ rows, deviations = [], ...table }: Int8Table<S>): Table =>
  defineTable<S>({
    ...table,
    columns: {
      float: score({ heading: 'Folded, float32', metric: 'float' }),
      channel: score({ heading: 'int8, scale per channel', metric: 'channel' }),
      tensor: score({ heading: 'int8, scale per kernel', metric: 'tensor' }),
      channelMse: score({ heading: 'int8, per channel, least squares', metric: 'channelMse' }),
      tensorMse: score({ heading: 'int8, per kernel, least squares', metric: 'tensorMse' }),
      [INT8.lost]: score({ heading: 'Lost, scale per channel', metric: 'lost', better: 'lower' }),
      [INT8.lostByTensor]: score({ heading: 'Lost, scale per kernel', metric: 'lostByTensor', better: 'lower' }),
    },
    rows: Object.entries(rows).map(([name, train]) => ({
      name,
      train,
      measure: async (_: S, { run }) => quantisedAccuracies(await run()),
    })),
    deviations: [
      `Ranges of what layers read are measured on ${IMAGES} training images. The integers are simulated in float32; \`refold export --format onnx\` writes them as integers.`,
      ...deviations,
    ],
  });

/** Top-1 on the run's test images in floats and quantised in each way, as shares. */
async function quantisedAccuracies(run: TrainedRun): Promise<Metrics> {
  const [{ fold }, { calibrate, quantized, randomImages }, { evaluateWithTaps }] = await Promise.all([
    import('@refold/core/fold'),
    import('@refold/core/quantize'),
    import('@refold/core/apply'),
  ]);
  const config = supervisedConfig(run.config);
  const folded = fold(networkOf(run)).network;
  const evaluator = await testEvaluator(config);

  const dataset = await loadDataset(config.data.train);
  const normalize = config.data.augment?.normalize;
  const view = { augment: normalize ? { normalize } : {} };
  const images = randomImages(dataset, view, IMAGES, Rng.seeded(config.seed).fork('calibration'));
  const ranges = await calibrate(folded, images, evaluateWithTaps);

  const float = await accuracyOf(evaluator, folded);
  const found: Record<string, number> = { float };
  for (const [way, options] of Object.entries(WAYS))
    found[way] = await accuracyOf(evaluator, quantized(folded, ranges, options));
  return { ...found, lost: float - found.channel!, lostByTensor: float - found.tensor! };
}
