/**
 * Not in the paper: ResRep on a RepVGG, while it has its branches and after they are folded (a question put to RepVGG's authors).
 *   npx refold reproduce resrep --table extra-repvgg
 * About 2 minutes at quick, 25 minutes at standard, on two cores: it trains a RepVGG first.
 * Comes out: whether branches are worth keeping until after the pruning, and how ResRep stands to simpler ways.
 */
import { CIFAR } from '@refold/core/zoo';
import { classification, compute, cosineRate, decayOn, defineTable, greater, measured, score, sgd } from '@refold/lab';
import { cifarSpecs, type RepVGGSpec, repvgg } from 'repvgg';
import { type ResRepSettings, reductionOf } from 'resrep';
import { resrep } from './modes.ts';
import { type Pruning, pruningSgd } from './recipes.ts';
import { SCALES as PRUNING, type PruneSettings } from './scales.ts';

interface RepVGGSettings extends PruneSettings {
  readonly spec: RepVGGSpec;
  /** Learning rate of networks that are folded first: without norms they can't bear the other one. */
  readonly foldedLr: number;
}

const TINY: RepVGGSpec = { depths: [1, 2, 1], widths: [8, 8, 16], strides: [2, 2, 1] };
const SMALL = { spec: cifarSpecs['repvgg-cifar-small'], network: 'repvgg-cifar-small' };

const SCALES = {
  smoke: { ...PRUNING.smoke, foldedLr: 1e-3, spec: TINY, network: 'RepVGG of 8 to 16 channels' },
  quick: {
    ...PRUNING.quick,
    ...SMALL,
    images: 6_000,
    lambda: 0.03,
    foldedLr: 5e-4,
    base: { epochs: 3, lr: 0.05, images: 15_000 },
  },
  standard: { ...PRUNING.standard, ...SMALL, foldedLr: 1e-3, base: { epochs: 20, lr: 0.1 }, seeds: [0, 1, 2] },
};

const layerOf = (spec: RepVGGSpec) => repvgg(spec, { classes: 10 });

/** RepVGG's recipe on CIFAR. */
function fromScratch({ base, images: _, ...rest }: RepVGGSettings, spec: RepVGGSpec) {
  const optimizer = sgd({ lr: cosineRate(base.lr, 1), weightDecay: decayOn(5e-4) });
  return classification(layerOf(spec), { ...rest, ...base, batchSize: 64 }, { optimizer });
}

/** From the trained network, the first seed's for all. */
function pruned(settings: RepVGGSettings, method?: Pruning) {
  const { spec, momentum, lr, foldedLr } = settings;
  const optimizer = pruningSgd(method?.folded ? foldedLr : lr, momentum);
  const initial = { training: { ...fromScratch(settings, spec), seed: 0 } };
  return { ...classification(layerOf(spec), settings, { optimizer }), initial, ...(method && { method }) };
}

/** Every width times the root of the share that is kept: multiply-adds go with the square. */
const narrow = ({ spec, keep }: RepVGGSettings): RepVGGSpec => ({
  ...spec,
  widths: spec.widths.map(width => Math.round(width * Math.sqrt(keep))),
});

const narrowSaves = (settings: RepVGGSettings): number =>
  reductionOf({ layer: layerOf(narrow(settings)), input: CIFAR }, { layer: layerOf(settings.spec), input: CIFAR });

/** Rows shrink as fast at either rate. */
const foldedFirst = (settings: RepVGGSettings): ResRepSettings =>
  resrep(settings, { lambda: (settings.lambda * settings.lr) / settings.foldedLr, folded: true });
const SHORTEST_CUT = { name: 'cutFirst', by: 'l2', normalize: true, folded: true } as const;

const BEFORE = 'ResRep, then folded';
const AFTER = 'folded, then ResRep';
const L2 = 'folded, shortest filters cut, trained on';
const UNIFORM = 'every width narrower, from scratch';

const better = (than: string, sentence: string) =>
  greater(BEFORE, than, 'top1', { sentence, source: 'our own question', claimant: 'us' });

export default defineTable<RepVGGSettings>({
  title: 'Extra: ResRep on a RepVGG, before and after its branches are folded',
  scales: SCALES,
  columns: {
    top1: score({ heading: 'Top-1', metric: 'top1Pruned' }),
    reduction: score({ heading: 'Multiply-adds saved', metric: 'reduction' }),
    differing: measured({ heading: 'Predictions that conversion changes', unit: '', digits: 0, metric: 'differing' }),
  },
  rows: [
    {
      name: 'not pruned, trained on',
      heading: 'not pruned, fine-tuned',
      settings: { seeds: [0] },
      train: settings => pruned(settings),
      metrics: { top1: 'top1' },
    },
    { name: BEFORE, train: settings => pruned(settings, resrep(settings)) },
    { name: AFTER, train: settings => pruned(settings, foldedFirst(settings)) },
    {
      name: L2,
      heading: 'folded, shortest filters cut, fine-tuned',
      train: settings => pruned(settings, { ...SHORTEST_CUT, keep: settings.keep }),
      without: ['differing'],
    },
    {
      name: UNIFORM,
      train: settings => fromScratch(settings, narrow(settings)),
      metrics: { top1: 'top1' },
      cells: { reduction: compute(narrowSaves) },
    },
  ],
  claims: [
    better(AFTER, 'Branches are worth keeping until after the pruning.'),
    better(L2, 'ResRep, then folding, is better than folding, then cutting the shortest filters.'),
    better(UNIFORM, 'ResRep is better than a narrower network trained from scratch.'),
  ],
  deviations: [
    'A compactor stands after the sum of the branches: it unties the widths that the identity branches tie.',
    'Networks that are folded first have no norms: they learn at a tenth of the rate, with a lasso that is stronger by as much. At quick it leaves them next to no channels: nothing there holds up the rows that are to stay.',
    'Filters of a folded layer are compared relative to the norm of their layer: compared directly, whole layers would go.',
    'At quick the network that is pruned, and the narrower one, are trained on 15,000 images.',
    'The narrower network is trained from scratch as the base network was, with the same number of steps.',
    'Widths are rounded, so the narrower network doesn’t save exactly as much as the others.',
  ],
});
