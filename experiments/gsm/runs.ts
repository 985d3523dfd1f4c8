/** The runs of all tables and figures: a base network, and GSM, fine-tuning after pruning or a winning ticket from there. */
import { type Augmentation, type DatasetSpec, datasetNamed, sampleSpec } from '@refold/core/data';
import type { TrainConfig } from '@refold/core/train';
import { decayOn, type Model, plateauRate, publishedOr, type RunConfig, type Settings, sgd } from '@refold/lab';
import type { GsmSettings, Plateaus, TicketSettings } from 'gsm';

/** SGD whose rate is divided by ten at some epochs, with weight decay on kernels alone. */
export interface Phase extends Omit<Plateaus, 'factor' | 'stepsPerEpoch'> {
  readonly batchSize: number;
  /** Epochs in which the rate rises from zero; default 0. */
  readonly warmUp?: number;
  /** Whether it sees all images where the data are real, though `images` of the settings are fewer. */
  readonly onAllImages?: boolean;
}

/** How one network is trained and pruned. */
export interface NetSettings extends Settings {
  /** With published weights that stand for its base run, where they can be had. */
  readonly net: Model & { readonly weights?: string };
  readonly data: 'mnist' | 'cifar10' | 'generated';
  readonly augment: Augmentation;
  readonly testImages?: number;
  /** Plain training, of base networks and tickets. */
  readonly base: Phase;
  readonly sparse: Phase;
  /** Test images on which layers are pruned one at a time. */
  readonly sensitivityOn: number;
}

type Run<S = NetSettings> = (settings: S, seed: number) => RunConfig;

function run({ net, data, augment, images, testImages }: NetSettings, phase: Phase): RunConfig {
  const { epochs, batchSize, lr, at, warmUp, momentum, weightDecay, onAllImages } = phase;
  const isGenerated = data === 'generated';
  const sample = (split: 'train' | 'test', count?: number) =>
    ({ ...sampleSpec(datasetNamed(data), split, count), ...(isGenerated && { shape: net.input }) }) as DatasetSpec;
  const train = sample('train', onAllImages && !isGenerated ? undefined : images);
  return {
    layer: net.build(),
    input: net.input,
    data: { train, test: sample('test', testImages), augment },
    optimizer: sgd({ lr: plateauRate(lr, at, warmUp), momentum, weightDecay: decayOn(weightDecay) }),
    epochs,
    batchSize,
    evalEvery: epochs,
  };
}

/** A network trained as usual. */
export const baseRun = (settings: NetSettings): RunConfig => run(settings, settings.base);

/** A run from the base network of the same seed, or from a published one. */
const fromBase =
  (how: (settings: NetSettings) => readonly [phase: Phase, method: GsmSettings | TicketSettings]): Run =>
  (settings, seed) => {
    const [phase, method] = how(settings);
    const initial = publishedOr(settings.net.weights, () => ({ ...baseRun(settings), seed }));
    return { ...run(settings, phase), initial, method };
  };

/** GSM from the base network. */
export const gsmRun = (keep: number, extras?: Partial<GsmSettings>) =>
  fromBase(({ sparse, sensitivityOn }) => [sparse, { name: 'gsm', keep, ...(extras ?? { sensitivityOn }) }]);

/** The base network pruned, then fine-tuned with the epochs, batches and plateaus of GSM, and its own rate, momentum and decay. */
export const fineTuning = (keep: number, by: NonNullable<TicketSettings['by']>) =>
  fromBase(({ base: { lr, momentum, weightDecay }, sparse }) => [
    { ...sparse, lr, momentum, weightDecay },
    { name: 'ticket', keep, by },
  ]);

/** The initial parameters of the same seed under a mask, of the base network's largest weights or of GSM, trained as the base network is. */
export const ticketRun =
  (keep: number, mask: 'magnitude' | 'gsm'): Run =>
  (settings, seed) => {
    const method: TicketSettings = { name: 'ticket', keep, seed };
    const from = mask === 'gsm' ? gsmRun(keep)(settings, seed) : baseRun(settings);
    return { ...baseRun(settings), initial: { training: { ...from, seed } }, method };
  };

/** The run of the first seed, as figures show it. */
export const firstSeed = <S>(train: Run<S>, settings: S): TrainConfig => ({ ...train(settings, 0), seed: 0 });
