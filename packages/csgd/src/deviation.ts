/** How far filters are from being alike, or from zero: the measures of figure 4. */
import { type NdArray, RefoldError } from '@refold/core';
import type { Params } from '@refold/core/layers';
import type { Partition } from '@refold/core/prune';

/** χ: the sum of squared differences of filters from the means of their clusters, over all kernels (section 4.3). */
export const deviation = (params: Params, partitions: readonly Partition[]): number =>
  sumOver(partitions.filter(isKernel), partition => squaredDeviation(arrayOf(params, partition.path), partition));

/** The same for norms' scales and offsets and for biases, which are pulled less. */
export const vectorDeviation = (params: Params, partitions: readonly Partition[]): number =>
  sumOver(
    partitions.filter(partition => !isKernel(partition)),
    partition => squaredDeviation(arrayOf(params, partition.path), partition),
  );

/** φ: the sum of squares of the filters that are redundant, all but the first of each cluster, over all kernels (section 4.3). */
export const redundantSquares = (params: Params, partitions: readonly Partition[]): number =>
  sumOver(partitions.filter(isKernel), partition => {
    const { data } = arrayOf(params, partition.path);
    const redundant = redundantOf(partition);
    const [, size, inner] = partition.shape;
    let sum = 0;
    for (let i = 0; i < data.length; i++) if (redundant[Math.floor(i / inner) % size]!) sum += data[i]! ** 2;
    return sum;
  });

/** Whether each slice is not the first of its cluster. */
export const redundantOf = ({ labels }: Partition): readonly boolean[] =>
  [...labels].map((label, slice) => labels.indexOf(label) !== slice);

const isKernel = ({ name }: Partition): boolean => name === 'kernel';

const sumOver = (partitions: readonly Partition[], term: (partition: Partition) => number): number =>
  partitions.reduce((sum, partition) => sum + term(partition), 0);

function squaredDeviation({ data }: NdArray, { shape: [outer, size, inner], labels, count }: Partition): number {
  const members = new Float64Array(count);
  for (const label of labels) members[label]!++;
  let sum = 0;
  for (let block = 0; block < outer; block++) {
    for (let k = 0; k < inner; k++) {
      const means = new Float64Array(count);
      const at = (slice: number): number => data[(block * size + slice) * inner + k]!;
      for (let slice = 0; slice < size; slice++) means[labels[slice]!]! += at(slice) / members[labels[slice]!]!;
      for (let slice = 0; slice < size; slice++) sum += (at(slice) - means[labels[slice]!]!) ** 2;
    }
  }
  return sum;
}

function arrayOf(params: Params, path: string): NdArray {
  const array = params.get(path);
  if (array === undefined) throw new RefoldError(`${path}: the network has no such parameter`);
  return array;
}
