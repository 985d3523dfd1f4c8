/**
 * Figure 3: a residual block holds its input until the addition, so it needs two maps where a plain one needs one.
 *   npx refold reproduce repvgg --table figure-3
 * A second at every scale: memory is counted on the expressions.
 * Comes out: bars of the peak activation memory of both, for the maps of three stages.
 */
import { count } from '@refold/core/cost';
import { chain, identity, type Layer, type Shape, sum } from '@refold/core/layers';
import { convNormRelu } from '@refold/core/zoo';
import { bars, defineFigure } from '@refold/lab';

/** The maps of RepVGG-B0's stages 1 to 3 on 224×224 images. */
const MAPS: readonly Shape[] = [
  [56, 56, 64],
  [28, 28, 128],
  [14, 14, 256],
];

const plain = (channels: number): Layer => chain([convNormRelu(channels, 3), convNormRelu(channels, 3)]);
const residual = (channels: number): Layer => sum({ shortcut: identity(), body: plain(channels) });
const peakOf = (block: typeof plain, map: Shape): number => count(block(map[2]!), map).memory.inference;

export default defineFigure({
  title: 'Peak activation memory, residual against plain',
  deviations: ['Counted on the expression, not measured: an allocator may keep more.'],
  draw: () => {
    const rows = MAPS.map(map => {
      const [own, other] = [peakOf(residual, map), peakOf(plain, map)];
      return { map: map.join('x'), residual_bytes: own, plain_bytes: other, ratio: own / other };
    });
    return { rows };
  },
  plot: ({ rows }) =>
    bars(
      rows.flatMap(({ map, residual_bytes, plain_bytes }) =>
        Object.entries({ residual: residual_bytes, plain: plain_bytes }).map(([series, bytes]) => ({
          group: map!.replaceAll('x', '×'),
          series,
          value: Number(bytes) / 2 ** 20,
        })),
      ),
      { title: 'Peak activation memory at inference', x: 'map', y: { title: 'MiB per image' } },
    ),
});
