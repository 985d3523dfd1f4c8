/** The pure MLPs that are trained: the paper's, and a small one on half the image's side for the other scales. */
import { avgPool, chain } from '@refold/core/layers';
import { CIFAR_SCALES, type ClassificationSettings, classesOf, type Scale } from '@refold/lab';
import { mixers, type PureMLPOptions, pureMLP, type RepMLPOptions } from 'repmlp';
import { onCifar, type Recipe } from './recipes.ts';

/** A skeleton, and the RepMLPs in it; default: the paper's. */
interface Size extends Omit<PureMLPOptions, 'mixer' | 'classes'> {
  readonly repmlp?: RepMLPOptions;
}

export interface PureSettings extends ClassificationSettings, Recipe {
  readonly lr: number;
  readonly size: Size;
}

const SMALL: Size = { side: 16, hidden: 128, repmlp: { partition: [4, 4], groups: 2, kernels: [1, 3] } };
const TINY: Size = { ...SMALL, widths: [4, 4, 8], hidden: 16 };
const SHORT = { lr: 0.1, weightDecay: 5e-4, warmUp: 1, size: SMALL, network: 'pure MLP on 16×16, partitions of 4×4' };
const FULL = { data: 'cifar10', seeds: [0], comparable: true, size: {}, network: 'pure-mlp' };

export const SCALES: Readonly<Record<Scale, PureSettings>> = {
  smoke: { ...CIFAR_SCALES.smoke, ...SHORT, size: TINY, network: 'pure MLP on 16×16, 4 to 8 channels' },
  quick: { ...CIFAR_SCALES.quick, ...SHORT, epochs: 4 },
  standard: { ...CIFAR_SCALES.standard, ...SHORT, lr: 0.2 },
  paper: { ...FULL, epochs: 100, batchSize: 128, lr: 0.2, weightDecay: 1e-4 },
};

export type MixerName = keyof ReturnType<typeof mixers>;

/** What stands in the place of each RepMLP; the ConvNet is twice as wide. */
function built(name: MixerName, { repmlp, widths = [16, 32, 64], side = 32, ...size }: Size, classes = 10) {
  const wide = name === 'conv' ? widths.map(width => 2 * width) : widths;
  const body = pureMLP({ ...size, mixer: mixers(repmlp)[name], widths: wide, side, classes });
  return side === 32 ? body : chain({ shrink: avgPool(32 / side), body });
}

/** The run of a row's network at the settings' size. */
export const pureTraining = (name: MixerName, settings: PureSettings) =>
  onCifar(built(name, settings.size, classesOf(settings)), settings);

/** A row's network as the paper has it. */
export const asPrinted = (name: MixerName) => built(name, {});
