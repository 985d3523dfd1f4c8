/** Figure 3 as drawn: as training goes on. */
import { scatter } from '@refold/core/draw';
import { defineFigure } from '@refold/lab';
import { pruneByMagnitude, shareBelow } from 'gsm';
import { firstSeed, MOMENTA, STUDY_SCALES } from './studies.ts';
import { judgeFor, networkOf } from './trained-nets.ts';

const percent = (share: number): number => Number((100 * share).toPrecision(4));

export default defineFigure({
  paper: 'gsm',
  id: 'figure-3-curves',
  title: 'Figure 3: small weights and accuracy by momentum, as training goes on',
  trainings: scale => MOMENTA.map(momentum => firstSeed({ momentum }, scale)),
  draw: async ({ scale, trained, backend }) => {
    await backend();
    const rows: Record<string, number>[] = [];
    for (const momentum of MOMENTA) {
      const config = firstSeed({ momentum }, scale);
      const judge = await judgeFor(config);
      const { snapshots } = await trained(config);
      for (const [epoch, params] of snapshots) {
        const net = networkOf(config, params);
        const accuracyOf = async (one: typeof net) => percent(judge.accuracy(await judge.predictions(one)));
        rows.push({
          momentum,
          epoch,
          'top-1 before': await accuracyOf(net),
          'top-1 after': await accuracyOf(pruneByMagnitude(net, { keep: STUDY_SCALES[scale].keep })),
          'below 1e-3, %': percent(shareBelow(net, 1e-3)),
          'below 1e-4, %': percent(shareBelow(net, 1e-4)),
        });
      }
    }
    const svg = scatter(
      MOMENTA.map(momentum => ({
        name: `momentum ${momentum}`,
        line: true,
        points: rows.filter(row => row.momentum === momentum).map(row => ({ x: row.epoch!, y: row['below 1e-3, %']! })),
      })),
      { title: 'Weights below 1e-3', x: 'epoch', y: '% of all' },
    );
    return { svg, rows };
  },
  deviations: ['First seeds of the table figure-3; the other curves are in the CSV.'],
});
