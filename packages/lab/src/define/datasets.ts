/** What depends on datasets that are put into the data folder by hand. */
import { DATASETS, datasetNamed, isAvailable } from '@refold/core/data';
import { type Conditional, onlyAt } from './conditional.ts';

const asked = new Map<string, boolean>();

/** Whether a dataset, by its name, is in the data folder: looked at once in a process, for every table asks. */
export function isHere(name: string): boolean {
  const is = asked.get(name) ?? DATASETS.some(dataset => dataset.name === name && isAvailable(dataset));
  asked.set(name, is);
  return is;
}

/**
 * What is run once all of these datasets are in the data folder; till then at smoke alone, where tables run on generated images.
 * @param names of datasets
 * @param of a cell, or a row's `train`, `measure` or `bench`
 */
export function onceHere<T>(names: readonly string[], of: T): Conditional<T> {
  const missing = names.filter(name => !isHere(name)).map(name => datasetNamed(name).title);
  return missing.length === 0 ? of : onlyAt(['smoke'], of, `needs the pictures of ${missing.join(' and ')}`);
}
