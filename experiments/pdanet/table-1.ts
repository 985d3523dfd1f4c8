/**
 * Table 1: PDANet beside other networks, on D-ViSA's abstract paintings.
 *   npx refold reproduce pdanet --table table-1
 * About 5 minutes at quick, 12 hours at standard, on two cores.
 * Comes out: whether PDANet is better than each of them, and a pretrained backbone than one that begins with random parameters.
 */
import { alexNet, cifarVgg } from '@refold/core/zoo';
import { defineTable, less, onlyAt, type Row } from '@refold/lab';
import { HEADS, regressor } from 'pdanet';
import { columnsOf } from './columns.ts';
import { headRun, type Mode, pcrRun, plainRun, scratchRun } from './recipes.ts';
import { BACKBONES, DEVIATIONS, type RegressionSettings, SETS, scalesOf } from './scales.ts';

/** Widths of a VGG-16 of a quarter of the channels, but for the first. */
const STAGES = [
  [16, 16],
  [32, 32],
  [64, 64, 64],
  [128, 128, 128],
  [128, 128, 128],
];

const SCRATCH = 'ResNet-18 from scratch';

/** Trained from random parameters, under the name of what is run in its place. */
const fromScratch = (name: string, network: string, build: Parameters<typeof scratchRun>[0]) => ({
  name,
  network: name,
  settings: { network },
  train: scratchRun(build),
});

const onBackbone = (name: string, train: Mode): Row<RegressionSettings> => ({ name, network: 'ResNet-101', train });

const better = (name: string) =>
  less('PDANet', name, 'mse', { sentence: `PDANet has a lower error than ${name}.`, source: 'abstract' });

export default defineTable<RegressionSettings>({
  title: 'PDANet beside other networks, on D-ViSA',
  printed: 'table1_vad-regression-comparison.csv',
  scales: scalesOf(SETS.dVisa),
  columns: columnsOf(['valence', 'arousal', 'dominance']),
  rows: [
    {
      ...fromScratch('AlexNet', 'AlexNet with norms, from scratch', alexNet),
      train: onlyAt(['standard', 'smoke'], scratchRun(alexNet), 'takes minutes a run'),
    },
    fromScratch('VGG-16', 'VGG-16 with norms, 1/4 as wide, from scratch', classes =>
      cifarVgg({ classes, stages: STAGES, hidden: 128 }),
    ),
    {
      ...fromScratch(SCRATCH, 'ResNet-18, 1/4 as wide', (outputs, side) =>
        regressor({ backbone: BACKBONES['ResNet-18'].build(), input: [side, side, 3], outputs, head: HEADS.plain }),
      ),
      printed: false,
    },
    onBackbone('ResNet-101', plainRun),
    { name: 'MldrNet', notRun: 'a network of its own, trained from scratch for hundreds of epochs' },
    onBackbone('SentiNet-A', headRun(HEADS.sentiNetA)),
    onBackbone('WSCNet', headRun(HEADS.wscNet)),
    onBackbone('PDANet', pcrRun(1)),
  ],
  claims: [
    ...['AlexNet', 'VGG-16', 'ResNet-101', 'SentiNet-A', 'WSCNet'].map(better),
    less('ResNet-101', SCRATCH, 'mse', {
      sentence: 'A backbone with ImageNet’s weights is better than one trained from scratch.',
      source: 'our own question',
      claimant: 'us',
    }),
  ],
  deviations: [
    ...DEVIATIONS,
    'AlexNet, VGG-16 and ResNet-18 begin with random parameters and see pictures of 64×64, mirrored half of the time, for as many epochs as heads are trained: the authors’ begin with ImageNet’s weights, which Refold doesn’t have of them.',
  ],
});
