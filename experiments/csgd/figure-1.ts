/**
 * Figure 1: four filters of which two are to go, pushed to zero or pulled together, and what becomes of the six filters that read them.
 *   npx refold reproduce csgd --table figure-1
 * Trains nothing; takes seconds. Comes out: a picture, and the matrices in it.
 */
import { type NdArray, Rng } from '@refold/core';
import { chain, conv, type Network } from '@refold/core/layers';
import { defineFigure, heatMaps, significant } from '@refold/lab';
import { evenClusters, trimmed, withoutRedundant } from 'csgd';

const CLUSTERS = { a: evenClusters(4, 2) };

/** Sizes of weights. Filters are the columns of a 1×1 kernel [1, 1, inputs, filters]; a matrix has a row for each. */
function filtersOf({ shape, data }: NdArray): number[][] {
  const [inputs, filters] = shape.slice(-2) as [number, number];
  return Array.from({ length: filters }, (_, j) =>
    Array.from({ length: inputs }, (_, i) => significant(Math.abs(data[i * filters + j]!))),
  );
}

/** Three channels in, four filters, then six: `made` changes the weights of the four, given cluster and place in it. */
function network(made: (own: number, mean: number, place: number) => number): Network {
  const rng = Rng.seeded('figure 1');
  const random = (inputs: number, filters: number): NdArray => ({
    shape: [1, 1, inputs, filters],
    data: Float64Array.from({ length: inputs * filters }, () => rng.normal()),
  });
  const [a, b] = [random(3, 4), random(4, 6)];
  const data = a.data.slice();
  for (const cluster of CLUSTERS.a) {
    for (let input = 0; input < 3; input++) {
      const at = (filter: number) => input * 4 + filter;
      const mean = cluster.reduce((sum, filter) => sum + a.data[at(filter)]! / cluster.length, 0);
      for (const [place, filter] of cluster.entries()) data[at(filter)] = made(a.data[at(filter)]!, mean, place);
    }
  }
  const layer = chain({ a: conv(4, 1), b: conv(6, 1) });
  return {
    layer,
    input: [1, 1, 3],
    params: new Map([
      ['a.kernel', { ...a, data }],
      ['b.kernel', b],
    ]),
  };
}

export default defineFigure({
  title: 'Filters pushed to zero, or pulled together',
  draw: () => {
    const first = network(own => own);
    const zeroed = network((own, _, place) => (place === 0 ? own : own / 20));
    const together = network((_, mean) => mean);
    const read = ({ params }: Network, path: string) => filtersOf(params.get(path)!);
    const maps = [
      { name: 'four filters', values: read(first, 'a.kernel') },
      { name: 'near zero', values: read(zeroed, 'a.kernel') },
      { name: 'alike in pairs', values: read(together, 'a.kernel') },
      { name: 'six that read four', values: read(first, 'b.kernel') },
      { name: 'cut', values: read(withoutRedundant(zeroed, CLUSTERS), 'b.kernel') },
      { name: 'added', values: read(trimmed(together, CLUSTERS), 'b.kernel') },
    ];
    const rows = maps.flatMap(({ name, values }) =>
      values.flatMap((row, filter) => row.map((value, input) => ({ matrix: name, filter, input, value }))),
    );
    return { rows };
  },
  plot: ({ rows }) => {
    const names = [...new Set(rows.map(({ matrix }) => matrix!))];
    const maps = names.map(name => {
      const own = rows.filter(({ matrix }) => matrix === name);
      const filters = [...new Set(own.map(({ filter }) => filter))];
      const values = filters.map(of => own.filter(({ filter }) => filter === of).map(({ value }) => Number(value)));
      return { name, values };
    });
    return heatMaps(maps, {
      title: 'Sizes of weights',
      subtitle: 'A row for each filter, a column for each channel that it reads',
      scale: 'size of the weight',
      perRow: 3,
    });
  },
  deviations: [
    'Random weights. Filters that are only near zero still make something, which the cut loses; of filters that are alike nothing is lost, as what read them is added up.',
  ],
});
