/** Figure 2 as drawn: layer by layer, with an interval of the rank correlation over layers. */
import { Rng } from '@refold/core';
import { bars } from '@refold/core/draw';
import { defineFigure } from '@refold/lab';
import {
  type GsmSettings,
  type LayerSensitivity,
  meanDrop,
  nonZeroRatios,
  PRUNED_SHARES,
  pruneByMagnitude,
  rankCorrelation,
  sensitivities,
} from 'gsm';
import { firstSeeds } from './figure-2.ts';
import { baseNetwork, judgeFor, networkOf, withBase } from './trained-nets.ts';

const percent = (share: number): number => Number((100 * share).toPrecision(4));

export default defineFigure({
  paper: 'gsm',
  id: 'figure-2-layers',
  title: 'Figure 2: what each layer costs when it is pruned alone, and what GSM leaves of it',
  trainings: scale => firstSeeds(scale).flatMap(({ config }) => withBase(config)),
  draw: async context => {
    await context.backend();
    const rows: Record<string, string | number>[] = [];
    const pictured: { name: string; layers: readonly LayerSensitivity[]; ratios: readonly number[] }[] = [];
    for (const { name, config } of firstSeeds(context.scale)) {
      const { keep, sensitivityOn } = config.method as GsmSettings;
      const base = await baseNetwork(config, context);
      const layers = await sensitivities(base, await judgeFor(config), sensitivityOn!);
      const { params } = await context.trained(config);
      const ratios = nonZeroRatios(pruneByMagnitude(networkOf(config, params), { keep }));
      const { low, high } = intervalOf(layers.map(meanDrop), ratios);
      for (const [i, { path, drops }] of layers.entries()) {
        rows.push({
          network: name,
          layer: i + 1,
          path,
          ...Object.fromEntries(PRUNED_SHARES.map((share, s) => [`lost at ${percent(share)} %`, percent(drops[s]!)])),
          'non-zero, %': percent(ratios[i]!),
          'rank correlation': Number(rankCorrelation(layers.map(meanDrop), ratios).toPrecision(3)),
          'low, over layers': low,
          'high, over layers': high,
        });
      }
      pictured.push({ name, layers, ratios });
    }
    const { name, layers, ratios } = pictured.at(-1)!;
    const svg = bars(
      layers.map((layer, i) => ({ name: String(i + 1), values: [percent(meanDrop(layer)), percent(ratios[i]!)] })),
      ['lost when pruned alone, points', 'left by GSM, %'],
      { title: `Layers of ${name}`, x: 'layer', y: 'points; %' },
    );
    return { svg, rows };
  },
  deviations: [
    'First seeds. The interval is a percentile bootstrap over layers, 95 %: of four layers it says little. The picture shows the last network of the CSV, with the mean over the four shares that are pruned.',
  ],
});

const RESAMPLES = 2_000;

/** Of the rank correlation, when layers are drawn again with replacement; draws of one layer alone say nothing and are left out. */
function intervalOf(a: readonly number[], b: readonly number[]): { readonly low: number; readonly high: number } {
  const rng = Rng.seeded('layers');
  const drawn = Array.from({ length: RESAMPLES }, () => {
    const picks = a.map(() => rng.int(a.length));
    return rankCorrelation(
      picks.map(i => a[i]!),
      picks.map(i => b[i]!),
    );
  })
    .filter(value => !Number.isNaN(value))
    .sort((x, y) => x - y);
  const at = (q: number) => Number((drawn[Math.round(q * (drawn.length - 1))] ?? Number.NaN).toPrecision(3));
  return { low: at(0.025), high: at(0.975) };
}
