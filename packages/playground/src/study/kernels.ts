/** The kernels of a network, and what each branch of a sum would be alone. */
import { type NdArray, ndarray } from '@refold/core';
import { fold } from '@refold/core/fold';
import { chain, conv, type Network, parameters, type Traced, trace } from '@refold/core/layers';

/** A kernel to look at. */
export interface Kernel {
  readonly title: string;
  readonly array: NdArray;
}

/** Every kernel of a network by the path of its layer. */
export const kernelsOf = ({ layer, input, params }: Network): readonly Kernel[] =>
  [...parameters(trace(layer, input))].flatMap(({ path }) => {
    const array = path === 'kernel' || path.endsWith('.kernel') ? params.get(path) : undefined;
    return array === undefined ? [] : [{ title: path.replace(/\.?kernel$/, '') || 'the only layer', array }];
  });

/** The kernel that each branch of the first sum folds to by itself; none if there is no such sum. They add up to the kernel of the whole. */
export function branchKernels(net: Network): readonly Kernel[] {
  const sum = firstSum(trace(net.layer, net.input));
  if (sum === undefined) return [];
  const kernels = sum.children.map((child): Kernel | undefined => {
    const array = kernelOf(alone(child, net.params)) ?? kernelOf(behindIdentity(child, net.params));
    return array && { title: child.path.slice(child.path.lastIndexOf('.') + 1), array };
  });
  return kernels.flatMap(kernel => kernel ?? []);
}

const kernelOf = (net: Network): NdArray | undefined =>
  fold(net, { allowCostIncrease: true }).network.params.get('kernel');

/** A branch as a network of its own. */
function alone({ layer, input, path }: Traced, params: Network['params']): Network {
  const own = [...params].flatMap(([name, array]) =>
    name.startsWith(`${path}.`) ? [[name.slice(path.length + 1), array] as const] : [],
  );
  return { layer, input, params: new Map(own) };
}

/** A branch behind a 1×1 convolution that passes its input on: an identity, or a norm alone, is a kernel then too. */
function behindIdentity(node: Traced, params: Network['params']): Network {
  const { layer, input } = node;
  if (input.length !== 3) return alone(node, params);
  const channels = input[2]!;
  const passing = ndarray([1, 1, channels, channels]);
  for (let i = 0; i < channels; i++) passing.data[i * (channels + 1)] = 1;
  const own = [...alone(node, params).params].map(([name, array]) => [`branch.${name}`, array] as const);
  return {
    layer: chain({ passing: conv(channels, 1), branch: layer }),
    input,
    params: new Map([['passing.kernel', passing], ...own]),
  };
}

function firstSum(node: Traced): Traced | undefined {
  if (node.layer.op === 'sum' && node.children.length > 1) return node;
  for (const child of node.children) {
    const found = firstSum(child);
    if (found !== undefined) return found;
  }
  return undefined;
}
