import { RefoldError } from '../error.ts';
import type { Dataset } from './dataset.ts';
import { gatherLabels } from './labels.ts';

/** Which examples of a dataset are used: all of them where both are absent. */
export interface SubsetOptions {
  /** All but the first `after` examples in the dataset's order, before the other options choose among them: held-out ones, say. */
  readonly after?: number | undefined;
  /** The first `perClass` examples of each class. For labels of kind 'class' only. */
  readonly perClass?: number | undefined;
  /** The first `first` examples in the dataset's order (of those that `perClass` leaves), whatever their labels. */
  readonly first?: number | undefined;
}

/**
 * Some of a dataset's examples, in the dataset's order: the same ones every time.
 * @throws RefoldError when there are fewer than asked for, or `perClass` is asked for and the labels aren't classes
 */
export function subset(dataset: Dataset, { after, perClass, first }: SubsetOptions): Dataset {
  const rest = after === undefined ? dataset : pick(dataset, allAfter(dataset, after));
  const some = perClass === undefined ? rest : pick(rest, firstOfEachClass(rest, perClass));
  return first === undefined ? some : pick(some, firstOf(some, first));
}

function allAfter(dataset: Dataset, count: number): Uint32Array {
  if (!isCount(count)) fail(dataset, `can't leave out the first ${count} examples.`);
  if (count >= dataset.size)
    fail(dataset, `asked for what comes after ${count} examples, but there are ${dataset.size}.`);
  return Uint32Array.from({ length: dataset.size - count }, (_, i) => count + i);
}

function firstOfEachClass(dataset: Dataset, perClass: number): Uint32Array {
  const { labels, labelKind } = dataset;
  if (labels.kind !== 'class' || labelKind.kind !== 'class')
    return fail(
      dataset,
      `perClass needs labels of kind 'class', but they are of kind '${labels.kind}'. Use first: ${perClass}.`,
    );
  if (!isCount(perClass)) return fail(dataset, `can't take ${perClass} examples of each class.`);
  const { classes } = labelKind;
  const taken = new Uint32Array(classes.length);
  const kept: number[] = [];
  labels.values.forEach((label, index) => {
    if (taken[label]! < perClass) {
      taken[label]!++;
      kept.push(index);
    }
  });
  const scarce = taken.findIndex(count => count < perClass);
  if (scarce >= 0)
    fail(dataset, `asked for ${perClass} examples of each class, but '${classes[scarce]}' has ${taken[scarce]}.`);
  return Uint32Array.from(kept);
}

function firstOf(dataset: Dataset, count: number): Uint32Array {
  if (!isCount(count)) fail(dataset, `can't take the first ${count} examples.`);
  if (count > dataset.size) fail(dataset, `asked for the first ${count} examples, but there are ${dataset.size}.`);
  return Uint32Array.from({ length: count }, (_, i) => i);
}

const isCount = (value: number): boolean => Number.isInteger(value) && value > 0;

function fail({ name, split }: Dataset, what: string): never {
  throw new RefoldError(`${name} (${split}): ${what}`);
}

function pick({ batch, pixels, ...about }: Dataset, indices: Uint32Array): Dataset {
  const picked = (wanted: Uint32Array): Uint32Array => wanted.map(i => indices[i]!);
  return {
    ...about,
    size: indices.length,
    labels: gatherLabels(about.labels, indices),
    batch: (wanted, view) => batch(picked(wanted), view),
    ...(pixels && { pixels: wanted => pixels(picked(wanted)) }),
  };
}
