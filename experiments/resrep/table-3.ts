/** Table 3: what is to be said for compactors, against doing without any of their parts. */
import { type Cell, defineTable, greater, score, trained } from '@refold/lab';
import { MODES, type Mode } from './modes.ts';
import { DEVIATIONS, type PruneSettings, SCALES } from './scales.ts';

type Key = 'top1' | 'reduction';

const RESREP = 'ResRep';
const PRUNED_FIRST = '3) Pruned-finetuned';
const VECTOR = '4) Vector re-parameterization';
const ORDINARY = '5) Momentum on compactors 0.9';

/** A row of one seed: it is in no claim. */
const ONCE: Partial<PruneSettings> = { seeds: [0] };

const row = (name: string, mode: Mode, settings?: Partial<PruneSettings>) => {
  const cells: Readonly<Record<Key, Cell<PruneSettings>>> = {
    top1: trained(mode, 'top1Pruned'),
    reduction: trained(mode, 'reduction'),
  };
  return { name, cells, ...(settings && { settings }) };
};

export default defineTable<PruneSettings, Key>({
  title: 'Variants and controls',
  printed: 'table3_resnet50-variants.csv',
  scales: { smoke: SCALES.smoke, quick: SCALES.quick, standard: SCALES.standard },
  columns: {
    top1: score({ heading: 'Top-1', printed: 'Top-1 acc' }),
    reduction: score({ heading: 'Multiply-adds saved', printed: 'FLOPs reduction' }),
  },
  rows: [
    {
      name: '1) Base model finetuned',
      settings: ONCE,
      cells: { top1: trained<PruneSettings>(MODES.continued, 'top1') },
    },
    row('2) Uniformly shrunk baseline', MODES.uniform, ONCE),
    row(PRUNED_FIRST, MODES.longest),
    row(VECTOR, MODES.vector, ONCE),
    row(ORDINARY, MODES.ordinaryMomentum, ONCE),
    row(RESREP, MODES.resrep),
  ],
  claims: [
    greater(RESREP, PRUNED_FIRST, 'top1', {
      sentence: 'At equal multiply-adds ResRep is better than cutting the shortest filters and training on.',
      source: 'table 3',
    }),
  ],
  deviations: [
    ...DEVIATIONS,
    "The paper's table is of ResNet-50 on ImageNet; here the variants prune the CIFAR network that the row states.",
    'Rows 1, 2, 4 and 5 have one seed.',
    'The uniformly shrunk network starts from random parameters with the schedule of the others, where the paper gives it that of its base network.',
  ],
});
