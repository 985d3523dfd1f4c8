/** Costs of the published networks, by the true counter and by the authors'. */
import { count } from '@refold/core/cost';
import { foldedLayer } from '@refold/core/fold';
import { type Layer, type Shape, type Traced, trace } from '@refold/core/layers';
import { cutCosts } from '@refold/core/prune';
import { HOSTS, type PublishedName, published } from 'resrep';

/** The authors' counter for CIFAR networks takes a projection's 1×1 kernel for a 2×2. */
const officialWeight = (path: string): number => (path.includes('shortcut') ? 4 : 1);

/** Multiply-adds by the authors' counter. */
export function officialMacs(layer: Layer, input: Shape): number {
  const { groups, after } = cutCosts(layer, input, { weight: officialWeight });
  return after(groups.map(({ size }) => size)).macs;
}

const hostOf = (name: PublishedName): Layer => foldedLayer(HOSTS[name].build(), HOSTS[name].input);

type Counter = (layer: Layer, input: Shape) => number;
export const trueMacs: Counter = (layer, input) => count(layer, input).total.macs;

/** The share of the multiply-adds that the published widths save. */
export const reductionOf = (name: PublishedName, counter: Counter = trueMacs): number =>
  1 - counter(published(name), HOSTS[name].input) / counter(hostOf(name), HOSTS[name].input);

/** Norms below a node: each has a counter of batches in the authors' files. */
export const normsIn = (layer: Layer, input: Shape): number => {
  const visit = (node: Traced): number =>
    node.children.reduce((sum, child) => sum + visit(child), node.layer.op === 'batchNorm' ? 1 : 0);
  return visit(trace(layer, input));
};
