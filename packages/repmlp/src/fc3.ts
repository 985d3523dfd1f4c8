/** The weights of FC3, the fully-connected layer of a RepMLP, in a trained network (figure 4). */
import { fold } from '@refold/core/fold';
import { type Layer, leaves, type Network, type SpatialLinear, type Traced, trace } from '@refold/core/layers';

/** A network's FC3s without the convolutions beside them: folded, they have their norms alone in them. */
export function withoutConvs(layer: Layer): Layer {
  if (layer.op === 'tiles') return { ...layer, body: withoutConvs(layer.body) };
  if (!('children' in layer)) return layer;
  const kept = layer.op === 'sum' ? layer.children.filter(([name]) => !/^conv\d/.test(name)) : layer.children;
  return { ...layer, children: kept.map(([name, child]) => [name, withoutConvs(child)]) };
}

/** |weights| of the first FC3 after folding, from the first channel at every place to the first channel in the middle: [h, w]. */
export function fc3Weights(net: Network): number[][] {
  const { network: folded } = fold(net);
  const root = trace(folded.layer, folded.input);
  const fc = [...leaves(root)].find(({ layer }) => layer.op === 'spatialLinear') as Traced<SpatialLinear>;
  const { data, shape } = folded.params.get(`${fc.path}.kernel`)!;
  const [h, w] = fc.input as [number, number];
  const [, inputs, outputs] = shape as [number, number, number];
  const [channels, filters] = [inputs / (h * w), outputs / (h * w)];
  const target = (Math.floor(h / 2) * w + Math.floor(w / 2)) * filters;
  return Array.from({ length: h }, (_, y) =>
    Array.from({ length: w }, (_, x) => Math.abs(data[(y * w + x) * channels * outputs + target]!)),
  );
}
