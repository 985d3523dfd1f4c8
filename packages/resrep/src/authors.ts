/** Counts of the authors' repository that differ from what a network has: multiply-adds of CIFAR networks, and elements in files. */
import { count } from '@refold/core/cost';
import { type Layer, type Shape, type Traced, trace } from '@refold/core/layers';
import { cutCosts } from '@refold/core/prune';
import { compactorsOf, withCompactors } from './compactors.ts';
import { type Host, widthsOf } from './published.ts';

/** The multiply-adds by the authors' counter for CIFAR networks, which takes the 1×1 kernels of projection shortcuts for 2×2. */
export function authorsMacs(layer: Layer, input: Shape): number {
  const { groups, after } = cutCosts(layer, input, { weight: path => (path.includes('shortcut') ? 4 : 1) });
  return after(groups.map(({ size }) => size)).macs;
}

/** The number of weights in the compactors of a host. */
export function compactorWeights({ build, input, where }: Host): number {
  const base = { layer: build(), input, params: new Map() };
  const { params } = withCompactors(base, 'matrix', where);
  const compactors = compactorsOf(base, 'matrix', where);
  return compactors.reduce((sum, { parameter }) => sum + params.get(parameter)!.data.length, 0);
}

/**
 * The number of elements in the authors' file of a host with compactors: its parameters and running statistics, a counter of batches for
 * each norm, the weights of compactors, and a mask value for each channel of a target.
 */
export function authorsElements(host: Host): number {
  const { input } = host;
  const layer = host.build();
  const { params, statistics } = count(layer, input).total;
  const masks = widthsOf(host).reduce((sum, width) => sum + width, 0);
  return params + statistics + normsIn(trace(layer, input)) + compactorWeights(host) + masks;
}

const normsIn = ({ layer, children }: Traced): number =>
  children.reduce((sum, child) => sum + normsIn(child), layer.op === 'batchNorm' ? 1 : 0);
