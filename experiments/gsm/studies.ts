/** The runs of figures 3 and 4: GSM of one network by its momentum, and without re-selection. */
import type { TrainConfig } from '@refold/core/train';
import { type Cell, type RunConfig, type Scale, type Settings, score, trained } from '@refold/lab';
import { SCALES as CIFAR_SCALES, type CifarSettings, denseSettings, gsmTraining as onCifar, SMALL } from './cifar.ts';
import { SCALES as MNIST_SCALES, type MnistSettings, gsmTraining as onMnist } from './mnist.ts';
import { type Variant, varied } from './variants.ts';

export const MOMENTA = [0.9, 0.95, 0.98, 0.99] as const;

/** One network of those that the tables prune: LeNet-300-100 where CIFAR's would take too long. */
export interface StudySettings extends Settings {
  readonly of: { readonly mnist: MnistSettings } | { readonly cifar: CifarSettings };
  /** Share of the weights that stays. */
  readonly keep: number;
  /** Epochs from one copy of the parameters to the next. */
  readonly snapshotEvery: number;
}

const MNIST_KEEP = 1 / 60;
const CIFAR_KEEP = 0.125;

const leNet = (mnist: MnistSettings, seeds: readonly number[]): StudySettings => ({
  of: { mnist },
  keep: MNIST_KEEP,
  snapshotEvery: 1,
  data: mnist.data,
  network: 'LeNet-300-100',
  seeds,
});

const convNet = (cifar: CifarSettings, snapshotEvery: number): StudySettings => ({
  ...cifar,
  of: { cifar },
  keep: CIFAR_KEEP,
  snapshotEvery,
});

export const STUDY_SCALES = {
  smoke: leNet(MNIST_SCALES.smoke, [0]),
  quick: leNet(MNIST_SCALES.quick, [0, 1, 2]),
  standard: convNet(SMALL, 1),
  paper: convNet({ ...CIFAR_SCALES.paper, ...denseSettings('paper') }, 10),
} satisfies Record<Scale, StudySettings>;

export const STUDY_DEVIATIONS: readonly string[] = [
  'The paper studies DenseNet-40 at 8×, as --scale paper does; below standard it is LeNet-300-100 on MNIST at 60×, at standard ResNet-20 at 8×.',
];

const studied = ({ of, keep, snapshotEvery }: StudySettings, seed: number, variant: Variant): RunConfig =>
  varied(
    'mnist' in of ? onMnist('LeNet-300', keep, of.mnist, seed) : onCifar(of.cifar, keep, seed),
    variant,
    snapshotEvery,
  );

export const COLUMNS = {
  before: score({ heading: 'Top-1 before zeroing', printed: 'top-1 before pruning, mean of last 10 evaluations' }),
  after: score({ heading: 'Top-1 after', printed: 'top-1 after 8x pruning, mean of last 10 evaluations' }),
  below3: score({ heading: 'Below 1e-3 before zeroing' }),
  below4: score({ heading: 'Below 1e-4' }),
};
export type Key = keyof typeof COLUMNS;

const METRICS: Readonly<Record<Key, string>> = {
  before: 'top1',
  after: 'top1Pruned',
  below3: 'below1e-3',
  below4: 'below1e-4',
};

export const cellsOf = (variant: Variant): Readonly<Record<Key, Cell<StudySettings>>> =>
  Object.fromEntries(
    Object.entries(METRICS).map(([key, metric]) => [
      key,
      trained<StudySettings>((settings, seed) => studied(settings, seed, variant), metric),
    ]),
  ) as Record<Key, Cell<StudySettings>>;

/** A variant's training with the first seed. */
export const firstSeed = (variant: Variant, scale: Scale): TrainConfig => ({
  ...studied(STUDY_SCALES[scale], 0, variant),
  seed: 0,
});
