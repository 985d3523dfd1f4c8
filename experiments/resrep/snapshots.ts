/** What the middle and the right of figure 4 show: networks on their way, and what their runs end with. */
import type { FigureContext, Scale } from '@refold/lab';
import { type Kept, LearnedNetwork } from 'resrep';
import { firstSeed, lasso, MODES } from './modes.ts';

const COMPARED = { ResRep: MODES.resrep, 'lasso on filters': lasso(0.03) } as const;

/** The runs compared: first seeds of the table figure-4. */
export const comparedRuns = (scale: Scale) => Object.values(COMPARED).map(mode => firstSeed(mode, scale));

type Values = Readonly<Record<string, number>>;
type Measure = (learned: LearnedNetwork, structure: Kept) => Values | Promise<Values>;

/** What `measure` gives of each snapshot, with the structure that its run ends with. */
export async function measured({ scale, trained }: FigureContext, measure: Measure) {
  const rows = [];
  for (const [method, mode] of Object.entries(COMPARED)) {
    const config = firstSeed(mode, scale);
    const { params, snapshots } = await trained(config);
    const structure = new LearnedNetwork(config, params).kept;
    for (const [epoch, copy] of snapshots) {
      rows.push({ method, epoch, ...(await measure(new LearnedNetwork(config, copy), structure)) });
    }
  }
  return rows;
}
