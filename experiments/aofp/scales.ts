/** What the trained tables run with, by scale. */
import { cifarVgg } from '@refold/core/zoo';
import type { ClassificationSettings, Phase, Scale } from '@refold/lab';
import { HOSTS, type Host } from 'aofp';

/** A network, how it is scored, and the schedules of its three runs. */
export interface PruneSettings extends ClassificationSettings {
  readonly network: string;
  readonly host: Host;
  /** What VGG's widths are divided by. */
  readonly divisor: number;
  /** Training of the network that is pruned. */
  readonly base: Phase;
  /** While layers are scored. */
  readonly pruning: Phase;
  /** Of the cut network. */
  readonly tuning: Phase;
  /** θ: the largest mean damage at which filters go. */
  readonly threshold: number;
  /** φ: batches for each halving. */
  readonly samples: number;
  /** Batches before the first layer is scored. */
  readonly warmUp: number;
}

const STAGES = [
  [64, 64],
  [128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [512, 512, 512],
];

/** VGG with its widths divided, those of convolutions times a factor. */
const vgg = (divisor: number, factor = 1): Pick<PruneSettings, 'host' | 'network' | 'divisor'> => ({
  network: divisor === 1 ? 'VGG' : `VGG, 1/${divisor} as wide`,
  divisor,
  host: {
    ...HOSTS.vgg,
    build: classes =>
      cifarVgg({
        hidden: 512 / divisor,
        stages: STAGES.map(stage => stage.map(width => Math.ceil((width * factor) / divisor))),
        ...(classes !== undefined && { classes }),
      }),
  },
});

/** The network of the settings with its convolutions wider. */
export const scaled = ({ divisor }: PruneSettings, factor: number) => ({
  ...vgg(divisor, factor),
  network: `${vgg(divisor).network}, then ${factor} times`,
});

const PAPER: PruneSettings = {
  data: 'cifar10',
  ...vgg(1),
  base: { epochs: 600, lr: 0.05, at: [200, 400] },
  pruning: { epochs: 600, lr: 1e-3, at: [] },
  tuning: { epochs: 600, lr: 0.05, at: [200, 400] },
  epochs: 600,
  lr: 1e-3,
  batchSize: 64,
  threshold: 0.01,
  samples: 20_000,
  warmUp: 2_000,
  seeds: [0, 1, 2],
  comparable: true,
};

const SMOKE: PruneSettings = {
  ...PAPER,
  ...vgg(8),
  comparable: false,
  data: 'generated',
  images: 64,
  testImages: 64,
  base: { epochs: 1, lr: 0.05, at: [] },
  pruning: { epochs: 2, lr: 0.01, at: [] },
  tuning: { epochs: 1, lr: 0.01, at: [] },
  batchSize: 16,
  threshold: 2,
  samples: 2,
  warmUp: 0,
  seeds: [0],
};

const QUICK: PruneSettings = {
  ...SMOKE,
  ...vgg(4),
  data: 'cifar10',
  images: 20_000,
  testImages: 5_000,
  // As in docs/recipes.md: crops cost a short training dearly.
  pad: 1,
  base: { epochs: 4, lr: 0.05, at: [2.8, 3.6] },
  pruning: { epochs: 2, lr: 2e-3, at: [] },
  tuning: { epochs: 2, lr: 0.02, at: [1.2, 1.7] },
  batchSize: 64,
  threshold: 0.02,
  samples: 20,
  warmUp: 20,
  seeds: [0, 1, 2],
};

const { testImages: _, images: __, ...WHOLE } = QUICK;
const STANDARD: PruneSettings = {
  ...WHOLE,
  ...vgg(1),
  base: { epochs: 10, lr: 0.05, at: [6, 8.5] },
  pruning: { epochs: 8, lr: 1e-3, at: [] },
  tuning: { epochs: 8, lr: 0.02, at: [5, 7] },
  samples: 150,
  warmUp: 100,
  seeds: [0],
};

export const SCALES: Readonly<Record<Scale, PruneSettings>> = {
  smoke: SMOKE,
  quick: QUICK,
  standard: STANDARD,
  paper: PAPER,
};

export const DEVIATIONS: readonly string[] = [
  'Below --scale paper schedules are short: a halving has 20 batches at quick and 150 at standard, where the paper’s runs have 20,000, and the threshold on damage is 0.02, where it has 0.01. Crops pad one pixel. Every network sees as many images: those that aren’t pruned go through the same three runs, and those that are trained from scratch have the schedule of base networks stretched over the epochs of all three. At quick a VGG of a quarter of the widths is pruned.',
  'A sample of damage is one batch, and a ratio of its sums, as in the authors’ code; the paper prints a ratio per image. Running statistics have no part in scoring, as they have in the code.',
];
