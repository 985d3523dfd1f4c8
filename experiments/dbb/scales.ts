/** What the trained tables run with: a narrow host on CIFAR-10 below --scale paper, the paper's own there. */
import type { Block } from '@refold/core/layers';
import { type ClassificationSettings, classesOf, type RunConfig } from '@refold/lab';
import { HOSTS, type Host, SMALL_HOSTS, withBlock } from 'dbb';
import { RECIPES, type Recipe, training } from './recipes.ts';

/** The run of a host, as it is or with blocks. */
export interface HostSettings extends ClassificationSettings, Recipe {
  readonly epochs: number;
  readonly batchSize: number;
  readonly lr: number;
  readonly host: Host;
}

/** A short schedule: an epoch of warm-up, and a weight decay that suits few steps. */
const SHORT = { weightDecay: 5e-4, warmUp: 1, lr: 0.1, data: 'cifar10', seeds: [0, 1, 2] };
const SMOKE = { ...SHORT, data: 'generated', images: 64, testImages: 128, epochs: 1, batchSize: 32, seeds: [0] };
const QUICK = { ...SHORT, images: 10_000, testImages: 5_000, epochs: 7, batchSize: 64 };
const STANDARD = { ...SHORT, epochs: 20, batchSize: 128 };

/** A host of the paper, trained as the paper does. */
const full = (name: keyof typeof RECIPES) => ({
  ...RECIPES[name],
  host: HOSTS[name],
  network: name,
  comparable: true,
});

type Scales<S extends string> = Readonly<Record<S, HostSettings>>;

export const SMALL_VGG_SCALES: Scales<'smoke' | 'quick' | 'standard'> = {
  smoke: { ...SMOKE, host: SMALL_HOSTS.smoke.vgg, network: 'VGG of 4 layers, 4 to 8 channels' },
  quick: { ...QUICK, host: SMALL_HOSTS.quick.vgg, network: 'VGG of 4 layers, 8 to 32 channels' },
  standard: { ...STANDARD, host: SMALL_HOSTS.standard.vgg, network: 'VGG of 4 layers, 16 to 64 channels' },
};

export const VGG_SCALES: Scales<'smoke' | 'quick' | 'standard' | 'paper'> = {
  ...SMALL_VGG_SCALES,
  paper: { ...full('vgg-16'), data: 'cifar10', seeds: [0, 1, 2, 3, 4] },
};

export const RESNET_SCALES: Scales<'smoke' | 'quick' | 'standard' | 'paper'> = {
  smoke: { ...SMOKE, host: SMALL_HOSTS.smoke.resnet, network: 'ResNet-8, 4 to 8 channels' },
  quick: { ...QUICK, host: SMALL_HOSTS.quick.resnet, network: 'ResNet-8, 8 to 32 channels' },
  standard: { ...STANDARD, host: SMALL_HOSTS.standard.resnet, network: 'ResNet-8, 16 to 64 channels' },
  paper: { ...full('resnet-18'), data: 'imagenet', seeds: [0] },
};

/** The run of the settings' host with a block, or as it is. */
export const hostTraining = (block: Block | undefined, settings: HostSettings): RunConfig =>
  training(withBlock(settings.host, block, classesOf(settings)), settings);

export const DEVIATIONS: readonly string[] = [
  "Below --scale paper a narrow network on CIFAR-10 stands for the paper's host, so top-1 is not comparable: the orderings are.",
  'On CIFAR-10 the schedule is short: an epoch of warm-up, weight decay 5e-4.',
  "The border of a norm that pads is differentiated in γ and β, as its formula says; the authors' code holds it constant.",
];
