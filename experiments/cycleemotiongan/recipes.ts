/** The runs of all tables: a classifier of one domain's pictures, adapted to another's, and tested there. */
import { DATASETS, type DatasetSpec, datasetFacts, datasetNamed } from '@refold/core/data';
import type { Layer } from '@refold/core/layers';
import { efficientNetLite0Backbone, patchDiscriminator, refiner, resnetGenerator } from '@refold/core/zoo';
import { cosineRate, type RunConfig, type Train } from '@refold/lab';
import {
  type AdaptationConfig,
  type AdaptationMethod,
  BACKBONE,
  classifierOn,
  methodRun,
  PIXELS,
  RECALL,
  SMALL_WIDTH,
  smallClassifier,
} from 'cycleemotiongan';
import { type AdaptationSettings, AFFECT, DIGITS, GENERATED, WEIGHTS } from './scales.ts';

type Part = 'source' | 'target' | 'test';

/** Colours of the digits that are adapted to: ink darker than the paper, where the source's is brighter. */
const RECOLOURED = { paper: [240, 220, 120], ink: [60, 30, 140] } as const;

/** Training digits of the two domains are others, so that no picture has its like on the other side. */
const APART = 20_000;

/** A part of the settings' pictures. Each seed tests on a fold of its own, of which neither domain's training pictures are. */
function pictures(part: Part, settings: AdaptationSettings, seed: number): DatasetSpec {
  const { data, to, side, label, emotions, images, testImages } = settings;
  const set = part === 'source' ? data : to;
  const split = part === 'test' ? 'test' : 'train';
  const count = part === 'test' ? testImages : images;
  if (set === DIGITS) {
    const own = part === 'source' ? {} : { ...RECOLOURED, ...(part === 'target' && { after: APART }) };
    return { name: DIGITS, split, first: count, ...own } as DatasetSpec;
  }
  if (set === GENERATED)
    return { name: GENERATED, split, size: count, noise: part === 'source' ? 40 : 20 } as DatasetSpec;
  if (set === AFFECT) {
    return {
      name: AFFECT,
      split,
      side,
      label,
      size: count,
      seed: part === 'source' ? 2 * seed : 2 * seed + 1,
    } as DatasetSpec;
  }
  const { name } = datasetNamed(set, DATASETS);
  const chosen = { ...(emotions && { emotions }), ...(part !== 'test' && count !== undefined && { first: count }) };
  return { name, split, side, label, fold: seed % 5, ...chosen } as DatasetSpec;
}

const classifierOf = ({ isPretrained }: AdaptationSettings, classes: number): Layer =>
  isPretrained ? classifierOn(efficientNetLite0Backbone(), classes) : smallClassifier(classes);

/** A classifier of one domain, tested on the target's pictures: source only, or the oracle. */
const supervised =
  (learnt: 'source' | 'target'): ((settings: AdaptationSettings, seed: number) => RunConfig) =>
  (settings, seed) => {
    const { ownEpochs: epochs, ownLr, isPretrained } = settings;
    const [train, test] = [pictures(learnt, settings, seed), pictures('test', settings, seed)];
    const { shape, width, labelKind } = datasetFacts(train);
    return {
      layer: classifierOf(settings, width!),
      input: shape,
      data: { train, test, augment: { normalize: PIXELS } },
      epochs,
      evalEvery: epochs,
      batchSize: 32,
      optimizer: { kind: 'adam', lr: cosineRate(ownLr) },
      ...(labelKind.kind === 'class' &&
        'classes' in labelKind && { method: { name: RECALL, classes: labelKind.classes } }),
      ...(isPretrained && { frozen: BACKBONE, initial: { weights: WEIGHTS, part: BACKBONE } }),
    };
  };

export const sourceOnlyRun: Train<AdaptationSettings> = supervised('source');
export const oracleRun: Train<AdaptationSettings> = supervised('target');

/** A row's way to train: by a method of the sheet. */
export const adapted =
  (method: AdaptationMethod): Train<AdaptationSettings> =>
  (settings, seed) => {
    const { seed: _, ...run } = adaptedRun(method, settings, seed);
    return run;
  };

/** As `adapted`, with its seed, for figures. */
export function adaptedRun(method: AdaptationMethod, settings: AdaptationSettings, seed: number): AdaptationConfig {
  const { side, width, blocks, semanticWeight: weight, isPretrained, batchSize, epochs } = settings;
  const source = pictures('source', settings, seed);
  const { shape, width: classes } = datasetFacts(source);
  const { pixels } = method;
  const semantic = pixels?.semantic && { semantic: { ...pixels.semantic, weight } };
  const run = methodRun(
    { ...method, ...(pixels && { pixels: { ...pixels, ...semantic } }) },
    {
      source,
      target: pictures('target', settings, seed),
      test: pictures('test', settings, seed),
      // Digits have a handedness.
      flip: settings.data !== DIGITS,
      input: shape,
      batchSize,
      epochs,
      seed,
      generator: resnetGenerator({ width, blocks }),
      refiner: refiner({ width }),
      critic: patchDiscriminator({ width: 2 * width, downsamplings: side > 128 ? 3 : side > 32 ? 2 : 1 }),
      lr: settings.lr,
      classifier: classifierOf(settings, classes!),
      classifierLr: settings.classifierLr,
      featureWidth: isPretrained ? 1280 : SMALL_WIDTH,
      featureLr: settings.featureLr,
      sourceOnly: { ...sourceOnlyRun(settings, seed), seed } as never,
      oracle: { ...oracleRun(settings, seed), seed } as never,
    },
  );
  // Of digits, whose networks are small, each epoch is kept: the grids show them.
  return settings.isPretrained ? run : { ...run, snapshotEvery: 1 };
}
