import { RefoldError } from '../error.ts';
import { type Dataset, gatherLabels } from './dataset.ts';

/**
 * The first `perClass` examples of each class, in the dataset's order: the same ones every time.
 * @throws RefoldError when a class has fewer, or the labels aren't classes
 */
export function subset(dataset: Dataset, perClass: number): Dataset {
  const fail = (what: string): never => {
    throw new RefoldError(`${dataset.name} (${dataset.split}): ${what}`);
  };
  const { labels, classes } = dataset;
  if (labels.kind !== 'class') return fail(`a subset is taken by class, but its labels are of kind '${labels.kind}'.`);
  if (!(Number.isInteger(perClass) && perClass > 0)) fail(`can't take ${perClass} examples of each class.`);
  const taken = new Uint32Array(classes.length);
  const kept: number[] = [];
  labels.values.forEach((label, index) => {
    if (taken[label]! < perClass) {
      taken[label]!++;
      kept.push(index);
    }
  });
  const scarce = taken.findIndex(count => count < perClass);
  if (scarce >= 0) fail(`asked for ${perClass} examples of each class, but '${classes[scarce]}' has ${taken[scarce]}.`);
  const indices = Uint32Array.from(kept);
  return {
    ...dataset,
    size: indices.length,
    labels: gatherLabels(labels, indices),
    batch: (wanted, view) =>
      dataset.batch(
        wanted.map(i => indices[i]!),
        view,
      ),
  };
}
