/** Figure 4, middle: what cutting to the final structure would cost a network on its way. */
import { scatter } from '@refold/core/draw';
import { defineFigure, type Scale } from '@refold/lab';
import { firstSeed, judgeFor, Learned } from './learned.ts';
import { lasso, MODES } from './modes.ts';

export const COMPARED = { ResRep: MODES.resrep, 'lasso on filters': lasso(0.03) } as const;

/** Test images of each class that the networks are judged on. */
const TAKE: Readonly<Record<Scale, number>> = { smoke: 5, quick: 200, standard: 200, paper: 1000 };

type Row = { readonly method: string; readonly epoch: number; readonly before: number; readonly after: number };

export default defineFigure({
  title: 'Figure 4, middle: accuracy on the way, before and after a cut to the final structure',
  trainings: scale => Object.values(COMPARED).map(mode => firstSeed(mode, scale)),
  draw: async ({ scale, trained, backend }) => {
    await backend();
    const rows: Row[] = [];
    for (const [method, mode] of Object.entries(COMPARED)) {
      const config = firstSeed(mode, scale);
      const judge = await judgeFor(config, config.data.test.name === 'generated' ? undefined : TAKE[scale]);
      const { params, snapshots } = await trained(config);
      const structure = new Learned(config, params).kept();
      for (const [epoch, copy] of snapshots) {
        const learned = new Learned(config, copy);
        const narrow = learned.cut(structure);
        const before = judge.accuracy(await judge.predictions(learned.net));
        const after = judge.accuracy(await judge.predictions(narrow));
        rows.push({ method, epoch, before, after });
      }
    }
    const svg = scatter(
      Object.keys(COMPARED).flatMap(method =>
        (['before', 'after'] as const).map(moment => ({
          name: moment === 'before' ? method : `${method}, cut`,
          line: true,
          points: rows.filter(row => row.method === method).map(row => ({ x: row.epoch, y: 100 * row[moment] })),
        })),
      ),
      { title: 'Accuracy before and after a cut to the final structure', x: 'epoch', y: 'top-1, %' },
    );
    return { svg, rows };
  },
  deviations: ['On a part of the test images; first seeds of the table figure-4.'],
});
