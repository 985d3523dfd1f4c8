/** Not in the paper: ResRep on a RepVGG, while it has its branches and after they are folded (a question put to RepVGG's authors). */
import { countFolded } from '@refold/core/fold';
import { CIFAR } from '@refold/core/zoo';
import {
  type Cell,
  classification,
  compute,
  cosineRate,
  decayOn,
  defineTable,
  greater,
  measured,
  type RunConfig,
  score,
  sgd,
  trained,
} from '@refold/lab';
import { cifarSpec, type RepVGGSpec, repvgg } from 'repvgg';
import type { ResRepSettings } from 'resrep';
import { type Pruning, rules } from './recipes.ts';
import { SCALES as PRUNING, type PruneSettings } from './scales.ts';

interface RepVGGSettings extends PruneSettings {
  readonly spec: RepVGGSpec;
  /** Training images of the network that is pruned, and of the narrower one; all where absent. */
  readonly baseImages?: number;
  /** Learning rate of networks that are folded first: without norms they can't bear the other one. */
  readonly foldedLr: number;
}

const TINY: RepVGGSpec = { depths: [1, 2, 1], widths: [8, 8, 16], strides: [2, 2, 1] };

const SCALES = {
  smoke: { ...PRUNING.smoke, foldedLr: 1e-3, spec: TINY, network: 'RepVGG of 8 to 16 channels' },
  quick: {
    ...PRUNING.quick,
    images: 6_000,
    lambda: 0.03,
    foldedLr: 5e-4,
    baseImages: 15_000,
    base: { epochs: 3, lr: 0.05 },
    spec: cifarSpec,
    network: 'repvgg-cifar',
  },
  standard: {
    ...PRUNING.standard,
    foldedLr: 1e-3,
    base: { epochs: 20, lr: 0.1 },
    spec: cifarSpec,
    network: 'repvgg-cifar',
    seeds: [0, 1, 2],
  },
} as const satisfies Record<string, RepVGGSettings>;

/** RepVGG's recipe on CIFAR. */
function fromScratch(settings: RepVGGSettings, spec: RepVGGSpec): RunConfig {
  const { base, baseImages, images: _, ...rest } = settings;
  const optimizer = sgd({ lr: cosineRate(base.lr, 1), weightDecay: decayOn(5e-4) });
  const images = baseImages === undefined ? {} : { images: baseImages };
  return classification(
    repvgg(spec, { classes: 10 }),
    { ...rest, ...images, epochs: base.epochs, batchSize: 64 },
    { optimizer },
  );
}

/** From the trained network, the first seed's for all. */
function pruned(settings: RepVGGSettings, method?: Pruning): RunConfig {
  const { momentum, foldedLr } = settings;
  const lr = method?.folded ? foldedLr : settings.lr;
  const optimizer = { kind: 'sgd', lr: { kind: 'cosine', value: lr, end: 0 }, ...rules(momentum) } as const;
  return {
    ...classification(repvgg(settings.spec, { classes: 10 }), settings, { optimizer }),
    initial: { training: { ...fromScratch(settings, settings.spec), seed: 0 } },
    ...(method !== undefined && { method }),
  };
}

/** Rows shrink as fast at either rate. */
const resrep = ({ lambda, keep, reset, lr, foldedLr }: RepVGGSettings, folded: boolean): ResRepSettings => ({
  name: 'resrep',
  on: 'compactors',
  lambda: folded ? (lambda * lr) / foldedLr : lambda,
  keep,
  reset,
  folded,
});

/** Every width times the root of the share that is kept: multiply-adds go with the square. */
const narrow = ({ spec, keep }: RepVGGSettings): RepVGGSpec => ({
  ...spec,
  widths: spec.widths.map(width => Math.round(width * Math.sqrt(keep))),
});

function narrowReduction(settings: RepVGGSettings): number {
  const [whole, less] = [settings.spec, narrow(settings)].map(
    spec => countFolded(repvgg(spec, { classes: 10 }), CIFAR).total.macs,
  );
  return 1 - less! / whole!;
}

type Key = 'top1' | 'reduction' | 'differing';
const BEFORE = 'ResRep, then folded';
const AFTER = 'folded, then ResRep';
const L2 = 'folded, shortest filters cut, trained on';
const UNIFORM = 'every width narrower, from scratch';
const WHOLE = 'not pruned, trained on';

const cellsOf = (
  method: (settings: RepVGGSettings) => Pruning,
  converts = true,
): { readonly [key in Key]?: Cell<RepVGGSettings> } => ({
  top1: trained(settings => pruned(settings, method(settings)), 'top1Pruned'),
  reduction: trained(settings => pruned(settings, method(settings)), 'reduction'),
  ...(converts && { differing: trained(settings => pruned(settings, method(settings)), 'differing') }),
});

export default defineTable<RepVGGSettings, Key>({
  title: 'Extra: ResRep on a RepVGG, before and after its branches are folded',
  scales: SCALES,
  columns: {
    top1: score({ heading: 'Top-1' }),
    reduction: score({ heading: 'Multiply-adds saved' }),
    differing: measured({ heading: 'Predictions that conversion changes', unit: '', digits: 0 }),
  },
  rows: [
    {
      name: WHOLE,
      settings: { seeds: [0] },
      cells: { top1: trained<RepVGGSettings>(settings => pruned(settings), 'top1') },
    },
    { name: BEFORE, cells: cellsOf(settings => resrep(settings, false)) },
    { name: AFTER, cells: cellsOf(settings => resrep(settings, true)) },
    {
      name: L2,
      cells: cellsOf(({ keep }) => ({ name: 'cutFirst', by: 'l2', keep, normalize: true, folded: true }), false),
    },
    {
      name: UNIFORM,
      cells: {
        top1: trained<RepVGGSettings>(settings => fromScratch(settings, narrow(settings)), 'top1'),
        reduction: compute(narrowReduction),
      },
    },
  ],
  claims: [
    greater(BEFORE, AFTER, 'top1', {
      sentence: 'Branches are worth keeping until after the pruning.',
      source: 'our own question',
    }),
    greater(BEFORE, L2, 'top1', {
      sentence: 'ResRep is better than cutting the shortest filters.',
      source: 'our own question',
    }),
    greater(BEFORE, UNIFORM, 'top1', {
      sentence: 'ResRep is better than a narrower network.',
      source: 'our own question',
    }),
  ],
  deviations: [
    'A compactor stands after the sum of the branches: it unties the widths that the identity branches tie.',
    'Networks that are folded first have no norms: they learn at a tenth of the rate, with a lasso that is as much stronger. At quick it leaves them next to no channels: nothing there holds up the rows that are to stay.',
    'Filters of a folded layer are compared with the others of that layer: as they are, whole layers would go.',
    'At quick the network that is pruned, and the narrower one, are trained on 15,000 images.',
    'The narrower network is trained from scratch as the base network was, with the same number of steps.',
    'Widths are rounded, so what the narrower network saves is not to the unit what the others save.',
  ],
});
