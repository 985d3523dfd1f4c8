/** Whether a network and a run's data belong together. */
import type { Dataset } from '../data/dataset.ts';
import { outputWidth } from '../data/labels.ts';
import { RefoldError } from '../error.ts';
import { infer, show } from '../layers/shapes.ts';
import type { TrainConfig, TrainOptions } from './config.ts';

/** @throws RefoldError when the network's shapes aren't those of the data, or an epoch has no full batch */
export function validateConfig(
  { layer, input, batchSize, loss = {} }: TrainConfig,
  { trainSet, testSet }: { readonly trainSet: Dataset; readonly testSet: Dataset },
  { loss: own }: TrainOptions,
): void {
  const output = infer(layer, input);
  for (const { name, split, shape, labelKind, labels } of [trainSet, testSet]) {
    if (show(shape) !== show(input))
      throw new RefoldError(`${name} (${split}) has images of ${show(shape)}, but the network takes ${show(input)}.`);
    const width = outputWidth(labelKind);
    const wanted = labels.kind === 'map' ? [shape[0], shape[1], width] : [width];
    if (show(output) !== show(wanted) || width !== outputWidth(trainSet.labelKind))
      throw new RefoldError(
        `${name} (${split}) has ${width} classes${labels.kind === 'map' ? ' a pixel' : ''}, but the network's output is ${show(output)}.`,
      );
    if (own === undefined && (labels.kind === 'map') !== (loss.kind === 'pixelCrossEntropy'))
      throw new RefoldError(
        `${name} (${split}) has labels of kind '${labels.kind}': the loss 'pixelCrossEntropy' is for label maps, and theirs alone.`,
      );
    if (labels.kind === 'map' && loss.mixup) throw new RefoldError(`${name} (${split}): label maps can't be mixed up.`);
  }
  if (trainSet.size < batchSize)
    throw new RefoldError(
      `${trainSet.name} has ${trainSet.size} training examples, fewer than the batch of ${batchSize}.`,
    );
}
