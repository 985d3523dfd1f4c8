/** The pure MLPs that are trained: the paper's, and a small one on half the image's side for the other scales. */
import { avgPool, chain } from '@refold/core/layers';
import {
  type ClassificationSettings,
  classesOf,
  classification,
  PLAIN_SCALES,
  type PlainSettings,
  plainRecipe,
  type Scale,
  type WithRecipe,
} from '@refold/lab';
import { mixers, type PureMLPOptions, pureMLP, type RepMLPOptions } from 'repmlp';
import { sgd } from './recipes.ts';

/** A skeleton, and the RepMLPs in it; default: the paper's. */
interface Size extends Omit<PureMLPOptions, 'mixer' | 'classes'> {
  readonly repmlp?: RepMLPOptions;
}

export interface PureSettings extends ClassificationSettings, WithRecipe {
  readonly size: Size;
}

const SMALL: Size = { side: 16, hidden: 128, repmlp: { partition: [4, 4], groups: 2, kernels: [1, 3] } };
const HALVED = { size: SMALL, network: 'pure MLP on 16×16, partitions of 4×4' };
const TINY = { size: { ...SMALL, widths: [4, 4, 8], hidden: 16 }, network: 'pure MLP on 16×16, 4 to 8 channels' };
const WHOLE = { size: {}, network: 'pure-mlp' };

/** The data and the recipe of other papers' plain networks at that scale, for a network of this paper. */
const sharing = (
  { plain: _, onWasm: __, ...settings }: PlainSettings,
  own: Pick<PureSettings, 'size' | 'network'>,
) => ({
  ...settings,
  ...own,
  recipe: plainRecipe(settings),
});

export const SCALES: Readonly<Record<Scale, PureSettings>> = {
  smoke: sharing(PLAIN_SCALES.smoke, TINY),
  quick: { ...sharing(PLAIN_SCALES.quick, HALVED), onWasm: { images: 10_000 } },
  standard: { ...sharing(PLAIN_SCALES.standard, WHOLE), onWasm: HALVED },
  paper: {
    ...WHOLE,
    recipe: { optimizer: sgd({ lr: 0.2, weightDecay: 1e-4 }) },
    data: 'cifar10',
    seeds: [0],
    comparable: true,
    epochs: 100,
    batchSize: 128,
    lr: 0.2,
  },
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
  classification(built(name, settings.size, classesOf(settings)), settings, settings.recipe);

/** A row's network as the paper has it. */
export const asPrinted = (name: MixerName) => built(name, {});
