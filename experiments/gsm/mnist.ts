/** The trainings on MNIST: of a base network, by GSM from it, and of tickets. */
import { type DatasetSpec, mnist } from '@refold/core/data';
import type { Layer } from '@refold/core/layers';
import { leNet5, leNet300, MNIST } from '@refold/core/zoo';
import type { RunConfig, Scale, Settings } from '@refold/lab';
import type { GsmSettings, TicketSettings } from 'gsm';
import { type Phase, phased, scheduledAs } from './phases.ts';

export type MnistNet = 'LeNet-300' | 'LeNet-5';
const NETS: Readonly<Record<MnistNet, Layer>> = { 'LeNet-300': leNet300(), 'LeNet-5': leNet5() };

type Phases = Readonly<Record<MnistNet, Phase>>;

export interface MnistSettings extends Settings {
  readonly data: 'mnist' | 'generated';
  readonly testImages?: number;
  /** Base networks, and tickets. */
  readonly plain: Phases;
  readonly sparse: Phases;
  /** Test images on which layers are pruned one at a time. */
  readonly sensitivityOn: number;
}

function training(net: MnistNet, { data, images, testImages }: MnistSettings, phase: Phase): RunConfig {
  const dataset = (split: 'train' | 'test', wanted: number | undefined): DatasetSpec =>
    data === 'generated'
      ? { name: 'generated', split, shape: [28, 28, 1], ...(wanted !== undefined && { size: wanted }) }
      : { name: 'mnist', split, ...(wanted !== undefined && { perClass: Math.floor(wanted / 10) }) };
  return {
    layer: NETS[net],
    input: MNIST,
    data: {
      train: dataset('train', images),
      test: dataset('test', testImages),
      augment: { normalize: mnist.normalization },
    },
    ...phased(phase),
  };
}

/** A network trained as usual. */
export const baseTraining = (net: MnistNet, settings: MnistSettings): RunConfig =>
  training(net, settings, settings.plain[net]);

/** GSM from the base network of the same seed. */
export function gsmTraining(net: MnistNet, keep: number, settings: MnistSettings, seed: number): RunConfig {
  const method: GsmSettings = { name: 'gsm', keep, sensitivityOn: settings.sensitivityOn };
  const initial = { training: { ...baseTraining(net, settings), seed } };
  return { ...training(net, settings, settings.sparse[net]), initial, method };
}

/** What the mask of a ticket is taken from. */
export type MaskSource = 'magnitude' | 'gsm';

/** The fresh network of the same seed, but for its mask, trained as the base network is. */
export function ticketTraining(
  net: MnistNet,
  keep: number,
  source: MaskSource,
  settings: MnistSettings,
  seed: number,
): RunConfig {
  const method: TicketSettings = { name: 'ticket', keep, seed };
  const from = source === 'gsm' ? gsmTraining(net, keep, settings, seed) : baseTraining(net, settings);
  return { ...baseTraining(net, settings), initial: { training: { ...from, seed } }, method };
}

/** The base network pruned, by magnitude or at random, and trained with its mask for as long as GSM trains, by plain SGD. */
export function retraining(
  net: MnistNet,
  keep: number,
  by: NonNullable<TicketSettings['by']>,
  settings: MnistSettings,
  seed: number,
): RunConfig {
  const method: TicketSettings = { name: 'ticket', keep, by };
  const initial = { training: { ...baseTraining(net, settings), seed } };
  const phase = scheduledAs(settings.sparse[net], settings.plain[net]);
  return { ...training(net, settings, phase), initial, method };
}

const both = (phase: Phase): Phases => ({ 'LeNet-300': phase, 'LeNet-5': phase });

const PLAIN: Phase = {
  epochs: 1,
  at: [0.6, 0.85],
  lr: 0.03,
  momentum: 0.9,
  weightDecay: 5e-4,
  batchSize: 64,
  warmUp: 0,
};
const SPARSE: Phase = {
  epochs: 36,
  at: [30, 33],
  lr: 3e-2,
  momentum: 0.99,
  weightDecay: 5e-4,
  batchSize: 256,
  warmUp: 2,
};

const SMOKE: MnistSettings = {
  data: 'generated',
  images: 100,
  testImages: 50,
  plain: both({ ...PLAIN, at: [], batchSize: 50 }),
  sparse: both({ ...SPARSE, epochs: 2, at: [1], lr: 1e-2, weightDecay: 1e-3, batchSize: 50, warmUp: 0 }),
  sensitivityOn: 10,
  seeds: [0],
  network: 'LeNet-300-100, LeNet-5',
};

/** LeNet-5 costs ten times as much a step. */
const QUICK_SPARSE: Phase = { ...SPARSE, lr: 1.2e-2, weightDecay: 2e-3, warmUp: 0.2 };

const QUICK: MnistSettings = {
  data: 'mnist',
  plain: { 'LeNet-300': { ...PLAIN, epochs: 3, at: [2, 2.5] }, 'LeNet-5': PLAIN },
  sparse: {
    'LeNet-300': { ...QUICK_SPARSE, epochs: 9, at: [6, 8], batchSize: 128 },
    'LeNet-5': { ...QUICK_SPARSE, epochs: 3, at: [2.2, 2.6], batchSize: 64 },
  },
  sensitivityOn: 1_000,
  seeds: [0, 1, 2, 3, 4],
  network: 'LeNet-300-100, LeNet-5',
};

const STANDARD: MnistSettings = {
  ...QUICK,
  plain: both({ ...PLAIN, epochs: 10, at: [6, 8], batchSize: 256, warmUp: 0.5 }),
  sparse: both(SPARSE),
  sensitivityOn: 10_000,
};

/** Base networks and tickets by the authors' code, GSM by the paper. */
const PAPER: MnistSettings = {
  ...STANDARD,
  plain: both({ ...PLAIN, epochs: 200, at: [40, 80, 120, 160], batchSize: 256, warmUp: 5 }),
  sparse: both({ ...SPARSE, epochs: 240, at: [160, 200], warmUp: 5 }),
  seeds: [0],
  comparable: true,
};

export const SCALES = { smoke: SMOKE, quick: QUICK, standard: STANDARD, paper: PAPER };

/** Fewer seeds of LeNet-5 at quick, and more of LeNet-300-100, which costs a tenth, at paper. */
const SEEDS: Readonly<Record<MnistNet, { readonly [scale in Scale]?: readonly number[] }>> = {
  'LeNet-300': { paper: [0, 1, 2] },
  'LeNet-5': { quick: [0, 1, 2] },
};

/** Settings of a row that is about a network. The paper's tables cut LeNet-300-100's name short. */
export const rowSettings =
  (net: MnistNet) =>
  (scale: Scale): Partial<MnistSettings> => {
    const seeds = SEEDS[net][scale];
    return { network: net === 'LeNet-300' ? 'LeNet-300-100' : net, ...(seeds && { seeds }) };
  };

export const DEVIATIONS: readonly string[] = [
  'Below --scale paper the schedule of GSM is short: passive weights shrink by e^-10 or more at standard, with the paper’s own rate, momentum and decay. At quick the rate is lower and the decay stronger, and base networks and tickets are trained for three epochs (LeNet-300-100) or one (LeNet-5).',
  'A learning rate warms up linearly, kernels are initialised by Glorot’s uniform rule and biases at zero, and the base networks have their schedule, as in the authors’ PyTorch code, which differs from the paper in what it says of GSM itself; biases have no rate of their own.',
  'Accuracy is that of the last evaluation, where the paper has the mean of the last ten.',
];
