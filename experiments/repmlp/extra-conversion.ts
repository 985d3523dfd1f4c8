/**
 * Not in the paper: how exact the conversion is, and what the largest grids take.
 *   npx refold reproduce repmlp --table extra-conversion
 * Trains nothing. Seconds at smoke, which has four blocks; from quick on, folding grids of 28×28 and whole networks dominates.
 * Comes out: the relative error of each conversion in float32, and the time and memory of each fold.
 */
import { type Block, makeSite } from '@refold/core/layers';
import { conversionTable, onlyAt, type Scale } from '@refold/lab';
import { models, repmlpBlock, repmlpNetBlock } from 'repmlp';

/** A block on a map, alone. */
const on =
  (side: number, input: number, block: Block, out = input) =>
  () => ({ input: [side, side, input], layer: block(makeSite(input, out, 3, { map: [side, side] })) });

/** The authors' own check. */
const OFFICIAL = repmlpBlock({ partition: [7, 7], groups: 4, kernels: [1, 3, 5] });

const onModel = (name: string, scales: readonly [Scale, ...Scale[]]) =>
  onlyAt(
    scales,
    () => ({ input: models[name]!.input, layer: models[name]!.build() }),
    'takes longer than this scale should',
  );

const ABOVE_SMOKE = ['quick', 'standard', 'paper'] as const;
/** Networks that are folded at quick already. */
const QUICK = ['pure-mlp', 'repmlp-resnet-50', 'repmlp-resnet-50-light', 'repmlpnet-t224'];
const LARGE = 'takes longer than smoke should';

export default conversionTable({
  title: 'Extra: conversion errors, and time and memory of the largest folds',
  scales: { smoke: {}, quick: {}, standard: {}, paper: {} },
  memory: true,
  subjects: {
    'block 14x14x8, partitions 7x7, 4 groups': on(14, 8, OFFICIAL),
    'block 14x14x8 to 12 channels, 4 groups': on(14, 8, OFFICIAL, 12),
    'block 8x8x16, one partition': on(8, 16, repmlpBlock({ partition: [8, 8], groups: 2, kernels: [1, 3, 5, 7] })),
    'RepMLPNet block 14x14x64, 16 sets': on(14, 64, repmlpNetBlock(16)),
    // FC3 of a grid of 28×28 in one partition has 9.8 M weights per group.
    'grid 28x28x8 in one partition, 2 groups': onlyAt(
      ABOVE_SMOKE,
      on(28, 8, repmlpBlock({ partition: [28, 28], groups: 2, kernels: [1, 3, 5] })),
      LARGE,
    ),
    'grid 32x32x4 in one partition, 1 group': onlyAt(
      ABOVE_SMOKE,
      on(32, 4, repmlpBlock({ partition: [32, 32], kernels: [1, 3, 5, 7] })),
      LARGE,
    ),
    ...Object.fromEntries(
      Object.keys(models).map(name => [
        name,
        onModel(name, QUICK.includes(name) ? ABOVE_SMOKE : ['standard', 'paper']),
      ]),
    ),
  },
});
