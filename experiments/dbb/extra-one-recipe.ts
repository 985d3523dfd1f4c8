/** Not in the paper, asked for by its readers: plain, ACNet's, DBB and RepVGG under one recipe, and DBB inside RepVGG. */

import { count } from '@refold/core/cost';
import { countFolded } from '@refold/core/fold';
import type { Block, Layer } from '@refold/core/layers';
import { CIFAR } from '@refold/core/zoo';
import { benched, classesOf, compute, defineTable, greater, measured, ratio, score, trained } from '@refold/lab';
import { blocks, diversify } from 'dbb';
import { repvggBranches } from 'repvgg';
import { SMALL_HOSTS } from './hosts.ts';
import { training } from './recipes.ts';
import { type HostSettings, SMALL_VGG_SCALES } from './scales.ts';

interface OneRecipeSettings extends HostSettings {
  /** How often speed is measured. */
  readonly rounds: number;
}

const SCALES = {
  smoke: { ...SMALL_VGG_SCALES.smoke, rounds: 1 },
  quick: { ...SMALL_VGG_SCALES.quick, rounds: 3 },
  standard: { ...SMALL_VGG_SCALES.standard, rounds: 7 },
} as const satisfies Record<string, OneRecipeSettings>;

type Rewrite = (plain: Layer) => Layer;
const withBlock =
  (block: Block): Rewrite =>
  layer =>
    diversify(layer, CIFAR, { block });

/** What becomes of the same plain network. */
const ROWS: Readonly<Record<string, Rewrite>> = {
  plain: layer => layer,
  ACNet: withBlock(blocks.acb),
  RepVGG: withBlock(repvggBranches()),
  DBB: withBlock(blocks.dbb),
  'DBB in RepVGG': layer => withBlock(blocks.dbb)(withBlock(repvggBranches())(layer)),
};

/** Costs are of the network of --scale standard. */
const costly = SMALL_HOSTS.standard.vgg.build();

const sentence = 'Which block is the better one under the same recipe?';
const source = 'asked by readers: DiverseBranchBlock 2 and 6, RepVGG 122';
const better = (a: string, b: string) => greater(a, b, 'top1', { sentence, source });

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
  rows: Object.entries(ROWS).map(([name, rewrite]) => {
    const layer = (settings: OneRecipeSettings) => rewrite(settings.host.build(classesOf(settings)));
    return {
      name,
      cells: {
        top1: trained<OneRecipeSettings>(settings => training(layer(settings), settings), 'top1'),
        training_speed: benched<OneRecipeSettings>(settings => ({
          layer: layer(settings),
          input: CIFAR,
          batchSize: settings.batchSize,
          mode: 'train',
          fold: false,
          rounds: settings.rounds,
        })),
        params: compute(() => count(rewrite(costly), CIFAR).total.params),
        params_folded: compute(() => countFolded(rewrite(costly), CIFAR).total.params),
        macs: compute(() => count(rewrite(costly), CIFAR).total.macs),
      },
    };
  }),
  claims: [
    ...Object.keys(ROWS)
      .slice(1)
      .map(block => better(block, 'plain')),
    better('DBB', 'ACNet'),
    better('DBB', 'RepVGG'),
    better('DBB in RepVGG', 'RepVGG'),
    better('DBB in RepVGG', 'DBB'),
  ],
  deviations: [
    'A comparison of ours: one network, one recipe, one data set. Costs are those of the network of --scale standard.',
    'DBB in RepVGG puts the diverse branches in the place of the 3×3 branch; the 1×1 and the identity stay beside them.',
  ],
});
