/**
 * Figure 2 as drawn: layer by layer, with an interval of the rank correlation over layers.
 *   npx refold reproduce gsm --table figure-2-layers
 * Trains the first seeds of figure 2 (about 8 minutes at quick, 6 hours at standard, on two cores), nothing once that has been run;
 * then prunes every layer alone, at four shares.
 * Comes out: a picture of the last network's layers, and the numbers of all.
 */
import { bars } from '@refold/core/draw';
import { baseNetwork, defineFigure, networkOf, percent, significant, testEvaluator, withBase } from '@refold/lab';
import { type GsmSettings, layerAgreement, PRUNED_SHARES, pruneByMagnitude, rankInterval } from 'gsm';
import { firstSeeds } from './figure-2.ts';

export default defineFigure({
  title: 'Figure 2: what each layer costs when it is pruned alone, and what GSM leaves of it',
  runs: scale => firstSeeds(scale).flatMap(({ config }) => withBase(config)),
  draw: async context => {
    await context.backend();
    const rows = [];
    let svg = '';
    for (const { name, config } of firstSeeds(context.scale)) {
      const { keep, sensitivityOn } = config.method as GsmSettings;
      const base = await baseNetwork(config, context);
      const pruned = pruneByMagnitude(networkOf(await context.trained(config)), { keep });
      const evaluator = await testEvaluator(config);
      const { layers, drops, ratios, correlation } = await layerAgreement(base, pruned, evaluator, sensitivityOn!);
      const { low, high } = rankInterval(drops, ratios);
      for (const [i, layer] of layers.entries()) {
        const lost = layer.drops.map((drop, s) => [`lost at ${percent(PRUNED_SHARES[s]!)} %`, percent(drop)]);
        rows.push({
          network: name,
          layer: i + 1,
          path: layer.path,
          ...Object.fromEntries(lost),
          'non-zero, %': percent(ratios[i]!),
          'rank correlation': significant(correlation, 3),
          'low, over layers': significant(low, 3),
          'high, over layers': significant(high, 3),
        });
      }
      // The last network's stays.
      svg = bars(
        drops.map((drop, i) => ({ name: String(i + 1), values: [percent(drop), percent(ratios[i]!)] })),
        ['lost when pruned alone, points', 'left by GSM, %'],
        { title: `Layers of ${name}`, x: 'layer', y: 'points; %' },
      );
    }
    return { svg, rows };
  },
  deviations: [
    'First seeds. The interval is a percentile bootstrap over layers, 95 %: of four layers it says little. The picture shows the last network of the CSV, with the mean over the four shares that are pruned.',
  ],
});
