/** What tables of blocks share below --scale paper: a plain network for each scale, its data, and one recipe, as docs/recipes.md chose them. */
import { type PlainSpec, plainSpecs } from '@refold/core/zoo';
import type { RunConfig } from './cells.ts';
import type { ClassificationSettings } from './classification.ts';
import { CIFAR_SCALES } from './classification.ts';
import { cosineRate, decayOn, FAST_BIASES, sgd } from './recipes.ts';

/** Settings of a table that trains blocks in a plain network. */
export interface PlainSettings extends ClassificationSettings {
  readonly plain: PlainSpec;
  /** Epochs before the cosine; fractions count. */
  readonly warmUp: number;
  readonly onWasm?: Partial<Omit<PlainSettings, 'onWasm'>>;
}

const { smoke, standard } = CIFAR_SCALES;

/** The network, the data and the schedule of each scale below paper. */
export const PLAIN_SCALES = {
  smoke: {
    ...smoke,
    plain: plainSpecs['plain-cifar-tiny'],
    network: 'plain-cifar-tiny',
    lr: 0.1,
    warmUp: 0.5,
    rounds: 1,
  },
  quick: {
    data: 'cifar10',
    images: 30_000,
    epochs: 2,
    batchSize: 64,
    lr: 0.2,
    warmUp: 0.5,
    pad: 1,
    seeds: [0, 1, 2],
    plain: plainSpecs['plain-cifar-small'],
    network: 'plain-cifar-small',
    rounds: 5,
    onWasm: { images: 10_000, plain: plainSpecs['plain-cifar-tiny'], network: 'plain-cifar-tiny, as on wasm' },
  },
  standard: {
    ...standard,
    epochs: 10,
    lr: 0.2,
    warmUp: 1,
    pad: 1,
    plain: plainSpecs['plain-cifar'],
    network: 'plain-cifar',
    rounds: 7,
    onWasm: { epochs: 2, plain: plainSpecs['plain-cifar-small'], network: 'plain-cifar-small, as on wasm' },
  },
} satisfies Readonly<Record<string, PlainSettings>>;

/**
 * SGD with Nesterov momentum, a cosine after a warm-up, decay on kernels (and on the γ of RepVGG's identity branch, which stands for one), biases
 * at twice the rate; labels smoothed.
 */
export const plainRecipe = ({
  lr,
  warmUp,
}: Pick<PlainSettings, 'lr' | 'warmUp'>): Pick<RunConfig, 'optimizer' | 'loss'> => ({
  optimizer: {
    ...sgd({
      lr: cosineRate(lr, warmUp),
      weightDecay: decayOn(5e-4, '(kernel|identity\\.gamma)'),
      lrScale: FAST_BIASES,
    }),
    nesterov: true,
  },
  loss: { labelSmoothing: 0.1 },
});

/** Settings whose recipe is that of plain networks. */
export interface WithRecipe {
  readonly recipe: Pick<RunConfig, 'optimizer' | 'loss'>;
}

/**
 * The scales below paper of a table that trains blocks in plain networks, with the recipe.
 * @param own what the paper makes of a network: its own specification of it, a host
 */
export function plainScales<T extends object>(own: (plain: PlainSpec) => T) {
  const at = (settings: PlainSettings): PlainSettings & WithRecipe & T => ({
    ...settings,
    ...own(settings.plain),
    recipe: plainRecipe(settings),
    ...(settings.onWasm?.plain && { onWasm: { ...settings.onWasm, ...own(settings.onWasm.plain) } }),
  });
  return { smoke: at(PLAIN_SCALES.smoke), quick: at(PLAIN_SCALES.quick), standard: at(PLAIN_SCALES.standard) };
}

/** How such a table departs from a paper that trains on ImageNet. */
export const PLAIN_DEVIATIONS = [
  'Below --scale paper, a plain network on CIFAR-10 stands for the paper’s network and data, so top-1 is not comparable: the orderings are.',
  'Its recipe is the same for every block and every table: SGD with Nesterov momentum, label smoothing of 0.1, few epochs, crops and flips (docs/recipes.md).',
];
