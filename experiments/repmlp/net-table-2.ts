/**
 * RepMLPNet, table 2: costs and speed of the variants, beside ResNet-50.
 *   npx refold reproduce repmlp --table net-table-2
 * Trains nothing: the recipe needs ImageNet. From quick on, timing seven networks at their own size dominates.
 * Comes out: multiply-adds and parameters that equal the paper's but for what the deviations dispute, and speeds relative to ResNet-50.
 */
import { models as shared } from '@refold/core/zoo';
import { compute, costsOf, defineTable, exact, notRun, onlyAt, ratio, type Settings, score } from '@refold/lab';
import { models as own } from 'repmlp';
import { NETS } from './net-table-1.ts';

interface NetSettings extends Settings {
  /** Images of a batch that is timed. */
  readonly timed: number;
}

const REFERENCE = 'ResNet-50';
const ROWS: Readonly<Record<string, string>> = { [REFERENCE]: 'resnet-50-v1.5', ...NETS };
/** Columns whose printed value contradicts the rule that gives all others. */
const DISPUTED: Readonly<Record<string, readonly string[]>> = {
  [REFERENCE]: ['macs'],
  'RepMLPNet-B256': ['params'],
  'RepMLPNet-L256': ['params'],
};

const at = (timed: number, rounds: number): NetSettings => ({
  timed,
  rounds,
  network: `timed at its own size, batch ${timed}`,
});

export default defineTable<NetSettings>({
  title: 'RepMLPNet: comparison on ImageNet',
  printed: 'table2_repmlpnet-imagenet.csv',
  scales: { smoke: at(1, 1), quick: at(1, 3), standard: at(4, 5), paper: at(128, 20) },
  columns: {
    top1: score({ heading: 'Top-1', printed: 'Top-1 acc', metric: 'top1' }),
    macs: exact({ heading: 'Multiply-adds', printed: 'FLOPs', unit: 'G', rounding: 'truncate', of: 'folded.macs' }),
    params: exact({ heading: 'Parameters', printed: 'Params', unit: 'M', of: 'trained.params' }),
    speed: ratio({ heading: 'Speed, folded', printed: 'Throughput', to: REFERENCE, fold: true }),
  },
  rows: Object.entries(ROWS).map(([name, id]) => {
    const model = { ...shared, ...own }[id]!;
    const { build, input } = model;
    return {
      name,
      model,
      train: notRun('needs ImageNet, and AdamW with RandAugment and CutMix'),
      bench: onlyAt(
        ['quick', 'standard', 'paper'],
        ({ timed }) => ({ layer: build(), input, batchSize: timed }),
        'too large for smoke',
      ),
      disputed: DISPUTED[name] ?? [],
      // The paper counts ResNet-50 as others do: without norms.
      cells: name === REFERENCE ? { params: compute(() => costsOf(model).folded.params) } : {},
    };
  }),
  deviations: [
    'Parameters are of the trained form, multiply-adds of the folded one, as the paper counts. Parameters are rounded, multiply-adds truncated. B256 has 96.45 M and L256 117.64 M, where the paper prints 96.5 and 117.7.',
    'ResNet-50 has 4.089 G multiply-adds: its printed 4.1 is rounded, where other rows are truncated.',
    'Speeds are of folded networks in one run on this machine, with random parameters; below --scale paper of one image or four, where the paper has 128.',
  ],
});
