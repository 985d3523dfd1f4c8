/**
 * Why tickets fail: what the masks of table 4 leave of each layer.
 *   npx refold reproduce gsm --table table-4-layers
 * Trains the first seeds of table 1's rows by GSM (about 3 minutes at quick, 30 minutes at standard, on two cores);
 * nothing once that table has been run.
 * Comes out: the weights of each layer that are left by magnitude in the base network, and by GSM.
 */
import type { Network } from '@refold/core/layers';
import { baseNetwork, compute, defineTable, measured, networkOf } from '@refold/lab';
import { nonZeros, pruneByMagnitude } from 'gsm';
import { LENETS, PRUNED } from './mnist.ts';
import { kernelsIn, networkName } from './pruned.ts';
import { gsmRun } from './runs.ts';

export default defineTable({
  title: 'What the masks of table 4 leave of each layer',
  scales: LENETS['LeNet-300'],
  columns: {
    weights: measured({ heading: 'Weights', unit: '', digits: 0 }),
    magnitude: measured({ heading: 'Left by magnitude', unit: '', digits: 0, metric: 'magnitude' }),
    gsm: measured({ heading: 'Left by GSM', unit: '', digits: 0, metric: 'gsm' }),
  },
  rows: PRUNED.flatMap(({ net, keep }) =>
    kernelsIn(net).map(({ path, size }) => ({
      name: `${net} ${Math.round(1 / keep)}x, ${path.replace(/\.kernel$/, '')}`,
      network: networkName(net),
      settings: scale => ({ ...LENETS[net][scale], seeds: [0] }),
      train: gsmRun(keep),
      measure: async (_, context) => {
        const run = await context.run();
        const left = (one: Network) => nonZeros(pruneByMagnitude(one, { keep })).byPath.get(path)!;
        return { magnitude: left(await baseNetwork(run.config, context)), gsm: left(networkOf(run)) };
      },
      cells: { weights: compute(() => size) },
    })),
  ),
  deviations: [
    'First seeds. The paper says that at 300× magnitude takes every weight of LeNet-5’s first linear layer, which is why its tickets can’t be trained.',
  ],
});
