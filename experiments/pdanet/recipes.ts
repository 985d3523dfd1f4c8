/** The runs of all tables: a regressor on a set of pictures, tested on the fold of its seed. */
import {
  DATASETS,
  type DatasetSpec,
  datasetFacts,
  datasetNamed,
  imagenet,
  type Normalization,
} from '@refold/core/data';
import { chain, flatten, globalAvgPool, type Layer, linear } from '@refold/core/layers';
import { PRETRAINED } from '@refold/core/zoo';
import { plateauRate, type RunConfig, sgd } from '@refold/lab';
import { BACKBONE, colourStatistics, DETECTION, HEADS, type HeadSpec, type RidgeSettings, regressor } from 'pdanet';
import { foldOf, type Recipe, type RegressionSettings } from './scales.ts';

/** How a row trains. */
export type Mode = (settings: RegressionSettings, seed: number) => RunConfig;

/** A split of the settings' pictures, by the seed's fold; of generated ones, pictures of the fold's own. */
function split(
  name: 'train' | 'test',
  { data, images, testImages }: RegressionSettings,
  side: number,
  seed: number,
): DatasetSpec {
  const fold = foldOf(seed);
  const { name: set, defaults } = datasetNamed(data, DATASETS);
  const own =
    'folds' in defaults
      ? { scale: 'unit', fold, ...(name === 'train' && images !== undefined && { first: images }) }
      : { size: name === 'train' ? images : testImages, seed: fold };
  return { name: set, split: name, side, label: 'dimensions', ...own } as DatasetSpec;
}

const pictures = (
  settings: RegressionSettings,
  side: number,
  seed: number,
  normalize: Normalization = imagenet.normalization,
) => ({
  train: split('train', settings, side, seed),
  test: split('test', settings, side, seed),
  augment: { normalize },
});

/** A regressor by the head of its name, on the settings' backbone or another, with the loss of its own or PCR. */
export const headRun =
  (head: HeadSpec, { lambda, backbone: other }: { lambda?: number; backbone?: Recipe['backbone'] } = {}): Mode =>
  (settings, seed) => {
    const { side, frozen, width, backbone: usual } = settings;
    const backbone = other ?? usual;
    const { weights } = backbone;
    const data = pictures(settings, side, seed, PRETRAINED.find(({ name }) => name === weights)?.normalization);
    const run = regression(settings, data, outputs =>
      regressor({
        backbone: backbone.build(),
        input: [side, side, 3],
        outputs,
        head,
        ...(width !== undefined && { width }),
      }),
    );
    return {
      ...run,
      ...(frozen && { frozen: BACKBONE }),
      ...(weights !== undefined && { initial: { weights, part: BACKBONE } }),
      ...(lambda !== undefined && { loss: { kind: 'pcr', lambda } }),
      ...(head.kind === 'wscNet' && { loss: { aux: { [DETECTION]: 1 } } }),
    };
  };

/** A regressor that begins with random parameters; `build` makes the network of its outputs, on pictures of that side. */
export const scratchRun =
  (build: (outputs: number, side: number) => Layer): Mode =>
  (settings, seed) => {
    const { scratch } = settings;
    const { side } = scratch;
    const data = pictures(settings, side, seed);
    return regression(scratch, { ...data, augment: { ...data.augment, flip: true } }, outputs => build(outputs, side));
  };

function regression(
  { epochs, lr, at, batchSize }: Pick<Recipe, 'epochs' | 'lr' | 'at' | 'batchSize'>,
  data: RunConfig['data'],
  build: (outputs: number) => Layer,
): RunConfig {
  const { shape, width } = datasetFacts(data.train);
  return {
    layer: build(width!),
    input: shape,
    data,
    epochs,
    evalEvery: epochs,
    batchSize,
    // The paper's decay, on all parameters.
    optimizer: sgd({ lr: plateauRate(lr, at), weightDecay: 5e-4 }),
  };
}

/** Pictures of this side say as much of colours. */
const BASELINE_SIDE = 96;

/** A network whose last layer is solved for before the first step; at a rate of 0 its one epoch changes nothing. */
const solvedRun =
  (build: (side: number) => Readonly<Record<string, Layer>>, penalties: readonly number[]): Mode =>
  (settings, seed) => {
    const data = pictures(settings, BASELINE_SIDE, seed);
    const method: RidgeSettings = { name: 'ridge', penalties };
    const { batchSize } = settings;
    const schedule = { epochs: 1, lr: 0, at: [], batchSize };
    const layers = build(BASELINE_SIDE);
    return { ...regression(schedule, data, outputs => chain({ ...layers, output: linear(outputs) })), method };
  };

/** Every prediction is the mean of the training labels. */
export const meanRun = solvedRun(() => ({ pool: globalAvgPool(), flatten: flatten() }), []);

/** Ridge regression on moments of colours in a 3×3 grid. */
export const colourRun = solvedRun(
  side => ({ statistics: colourStatistics(side), flatten: flatten() }),
  [1e-3, 1e-2, 0.1, 1, 10],
);

export const plainRun = headRun(HEADS.plain);
export const spatialRun = headRun(HEADS.spatial);
export const channelRun = headRun(HEADS.channel);
export const bothRun = headRun(HEADS.both);
export const pcrRun = (lambda: number): Mode => headRun(HEADS.both, { lambda });
