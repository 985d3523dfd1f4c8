/** What the trained tables run with: a CIFAR ResNet that others have trained, or that we train where it can't be had. */
import { dataFolder } from '@refold/core/data';
import type { Layer } from '@refold/core/layers';
import { CIFAR, cifarResNet, hasPretrained } from '@refold/core/zoo';
import type { ClassificationSettings } from '@refold/lab';
import type { ResetSchedule } from 'resrep';

/** A network, how it is pruned, and the schedule. */
export interface PruneSettings extends ClassificationSettings {
  /** Layers of the residual network. */
  readonly depth: number;
  /** Name of the published weights that it begins with; where they are not to be had, `base` epochs of training. */
  readonly weights?: string;
  readonly base: { readonly epochs: number; readonly lr: number };
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

/** The paper's own target of ResNet-56, by its counter. */
const KEEP = 0.471;

const SMOKE: PruneSettings = {
  data: 'generated',
  images: 128,
  testImages: 128,
  depth: 8,
  base: { epochs: 1, lr: 0.05 },
  epochs: 2,
  batchSize: 16,
  lr: 0.01,
  lambda: 0.5,
  momentum: 0.9,
  reset: { warmUp: 1, interval: 1, growth: 16 },
  keep: KEEP,
  minimalOn: 64,
  seeds: [0],
  network: 'ResNet-8 for CIFAR',
};

const QUICK: PruneSettings = {
  data: 'cifar10',
  images: 3_500,
  testImages: 2_000,
  depth: 20,
  weights: 'resnet-20-cifar10',
  base: { epochs: 5, lr: 0.1 },
  epochs: 3,
  batchSize: 16,
  lr: 0.005,
  lambda: 0.045,
  momentum: 0.95,
  reset: { warmUp: 30, interval: 5, growth: 8 },
  keep: KEEP,
  minimalOn: 200,
  seeds: [0, 1, 2],
  network: 'ResNet-20 for CIFAR',
};

const STANDARD: PruneSettings = {
  data: 'cifar10',
  depth: 56,
  weights: 'resnet-56-cifar10',
  base: { epochs: 30, lr: 0.1 },
  epochs: 6,
  batchSize: 64,
  lr: 0.01,
  lambda: 1.1e-3,
  momentum: 0.99,
  reset: { warmUp: 300, interval: 4, growth: 4 },
  keep: KEEP,
  minimalOn: 2_000,
  seeds: [0],
  network: 'ResNet-56 for CIFAR',
};

/** The paper's own schedule: 480 epochs of batch 64, from weights of 240 epochs. */
const PAPER: PruneSettings = {
  ...STANDARD,
  base: { epochs: 240, lr: 0.1 },
  epochs: 480,
  lr: 0.01,
  lambda: 1e-4,
  reset: { warmUp: 3_906, interval: 200, growth: 4 },
  minimalOn: 10_000,
  seeds: [0, 1, 2, 3, 4],
  comparable: true,
};

export const SCALES = { smoke: SMOKE, quick: QUICK, standard: STANDARD, paper: PAPER };

/** Option A shortcuts, as the published weights have them. */
export const networkOf = ({ depth }: Pick<PruneSettings, 'depth'>): Layer => cifarResNet(depth);

export const INPUT = CIFAR;

/** The published weights that a table begins with, if they are in the data folder. */
export const publishedOf = ({ weights }: Pick<PruneSettings, 'weights'>): string | undefined =>
  weights !== undefined && hasPretrained(weights, dataFolder()) ? weights : undefined;

export const DEVIATIONS: readonly string[] = [
  'Below --scale paper the schedule is short, and with it go the strength of the lasso, the momentum of compactors (0.95 at quick, 0.99 from standard on) and the pace of the masks, in the proportions of a row’s way to zero; at quick ResNet-20 stands for ResNet-56, with 656 steps of 16 images at a rate of 0.005.',
  'The base network is that of a public repository (github.com/akamaster/pytorch_resnet_cifar10), with shortcuts that pad zeros and its own normalisation of images; where it can’t be had, a short training of our own.',
  'Fixed, of the authors’ code: channels that a selection passes over because their layer is at its least width don’t count against its limit; a layer from which nothing is selected has its masks reset like the others; a row of norm zero is not divided by.',
];
