/** Not in the paper, asked for by its readers: plain, ACNet's, DBB and RepVGG under one recipe, and DBB inside RepVGG. */
import { count, countFolded } from '@refold/core/cost';
import type { Layer } from '@refold/core/layers';
import { CIFAR } from '@refold/core/zoo';
import { benched, classesOf, compute, defineTable, greater, measured, ratio, score, trained } from '@refold/lab';
import { blocks, diversify } from 'dbb';
import { branchAblations, cifarSpec, type RepVGGSpec, repvgg } from 'repvgg';
import { training } from './recipes.ts';
import { type RecipeSettings, SMALL_SCALES } from './scales.ts';

interface OneRecipeSettings extends RecipeSettings {
  readonly spec: RepVGGSpec;
  readonly rounds: number;
}

const TINY: RepVGGSpec = { depths: [1, 1, 1, 1, 1], widths: [8, 8, 8, 8, 16], strides: [2, 2, 2, 2, 1] };
const SCALES = {
  smoke: { ...SMALL_SCALES.smoke, spec: TINY, network: 'RepVGG of 8 to 16 channels', rounds: 1 },
  quick: { ...SMALL_SCALES.quick, spec: cifarSpec, network: 'repvgg-cifar', rounds: 3 },
  standard: { ...SMALL_SCALES.standard, spec: cifarSpec, network: 'repvgg-cifar', rounds: 7 },
} as const satisfies Record<string, OneRecipeSettings>;

type Build = (spec: RepVGGSpec, classes: number) => Layer;

const plain: Build = (spec, classes) => repvgg(spec, { variant: branchAblations.none, classes });
const full: Build = (spec, classes) => repvgg(spec, { classes });

/** The same plain network of 3×3 layers, with a block for each. */
const ROWS: Readonly<Record<string, Build>> = {
  plain,
  ACNet: (spec, classes) => diversify(plain(spec, classes), CIFAR, { block: blocks.acb }),
  RepVGG: full,
  DBB: (spec, classes) => diversify(plain(spec, classes), CIFAR),
  'DBB in RepVGG': (spec, classes) => diversify(full(spec, classes), CIFAR),
};

const sentence = 'Which block is the better one under the same recipe?';
const source = 'asked by readers: DiverseBranchBlock 2 and 6, RepVGG 122';

export default defineTable<OneRecipeSettings, 'top1' | 'training_speed' | 'params' | 'params_folded' | 'macs'>({
  paper: 'dbb',
  id: 'extra-one-recipe',
  title: 'Extra: four blocks under one recipe',
  scales: SCALES,
  columns: {
    top1: score({ heading: 'Top-1' }),
    training_speed: ratio({ heading: 'Training speed', to: 'plain' }),
    params: measured({ heading: 'Parameters as trained', unit: 'K', digits: 1 }),
    params_folded: measured({ heading: 'Parameters folded', unit: 'K', digits: 1 }),
    macs: measured({ heading: 'Multiply-adds as trained', unit: 'M', digits: 2 }),
  },
  rows: Object.entries(ROWS).map(([name, build]) => {
    const layer = (settings: OneRecipeSettings) => build(settings.spec, classesOf(settings));
    return {
      name,
      cells: {
        top1: trained<OneRecipeSettings>(settings => training(layer(settings), settings), 'top1'),
        training_speed: benched<OneRecipeSettings>(settings => ({
          layer: layer(settings),
          input: CIFAR,
          batch: settings.batch,
          mode: 'train',
          fold: false,
          rounds: settings.rounds,
        })),
        params: compute(() => count(build(cifarSpec, 10), CIFAR).total.params),
        params_folded: compute(() => countFolded(build(cifarSpec, 10), CIFAR).total.params),
        macs: compute(() => count(build(cifarSpec, 10), CIFAR).total.macs),
      },
    };
  }),
  claims: [
    ...['ACNet', 'RepVGG', 'DBB', 'DBB in RepVGG'].map(block => greater(block, 'plain', 'top1', { sentence, source })),
    greater('DBB', 'ACNet', 'top1', { sentence, source }),
    greater('DBB', 'RepVGG', 'top1', { sentence, source }),
    greater('DBB in RepVGG', 'RepVGG', 'top1', { sentence, source }),
    greater('DBB in RepVGG', 'DBB', 'top1', { sentence, source }),
  ],
  deviations: [
    'A comparison of ours: one network, one recipe, one data set; costs are those of repvgg-cifar.',
    'DBB in RepVGG puts the diverse branches in the place of the 3×3 branch; the 1×1 and the identity stay beside them.',
  ],
});
