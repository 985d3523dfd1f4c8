/** Networks without filters that are normalised at run time, which no file format knows. */
import { normalisedFilters } from '../fold/rules/unit-norm.ts';
import { rebuild } from '../layers/rebuild.ts';
import { join, leaves, trace } from '../layers/shapes.ts';
import type { Network } from '../layers/types.ts';

/** The network with the filters of `unitNorm` convs normalised once, here, and these convs made plain ones: the same function. */
export function withPlainFilters<N extends Network>(net: N): N {
  const root = trace(net.layer, net.input);
  const params = new Map(net.params);
  for (const { layer, path } of leaves(root)) {
    if (layer.op !== 'conv' || !layer.unitNorm) continue;
    const kernel = join(path, 'kernel');
    const { shape, data } = net.params.get(kernel)!;
    params.set(kernel, { shape, data: normalisedFilters(data, layer.out) });
  }
  const layer = rebuild(root, (_, same) => {
    if (same.op !== 'conv') return same;
    const { unitNorm: _unitNorm, ...plain } = same;
    return plain;
  });
  return { ...net, layer, params };
}
