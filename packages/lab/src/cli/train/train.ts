/** The work of `refold train`: one run, and the model file of what it ends with. */
import { RefoldError } from '@refold/core';
import { datasetFacts, datasetNamed, sampleSpec } from '@refold/core/data';
import { requireFinite } from '@refold/core/fold';
import { writeNetwork } from '@refold/core/io';
import { type EpochRecord, Interrupted, parametersDigest, type TrainConfig } from '@refold/core/train';
import { type Found, findModelWith } from '../../models/catalogue.ts';
import { imagesFor, type TrainingImages } from '../../models/training-images.ts';
import type { Folders } from '../../plan/folders.ts';
import { trainHere } from '../../run/single-run.ts';
import { INTERRUPTED, interruptible } from '../../terminal/interrupt.ts';
import { reporterFor } from '../../terminal/progress.ts';
import { textTable } from '../../terminal/text-table.ts';
import { activeBackend } from '../active-backend.ts';
import type { TrainSettings } from './settings.ts';

/**
 * Trains and writes; goes on where the same command stopped.
 * @returns the exit code
 * @throws RefoldError for a model that isn't there, images that don't fit it, fewer of them than a batch, and as `trainHere`
 */
export async function trainModel(settings: TrainSettings, folders: Folders): Promise<number> {
  const { name, data, out, epochs, batchSize } = settings;
  const found = await findModelWith(folders.experiments, name, settings.rewriting);
  const { input, normalization, classNames } = found;
  const net = { layer: layerFor(found, data), input, normalization, classNames };
  const params = await found.params?.();
  const reporter = reporterFor();
  const images = await imagesFor(net, settings, reporter);
  if (images.trainSize < batchSize) {
    throw new RefoldError(
      `--batch-size is ${batchSize}, and there are only ${images.trainSize} training images: one batch at least is needed`,
    );
  }
  const backend = await activeBackend(settings.backend, reporter);
  const initial = params && { initial: { parameters: parametersDigest(params) } };
  const config = { ...configOf(settings, net, images), ...initial };
  const outcome = await interruptible(
    signal =>
      trainHere(
        {
          command: 'train',
          label: `${name} on ${data}`,
          config,
          ...(params && { parameters: params }),
          fresh: settings.fresh,
          resume: settings.resume,
          epochLine: record => epochLine(record, epochs),
        },
        { runs: folders.runs, backend, reporter, signal },
      ),
    () => reporter.line('stopping: saving the run (press Ctrl-C again to quit now) ...'),
  ).catch((error: unknown) => {
    if (!(error instanceof Interrupted)) throw error;
    reporter.line(error.message);
  });
  if (outcome === undefined) return INTERRUPTED;

  const trained = {
    ...net,
    params: outcome.params,
    normalization: images.augment.normalize,
    classNames: net.classNames ?? images.classNames,
  };
  requireFinite(trained, `${name}, trained,`);
  writeNetwork(out, trained);
  const { top1, top5, loss } = outcome.result.metrics;
  const steps = Math.floor(images.trainSize / batchSize);
  process.stdout.write(
    `${name}: ${found.description}\n` +
      `trained for ${inWords(epochs, 'epoch')} of ${inWords(steps, 'step')} on ${data}, ${inWords(batchSize, 'image')} per batch; on ${backend}\n\n` +
      `${textTable(['test images', 'top-1', 'top-5', 'loss'], [[images.tested.toLocaleString('en-US'), percent(top1), percent(top5), loss!.toFixed(4)]])}\n\n` +
      `images normalized by ${images.normalizedBy}\n\nWritten to ${out}.\n`,
  );
  return 0;
}

/** The expression, of as many classes as the dataset has; a model that has parameters stays as it is. */
function layerFor({ build, params }: Found, data: string) {
  const descriptor = datasetNamed(data);
  const { width: classes } = datasetFacts(sampleSpec(descriptor, 'train'));
  if (params !== undefined || descriptor.fit !== undefined || classes === undefined) return build();
  return build({ classes });
}

function configOf(
  { optimizer, epochs, batchSize, labelSmoothing, seed }: TrainSettings,
  { layer, input }: Pick<TrainConfig, 'layer' | 'input'>,
  { train, test, augment }: TrainingImages,
): TrainConfig {
  return {
    layer,
    input,
    data: { train, test, augment },
    ...(labelSmoothing > 0 && { loss: { labelSmoothing } }),
    optimizer,
    epochs,
    batchSize,
    seed,
  };
}

/** 'epoch 3 of 10: training loss 1.2034, top-1 56.20 % on test images' */
const epochLine = ({ epoch, trainLoss, test }: EpochRecord, epochs: number): string =>
  `epoch ${epoch} of ${epochs}: training loss ${trainLoss.toFixed(4)}${test === undefined ? '' : `, top-1 ${percent(test.top1)} on test images`}`;

const inWords = (count: number, unit: string): string =>
  `${count.toLocaleString('en-US')} ${unit}${count === 1 ? '' : 's'}`;

const percent = (share: number | undefined): string => (share === undefined ? '' : `${(100 * share).toFixed(2)} %`);
