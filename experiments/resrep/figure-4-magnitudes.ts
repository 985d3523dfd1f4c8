/** Figure 4, right: how large the rows are that survive, and those that are cut. */
import { scatter } from '@refold/core/draw';
import type { Params } from '@refold/core/layers';
import type { TrainConfig } from '@refold/core/train';
import { defineFigure } from '@refold/lab';
import { COMPARED } from './figure-4-checkpoints.ts';
import { firstSeed, Learned } from './learned.ts';

/** Quadratic sums of the rows that are in a structure, and of the others. */
function sums(config: TrainConfig, params: Params, structure: readonly (readonly number[])[]) {
  let [surviving, cut] = [0, 0];
  for (const [i, { norms }] of new Learned(config, params).rows().entries()) {
    const stays = new Set(structure[i]);
    Array.from(norms).forEach((norm, row) => {
      if (stays.has(row)) surviving += norm ** 2;
      else cut += norm ** 2;
    });
  }
  return { surviving, cut };
}

/** Nothing is less: what is zero can't be drawn on a logarithmic axis. */
const FLOOR = 1e-30;

export default defineFigure({
  title: 'Figure 4, right: quadratic sums of what survives and of what is cut',
  trainings: scale => Object.values(COMPARED).map(mode => firstSeed(mode, scale)),
  draw: async ({ scale, trained }) => {
    const rows: ({ method: string; epoch: number } & ReturnType<typeof sums>)[] = [];
    for (const [method, mode] of Object.entries(COMPARED)) {
      const config = firstSeed(mode, scale);
      const { params, snapshots } = await trained(config);
      const structure = new Learned(config, params).kept();
      for (const [epoch, copy] of snapshots) rows.push({ method, epoch, ...sums(config, copy, structure) });
    }
    const svg = scatter(
      Object.keys(COMPARED).flatMap(method =>
        (['surviving', 'cut'] as const).map(part => ({
          name: `${method}, ${part}`,
          line: true,
          points: rows
            .filter(row => row.method === method)
            .map(row => ({ x: row.epoch, y: Math.log10(Math.max(FLOOR, row[part])) })),
        })),
      ),
      { title: 'Quadratic sum of penalised rows, log10', x: 'epoch', y: 'log10 of the sum' },
    );
    const shown = rows.map(({ surviving, cut, ...row }) => ({
      ...row,
      surviving: Number(surviving.toPrecision(4)),
      cut: Number(cut.toPrecision(4)),
    }));
    return { svg, rows: shown };
  },
  deviations: ['Rows of compactors for ResRep, filters for the lasso; first seeds of the table figure-4.'],
});
