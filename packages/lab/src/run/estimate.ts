/** How much work a training is, against others: how far they are, and the time left, are reckoned in it. */
import { count } from '@refold/core/cost';
import type { DatasetSpec } from '@refold/core/data';
import type { TrainConfig } from '@refold/core/train';
import { CLASSES } from '../define/classification.ts';

/** Training images of a class. */
const PER_CLASS: Readonly<Partial<Record<DatasetSpec['name'], number>>> = {
  mnist: 6_000,
  cifar10: 5_000,
  cifar100: 500,
  imagenet: 1_281,
};
/** Where only reading the data would tell. */
const USUAL = { classes: 10, perClass: 100 };

/** Multiply-adds of every image in every epoch, forwards: an estimate, which reads no data. */
export const estimateMacs = ({ layer, input, data, epochs }: TrainConfig): number =>
  count(layer, input).total.macs * imagesOf(data.train) * epochs;

function imagesOf(spec: DatasetSpec): number {
  if ('size' in spec && typeof spec.size === 'number') return spec.size;
  return (CLASSES[spec.name] ?? USUAL.classes) * (spec.perClass ?? PER_CLASS[spec.name] ?? USUAL.perClass);
}
