/**
 * Not in the paper: how exact the conversion is, and what the largest grids take.
 *   npx refold reproduce repmlp --table extra-conversion
 * Trains nothing. Seconds at smoke, which has four blocks; from quick on, folding grids of 28×28 and whole networks dominates.
 * Comes out: the relative error of each conversion in float32, and the time and memory of each fold.
 */
import { type Block, makeSite } from '@refold/core/layers';
import { aboveSmoke, conversionTable, onlyAt } from '@refold/lab';
import { models, repmlpBlock, repmlpNetBlock } from 'repmlp';

/** A block on a map, alone. */
const on =
  (side: number, input: number, block: Block, out = input) =>
  () => ({ input: [side, side, input], layer: block(makeSite(input, out, 3, { map: [side, side] })) });

/** RepMLPs with all positions of a side in one partition; their FC3 has 9.8 M weights per group where that is 28. */
const inOne = (side: number, kernels: readonly number[], groups: number) =>
  repmlpBlock({ partition: [side, side], kernels, groups });

/** The authors' own check. */
const OFFICIAL = repmlpBlock({ partition: [7, 7], groups: 4, kernels: [1, 3, 5] });

/** Networks that are folded at quick already. */
const QUICK = ['pure-mlp', 'repmlp-resnet-50', 'repmlp-resnet-50-light', 'repmlpnet-t224'];

/** Every model of both papers, from quick or from standard on. */
const networks = Object.entries(models).map(([name, { input, build }]) => {
  const subject = () => ({ input, layer: build() });
  const reason = 'takes longer than this scale should';
  return [name, QUICK.includes(name) ? aboveSmoke(subject, reason) : onlyAt(['standard', 'paper'], subject, reason)];
});
const LARGE = 'takes longer than smoke should';

export default conversionTable({
  title: 'Extra: conversion errors, and time and memory of the largest folds',
  scales: { smoke: {}, quick: {}, standard: {}, paper: {} },
  memory: true,
  subjects: {
    'block 14x14x8, partitions 7x7, 4 groups': on(14, 8, OFFICIAL),
    'block 14x14x8 to 12 channels, 4 groups': on(14, 8, OFFICIAL, 12),
    'block 8x8x16, one partition': on(8, 16, inOne(8, [1, 3, 5, 7], 2)),
    'RepMLPNet block 14x14x64, 16 sets': on(14, 64, repmlpNetBlock(16)),
    'grid 28x28x8 in one partition, 2 groups': aboveSmoke(on(28, 8, inOne(28, [1, 3, 5], 2)), LARGE),
    'grid 32x32x4 in one partition, 1 group': aboveSmoke(on(32, 4, inOne(32, [1, 3, 5, 7], 1)), LARGE),
    ...Object.fromEntries(networks),
  },
});
