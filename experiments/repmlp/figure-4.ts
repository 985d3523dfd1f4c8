/**
 * Figure 4: the weights from one channel to one output of FC3, before and after the convolutions went into it.
 *   npx refold reproduce repmlp --table figure-4
 * One run, which is table 1's too: 4 epochs on 10,000 images of CIFAR-10 at quick, 20 epochs on all of it at standard.
 * Comes out: two maps of the logarithms of the weights, and the weights in the CSV.
 */
import { heatMaps } from '@refold/core/draw';
import { fold } from '@refold/core/fold';
import { type Layer, leaves, type Network, type SpatialLinear, type Traced, trace } from '@refold/core/layers';
import type { TrainConfig } from '@refold/core/train';
import { defineFigure, networkOf, type Scale } from '@refold/lab';
import { pureTraining, SCALES } from './pure-mlps.ts';

/** The first seed of table 1's pure MLP. */
const trainingAt = (scale: Scale): TrainConfig => ({ ...pureTraining('repmlp', SCALES[scale]), seed: 0 });

/** Without convolutions beside it, FC3 folds with its norm alone. */
function withoutConvs(layer: Layer): Layer {
  if (layer.op === 'tiles') return { ...layer, body: withoutConvs(layer.body) };
  if (!('children' in layer)) return layer;
  const kept = layer.op === 'sum' ? layer.children.filter(([name]) => !/^conv\d/.test(name)) : layer.children;
  return { ...layer, children: kept.map(([name, child]) => [name, withoutConvs(child)]) };
}

/** |weights| from the first channel at every place to the first channel in the middle, of the first FC3: [h, w]. */
function weightsOf(net: Network): number[][] {
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

/** As the paper shows them: the logarithm of how many times the least. */
function logarithmic(weights: readonly (readonly number[])[]): number[][] {
  const least = Math.min(...weights.flat());
  return weights.map(row => row.map(value => Math.log(value / least)));
}

export default defineFigure({
  paper: 'repmlp',
  id: 'figure-4',
  title: 'Weights of one output of FC3, before and after the convolutions went into it',
  trainings: scale => [trainingAt(scale)],
  draw: async ({ scale, trained }) => {
    const config = trainingAt(scale);
    const net = networkOf(await trained(config));
    const before = weightsOf({ ...net, layer: withoutConvs(net.layer) });
    const after = weightsOf(net);
    const svg = heatMaps(
      [
        { name: 'FC3 and its norm', values: logarithmic(before) },
        { name: 'with the convolutions', values: logarithmic(after) },
      ],
      { title: 'Weights from one channel to the middle of the partition, log(|w| / least)' },
    );
    const rows = before.flatMap((row, y) =>
      row.map((value, x) => ({
        y,
        x,
        before: Number(value.toPrecision(4)),
        after: Number(after[y]![x]!.toPrecision(4)),
      })),
    );
    return { svg, rows };
  },
  deviations: ["Of table 1's network at this scale, where the paper has 7×7 partitions of a ResNet on ImageNet."],
});
