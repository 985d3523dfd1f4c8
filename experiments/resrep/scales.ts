/** What the trained tables run with: a CIFAR ResNet that others have trained, or that is trained first where it can't be had. */
import type { ClassificationSettings, Scale } from '@refold/lab';
import type { ResetSchedule } from 'resrep';

/** A network, how it is pruned, and the schedule. */
export interface PruneSettings extends ClassificationSettings {
  /** Layers of the residual network. */
  readonly depth: number;
  /** Name of the published weights that it begins with; where they are not to be had, it begins with a run of `base`. */
  readonly weights?: string | undefined;
  readonly base: { readonly epochs: number; readonly lr: number; readonly images?: number };
  /** Strength of the lasso on compactors. */
  readonly lambda: number;
  /** Of compactors; everything else has 0.9. */
  readonly momentum: number;
  readonly reset: ResetSchedule;
  /** Share of the multiply-adds that pruning keeps. */
  readonly keep: number;
  /** Test images that the search for the smallest network looks at. */
  readonly minimalOn: number;
}

/** A ResNet of so many layers, whose weights are not published. */
export const unpublished = (depth: number) => ({ depth, network: `ResNet-${depth} for CIFAR`, weights: undefined });
const published = (depth: number) => ({ ...unpublished(depth), weights: `resnet-${depth}-cifar10` });

/** What most scales share. The share that is kept is the paper's own target of ResNet-56, by its counter. */
const SHARED = { data: 'cifar10', keep: 0.471, batchSize: 16, lr: 0.01, seeds: [0] };

const STANDARD: PruneSettings = {
  ...SHARED,
  ...published(56),
  base: { epochs: 30, lr: 0.1 },
  epochs: 6,
  batchSize: 64,
  lambda: 1.1e-3,
  momentum: 0.99,
  reset: { warmUp: 300, interval: 4, growth: 4 },
  minimalOn: 2_000,
};

export const SCALES: Readonly<Record<Scale, PruneSettings>> = {
  smoke: {
    ...SHARED,
    ...unpublished(8),
    data: 'generated',
    images: 128,
    testImages: 128,
    base: { epochs: 1, lr: 0.05 },
    epochs: 2,
    lambda: 0.5,
    momentum: 0.9,
    reset: { warmUp: 1, interval: 1, growth: 16 },
    minimalOn: 64,
  },
  quick: {
    ...SHARED,
    ...published(20),
    images: 3_500,
    testImages: 2_000,
    base: { epochs: 5, lr: 0.1 },
    epochs: 3,
    lr: 0.005,
    lambda: 0.045,
    momentum: 0.95,
    reset: { warmUp: 30, interval: 5, growth: 8 },
    minimalOn: 200,
    seeds: [0, 1, 2],
  },
  standard: STANDARD,
  /** The paper's own schedule: 480 epochs of batch 64, from weights of 240 epochs. */
  paper: {
    ...STANDARD,
    base: { epochs: 240, lr: 0.1 },
    epochs: 480,
    lambda: 1e-4,
    reset: { warmUp: 3_906, interval: 200, growth: 4 },
    minimalOn: 10_000,
    seeds: [0, 1, 2, 3, 4],
    comparable: true,
  },
};

export const DEVIATIONS: readonly string[] = [
  'Below --scale paper the schedule is short. The strength of the lasso, the momentum of compactors (0.95 at quick, 0.99 from standard on) and the pace of the masks are fitted to it, in proportion to the way that a row has to zero. At quick ResNet-20 stands for ResNet-56, and has 656 steps of 16 images at a rate of 0.005.',
  'The base network is that of a public repository (github.com/akamaster/pytorch_resnet_cifar10), with shortcuts that pad zeros and its own normalisation of images; where it can’t be had, it is trained here first.',
  'Three oddities of the authors’ code are not repeated: channels that a selection passes over, because their layer is at its least width, counted against its limit; a layer from which nothing was selected kept its masks; a row of norm zero was divided by.',
];
