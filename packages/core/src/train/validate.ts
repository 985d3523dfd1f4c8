/** Whether the settings of supervised learning, its network and its data belong together. */
import { isRandom } from '../data/augment.ts';
import type { Dataset } from '../data/dataset.ts';
import { outputWidth } from '../data/labels.ts';
import { RefoldError } from '../error.ts';
import { infer, show } from '../layers/shapes.ts';
import { rejectSetting, requireCounts, type TrainConfig } from './config.ts';

/** @throws RefoldError naming a setting that can't be, or when the network's shapes aren't those of the data */
export function validateConfig(
  { layer, input, batchSize, loss = {}, data, frozen }: TrainConfig,
  { trainSet, testSet }: { readonly trainSet: Dataset; readonly testSet: Dataset },
): void {
  requireCounts({ batchSize });
  const { labelSmoothing = 0, mixup = 0 } = loss;
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) rejectSetting('loss.labelSmoothing', labelSmoothing, 'in [0, 1)');
  if (!(mixup >= 0)) rejectSetting('loss.mixup', mixup, '0 or above');
  if (frozen !== undefined && (mixup > 0 || isRandom(data.augment ?? {}))) {
    throw new RefoldError(
      `training: '${frozen}' is frozen and applied to each image once: nothing random may be done to images. Leave out augmentation and mixup.`,
    );
  }
  const output = infer(layer, input);
  for (const { name, split, shape, labelKind } of [trainSet, testSet]) {
    if (show(shape) !== show(input))
      throw new RefoldError(`${name} (${split}) has images of ${show(shape)}, but the network takes ${show(input)}.`);
    const width = outputWidth(labelKind);
    const wanted = labelKind.kind === 'map' ? [shape[0], shape[1], width] : [width];
    if (show(output) !== show(wanted) || width !== outputWidth(trainSet.labelKind))
      throw new RefoldError(
        `${name} (${split}) has ${width} ${UNITS[labelKind.kind]}, but the network's output is ${show(output)}.`,
      );
    if (labelKind.kind === 'map' && mixup > 0)
      throw new RefoldError(`${name} (${split}): label maps can't be mixed up.`);
  }
}

/** What an output's numbers stand for. */
const UNITS = {
  class: 'classes',
  distribution: 'classes',
  map: 'classes per pixel',
  dimensions: 'dimensions',
  none: 'labels',
} as const;
