/** What the curves of figure 4 show: the first seeds of its table, epoch by epoch. */
import type { Network } from '@refold/core/layers';
import type { Partition } from '@refold/core/prune';
import type { TrainConfig } from '@refold/core/train';
import { baseNetwork, type FigureContext, networkOf, type Scale, withBase } from '@refold/lab';
import { type ClusterSettings, tiedBy, trimmed, withoutRedundant } from 'csgd';
import { centripetalRun, lassoRun, type Mode } from './recipes.ts';
import { RESNETS } from './scales.ts';

/** The paper's curves of both, and the titles of panels. */
export const PRINTED = 'figure4_resnet56-csgd-vs-lasso.csv';
export const PAPER = 'the paper: ResNet-56, 600 epochs';
export const HERE = (scale: Scale): string => `here: ${RESNETS[scale].network}, ${scale}`;

const COMPARED = [
  { method: 'C-SGD', mode: centripetalRun('kmeans'), cut: trimmed },
  { method: 'Lasso', mode: lassoRun, cut: withoutRedundant },
] as const;

const firstSeed = (mode: Mode, scale: Scale): TrainConfig => ({ ...mode(RESNETS[scale], 0), seed: 0 });

/** The runs compared. */
export const comparedRuns = (scale: Scale) => COMPARED.flatMap(({ mode }) => withBase(firstSeed(mode, scale)));

/** A network on its way, and what its clusters make of it. */
export interface Snapshot {
  readonly method: (typeof COMPARED)[number]['method'];
  readonly net: Network;
  readonly partitions: readonly Partition[];
  readonly cut: () => Network;
}

/** What `measure` gives of each snapshot. */
export async function measured(
  context: FigureContext,
  measure: (snapshot: Snapshot) => Readonly<Record<string, number>> | Promise<Readonly<Record<string, number>>>,
) {
  const rows = [];
  for (const { method, mode, cut } of COMPARED) {
    const config = firstSeed(mode, context.scale);
    const base = await baseNetwork(config, context);
    const { clusters, partitions } = tiedBy(base, config.method as ClusterSettings);
    for (const [epoch, params] of (await context.trained(config)).snapshots) {
      const net = networkOf({ config, params });
      const values = await measure({ method, net, partitions, cut: () => cut(net, clusters) });
      rows.push({ method, epoch, ...values });
    }
  }
  return rows;
}
