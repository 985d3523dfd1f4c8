/** Why tickets fail: what the masks of table 4 leave of each layer. */
import type { TrainConfig } from '@refold/core/train';
import { defineFigure, type Scale } from '@refold/lab';
import { kernelsOf, nonZeros, pruneByMagnitude } from 'gsm';
import { baseTraining, gsmTraining, SCALES } from './mnist.ts';
import { RATIOS } from './table-1.ts';
import { networkOf } from './trained-nets.ts';

/** The first seed's base network, and what GSM made of it. */
const trainingsAt = (scale: Scale) =>
  Object.values(RATIOS).map(({ net, keep }) => {
    const settings = SCALES[scale];
    const seeded = (config: Omit<TrainConfig, 'seed'>): TrainConfig => ({ ...config, seed: 0 });
    return {
      net,
      keep,
      base: seeded(baseTraining(net, settings)),
      sparse: seeded(gsmTraining(net, keep, settings, 0)),
    };
  });

export default defineFigure({
  paper: 'gsm',
  id: 'table-4-layers',
  title: 'What the masks of table 4 leave of each layer',
  trainings: scale => trainingsAt(scale).flatMap(({ base, sparse }) => [base, sparse]),
  draw: async ({ scale, trained }) => {
    const rows: Record<string, string | number>[] = [];
    for (const { net, keep, base, sparse } of trainingsAt(scale)) {
      const leftOf = async (config: TrainConfig) =>
        nonZeros(pruneByMagnitude(networkOf(config, (await trained(config)).params), { keep })).byPath;
      const [byMagnitude, byGsm] = [await leftOf(base), await leftOf(sparse)];
      for (const { path, size } of kernelsOf(base)) {
        rows.push({
          network: net,
          compression: `${Math.round(1 / keep)}x`,
          layer: path.replace(/\.kernel$/, ''),
          weights: size,
          'left by magnitude': byMagnitude.get(path)!,
          'left by GSM': byGsm.get(path)!,
        });
      }
    }
    return { rows };
  },
  deviations: [
    'First seeds. The paper says that at 300× magnitude takes every weight of LeNet-5’s first linear layer, which is why its tickets can’t be trained.',
  ],
});
