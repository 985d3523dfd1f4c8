/**
 * Not in the paper, asked for by its readers: plain, ACNet's, DBB and RepVGG under one recipe, and DBB inside RepVGG.
 *   npx refold reproduce dbb --table extra-one-recipe
 * quick trains 15 runs (5 rows, 3 seeds) of 2 epochs on 30,000 images of CIFAR-10, standard 15 of 10 epochs on all of it;
 * speeds are of a training step.
 * On two cores training takes about 18 minutes at quick and 6 hours at standard.
 * Comes out: top-1, training speed and costs of each block in one plain network, and which block is better than which.
 */
import type { Block, Layer } from '@refold/core/layers';
import { CIFAR } from '@refold/core/zoo';
import { classesOf, defineTable, greater, measured, ratio, score } from '@refold/lab';
import { blocks, diversify } from 'dbb';
import { repvggBranches } from 'repvgg';
import { type HostSettings, PLAIN_HOSTS, training } from './recipes.ts';

const withBlocks = (layer: Layer, ...all: readonly Block[]) =>
  all.reduce((made, block) => diversify(made, CIFAR, { block }), layer);

/** What is put into the same plain network, one after the other. */
const ROWS: Readonly<Record<string, readonly Block[]>> = {
  plain: [],
  ACNet: [blocks.acb],
  RepVGG: [repvggBranches()],
  DBB: [blocks.dbb],
  'DBB in RepVGG': [repvggBranches(), blocks.dbb],
};

/** Costs are of the network of --scale standard. */
const costly = PLAIN_HOSTS.standard.host.build();

const better = (a: string, b: string) =>
  greater(a, b, 'top1', {
    sentence: `${a} is better than ${b} under the same recipe.`,
    source: 'asked by readers: DiverseBranchBlock 2 and 6, RepVGG 122',
    claimant: 'readers',
  });

export default defineTable<HostSettings>({
  title: 'Extra: four blocks under one recipe',
  scales: PLAIN_HOSTS,
  columns: {
    top1: score({ heading: 'Top-1', metric: 'top1' }),
    training_speed: ratio({ heading: 'Training speed', to: 'plain', mode: 'train' }),
    params: measured({ heading: 'Parameters as trained', unit: 'K', digits: 1, of: 'trained.params' }),
    params_folded: measured({ heading: 'Parameters folded', unit: 'K', digits: 1, of: 'folded.params' }),
    macs: measured({ heading: 'Multiply-adds as trained', unit: 'M', digits: 2, of: 'trained.macs' }),
  },
  rows: Object.entries(ROWS).map(([name, all]) => ({
    name,
    model: { input: CIFAR, build: () => withBlocks(costly, ...all) },
    train: settings => training(withBlocks(settings.host.build(classesOf(settings)), ...all), settings),
    bench: 'trained',
  })),
  claims: [
    ...['ACNet', 'RepVGG', 'DBB', 'DBB in RepVGG'].map(block => better(block, 'plain')),
    ...['ACNet', 'RepVGG'].map(other => better('DBB', other)),
    ...['RepVGG', 'DBB'].map(alone => better('DBB in RepVGG', alone)),
  ],
  deviations: [
    'A comparison of ours: one network, one recipe, one data set. Costs are those of the network of --scale standard.',
    'DBB in RepVGG puts the diverse branches in the place of the 3×3 branch; the 1×1 and the identity stay beside them.',
  ],
});
