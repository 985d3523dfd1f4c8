/**
 * What translation makes of pictures, epoch by epoch: the source's, adapted, and back again.
 *   npx refold reproduce cycleemotiongan --table figure-grids
 * About 3 minutes at quick, on two cores, with the runs of the tables that it shares.
 * Comes out: a sheet of digits, and in the folders of runs on other pictures, which may not be published, sheets of those.
 */
import { join } from 'node:path';
import { encodeJpeg, writePng } from '@refold/core/data';
import { imageSheet, type Pixels } from '@refold/core/draw';
import type { AnyConfig } from '@refold/core/train';
import { defineFigure, significant, type TrainedRun } from '@refold/lab';
import { type AdaptationConfig, asPixels, METHODS, translationGrids } from 'cycleemotiongan';
import { adaptedRun } from './recipes.ts';
import { type AdaptationSettings, SURE, scalesOf } from './scales.ts';

/** Pictures on the sheet, and the height and width at which each is shown. */
const SHOWN = 6;
const SIDE = 72;

/** The run of CycleEmotionGAN++ with the first seed. */
const runWith = (settings: AdaptationSettings): AdaptationConfig =>
  adaptedRun(METHODS['CycleEmotionGAN++'], settings, 0);

const asRun = (config: AdaptationConfig): AnyConfig => config as unknown as AnyConfig;

export default defineFigure({
  title: 'Pictures, adapted and back again',
  runs: scale => [runWith(SURE[scale]), runWith(scalesOf('FI', 'D-ViSA')[scale])].map(asRun),
  async draw({ scale, backend, trained }) {
    await backend();
    const digits = runWith(SURE[scale]);
    const { folder, result } = await trained(asRun(digits));
    const grids = await translationGrids(digits, folder, SHOWN);
    await keepPrivate(await trained(asRun(runWith(scalesOf('FI', 'D-ViSA')[scale]))));
    const headings = ['source', ...grids.flatMap(({ epoch }) => [`epoch ${epoch}`, 'and back'])];
    const strips = Array.from({ length: SHOWN }, (_, i) => {
      const [source] = grids[0]!.rows[i]!;
      return Promise.all([source!, ...grids.flatMap(({ rows }) => rows[i]!.slice(1))].map(shown));
    });
    const { moved, reconstruction } = result.metrics;
    return {
      svg: imageSheet(headings, await Promise.all(strips), { title: 'Digits, adapted and back again' }),
      rows: [
        {
          method: 'CycleEmotionGAN++',
          epochs: digits.epochs,
          'change of pixels': significant(moved!, 3),
          'MS-SSIM there and back': significant(reconstruction!, 3),
        },
      ],
    };
  },
  deviations: [
    'The papers show photographs and paintings; those of the sets here may not be shown. Sheets of them, a row a picture, are in the folders of the runs.',
  ],
});

const shown = async ({ pixels, height, width }: Pixels) => ({
  jpeg: await encodeJpeg(pixels, [height, width]),
  width: SIDE,
  height: SIDE,
});

/** Writes sheets of pictures that may not be published into the run's own folder. */
async function keepPrivate({ config, folder }: TrainedRun): Promise<void> {
  for (const grid of await translationGrids(config as unknown as AdaptationConfig, folder, SHOWN)) {
    const { pixels, height, width } = asPixels(grid);
    await writePng(join(folder, 'grids', `epoch-${grid.epoch}.png`), pixels, [height, width]);
  }
}
