/**
 * Figure 2 as drawn: layer by layer, with an interval of the rank correlation over layers.
 *   npx refold reproduce gsm --table figure-2-layers
 * Trains the first seeds of figure 2 (about 8 minutes at quick, 6 hours at standard, on two cores), nothing once that has been run;
 * then prunes every layer alone, at four shares.
 * Comes out: a picture of the last network's layers, and the numbers of all.
 */
import {
  type Bar,
  bars,
  baseNetwork,
  defineFigure,
  networkOf,
  type PrintedPoint,
  percent,
  printedBy,
  significant,
  testEvaluator,
  withBase,
} from '@refold/lab';
import { type GsmSettings, layerAgreement, PRUNED_SHARES, pruneByMagnitude, rankInterval } from 'gsm';
import { firstSeeds } from './figure-2.ts';

export default defineFigure({
  title: 'Figure 2: what each layer costs when it is pruned alone, and what GSM leaves of it',
  runs: scale => firstSeeds(scale).flatMap(({ config }) => withBase(config)),
  draw: async context => {
    await context.backend();
    const rows = [];
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
    }
    return { rows };
  },
  plot: ({ rows, printed }) => {
    const ours = rows.flatMap(({ network, layer, ...row }) => {
      const lost = SHARES.map(share => Number(row[`lost at ${share} %`]));
      return barsOf(network!.split(',')[0]!, layer!, mean(lost), Number(row['non-zero, %']));
    });
    return bars([...ours, ...paperBars(printed('figure2_layer-sensitivity.csv'))], {
      title: 'What each layer loses when it is pruned alone, and what GSM leaves of it',
      subtitle: 'Lost: mean over four shares that are pruned, in points of accuracy',
      x: 'layer',
      y: { title: 'points; % of weights' },
      width: 760,
      height: 150,
      perRow: 1,
    });
  },
  deviations: [
    'First seeds. The interval is a percentile bootstrap over layers, 95 %: of four layers it says little. The picture shows the mean over the four shares that are pruned. The paper draws LeNet-5 and DenseNet-40; below --scale paper a ResNet takes DenseNet-40’s place.',
  ],
});

const SHARES = PRUNED_SHARES.map(share => percent(share));
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** The two bars of a layer. */
const barsOf = (panel: string, group: string, lost: number, left: number, origin?: 'paper'): readonly Bar[] =>
  Object.entries({ 'lost when pruned alone, points': lost, 'left by GSM, %': left }).map(([series, value]) => ({
    panel,
    group,
    series,
    value,
    ...(origin && { origin }),
  }));

/** The bars of the paper's two networks. */
const paperBars = (printed: readonly PrintedPoint[]): readonly Bar[] => {
  const layer = /^(?<network>\S+) layer (?<layer>\d+), /;
  const lost = printedBy(printed, new RegExp(`${layer.source}top-1 reduction`));
  return printedBy(printed, new RegExp(`${layer.source}non-zero ratio`)).flatMap(
    ({ value, of: { network, layer } }) => {
      const own = lost.filter(({ of }) => of.network === network && of.layer === layer).map(({ value }) => value);
      return barsOf(network!, layer!, mean(own), value, 'paper');
    },
  );
};
