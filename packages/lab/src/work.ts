/** How much work a training is, against others: how far they are, and the time left, are reckoned in it. */
import { count } from '@refold/core/cost';
import type { DatasetSpec } from '@refold/core/data';
import type { TrainConfig } from '@refold/core/train';

/** Classes and their training images, where only reading the data would tell. */
const USUAL = { classes: 10, perClass: 100 };
const KNOWN: Readonly<Partial<Record<DatasetSpec['name'], typeof USUAL>>> = {
  mnist: { classes: 10, perClass: 6_000 },
  cifar10: { classes: 10, perClass: 5_000 },
  cifar100: { classes: 100, perClass: 500 },
  imagenet: { classes: 1_000, perClass: 1_281 },
};

/** Multiply-adds of every image in every epoch, forwards: an estimate, which reads no data. */
export const workOf = ({ layer, input, data, epochs }: TrainConfig): number =>
  count(layer, input).total.macs * imagesOf(data.train) * epochs;

function imagesOf(spec: DatasetSpec): number {
  if ('size' in spec && typeof spec.size === 'number') return spec.size;
  const { classes, perClass } = KNOWN[spec.name] ?? USUAL;
  return classes * (spec.take ?? perClass);
}
