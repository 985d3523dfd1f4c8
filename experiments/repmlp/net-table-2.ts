/** RepMLPNet, table 2: costs and speed of the variants, beside ResNet-50. */

import { count } from '@refold/core/cost';
import { countFolded } from '@refold/core/fold';
import { models as shared } from '@refold/core/zoo';
import { benched, compute, defineTable, exact, notRun, onlyAt, ratio, type Settings, score } from '@refold/lab';
import { models as own } from 'repmlp';
import { NETS } from './net-table-1.ts';

interface NetSettings extends Settings {
  readonly timed: number;
  readonly rounds: number;
}

const all = { ...shared, ...own };
const REFERENCE = 'ResNet-50';
const ROWS: Readonly<Record<string, string>> = { [REFERENCE]: 'resnet-50-v1.5', ...NETS };
/** Rows whose printed parameters go against the count of what is trained, which gives all others. */
const DISPUTED = new Set(['RepMLPNet-B256', 'RepMLPNet-L256']);

const at = (timed: number, rounds: number): NetSettings => ({
  timed,
  rounds,
  network: `timed at its own size, batch ${timed}`,
});

export default defineTable<NetSettings, 'top1' | 'macs' | 'params' | 'speed'>({
  paper: 'repmlp',
  id: 'net-table-2',
  title: 'RepMLPNet: comparison on ImageNet',
  printed: 'table2_repmlpnet-imagenet.csv',
  scales: { smoke: at(1, 1), quick: at(1, 3), standard: at(4, 5), paper: at(128, 20) },
  columns: {
    top1: score({ heading: 'Top-1', printed: 'Top-1 acc' }),
    macs: exact({ heading: 'Multiply-adds', printed: 'FLOPs', unit: 'G', rounding: 'truncate' }),
    params: exact({ heading: 'Parameters', printed: 'Params', unit: 'M' }),
    speed: ratio({ heading: 'Speed, folded', printed: 'Throughput', to: REFERENCE }),
  },
  rows: Object.entries(ROWS).map(([name, model]) => {
    const { build, input } = all[model]!;
    const folded = name === REFERENCE;
    return {
      name,
      cells: {
        top1: notRun('needs ImageNet, and AdamW with RandAugment and CutMix'),
        // ResNet-50 prints 4.1 for 4.089: rounded, as that row alone is.
        macs: compute(() => countFolded(build(), input).total.macs, folded ? { disputed: true } : {}),
        params: compute(
          () => (folded ? countFolded : count)(build(), input).total.params,
          DISPUTED.has(name) ? { disputed: true } : {},
        ),
        speed: onlyAt<NetSettings>(
          ['quick', 'standard', 'paper'],
          benched(({ timed, rounds }) => ({ layer: build(), input, batchSize: timed, fold: true, rounds })),
          'too large for smoke',
        ),
      },
    };
  }),
  deviations: [
    'Parameters are of the trained form, multiply-adds of the folded one, as the paper counts. Parameters are rounded, multiply-adds truncated. B256 has 96.45 M and L256 117.64 M, where the paper prints 96.5 and 117.7.',
    'ResNet-50 has 4.089 G multiply-adds: its printed 4.1 is rounded, where other rows are truncated.',
    'Speeds are of folded networks in one run on this machine, with random parameters; below --scale paper of one image or four, where the paper has 128.',
  ],
});
