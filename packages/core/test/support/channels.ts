/** Writing to what makes channels, apart from the code under test: only layouts are known here. */

import { join, leaves, type Traced, trace } from '../../src/layers/shapes.ts';
import type { Leaf, Network } from '../../src/layers/types.ts';
import type { ChannelGroup, ChannelSite } from '../../src/prune/index.ts';

/** Calls `write(values, indices)` for each array of numbers that belongs to one place of a site that makes or keeps the channels. */
export function forEachPlace(
  net: Network,
  group: ChannelGroup,
  channel: number,
  write: (place: {
    leaf: Leaf;
    values: Float64Array;
    name: string;
    indices: readonly number[];
    site: number;
    k: number;
  }) => void,
): void {
  const all = new Map([...leaves(trace(net.layer, net.input))].map(leaf => [leaf.path, leaf]));
  for (const [s, site] of group.sites.entries()) {
    const leaf = all.get(site.path);
    if (leaf === undefined || site.role === 'consumer') continue;
    for (const [k, place] of site.places[channel]!.entries()) {
      for (const [name, indices] of Object.entries(indicesOf(leaf, site, place))) {
        const array = net.params.get(join(site.path, name));
        if (array) write({ leaf: leaf.layer, values: array.data as Float64Array, name, indices, site: s, k });
      }
    }
  }
}

/** Every flat index of the numbers that make output `place` of a leaf, by parameter. */
function indicesOf(
  { layer, input, output }: Traced<Leaf>,
  { op }: ChannelSite,
  place: number,
): Record<string, readonly number[]> {
  const every = (count: number, index: (i: number) => number): number[] =>
    Array.from({ length: count }, (_, i) => index(i));
  const outputs = output.at(-1)!;
  if (layer.op === 'conv') {
    const rows = (layer.kernel[0] * layer.kernel[1] * input[2]!) / layer.groups;
    return { kernel: every(rows, i => i * outputs + place), bias: [place] };
  }
  if (layer.op === 'convTranspose') {
    const [taps, inputs] = [layer.kernel[0] * layer.kernel[1], input[2]!];
    return {
      kernel: every(taps * inputs, i => (Math.floor(i / inputs) * outputs + place) * inputs + (i % inputs)),
      bias: [place],
    };
  }
  if (layer.op === 'linear') return { kernel: every(input[0]!, i => i * outputs + place), bias: [place] };
  if (layer.op === 'spatialLinear') {
    const [positions, own] = [layer.out[0] * layer.out[1], outputs / layer.groups];
    const rows = (input[0]! * input[1]! * input[2]!) / layer.groups;
    const group = Math.floor(place / own);
    const kernel = every(rows * positions, i => {
      const [row, position] = [Math.floor(i / positions), i % positions];
      return ((group * rows + row) * positions + position) * own + (place % own);
    });
    return { kernel, bias: every(positions, i => i * outputs + place) };
  }
  if (op === 'batchNorm' || op === 'instanceNorm')
    return { gamma: [place], beta: [place], mean: [place], variance: [place] };
  return op === 'scale' ? { factor: [place] } : {};
}
