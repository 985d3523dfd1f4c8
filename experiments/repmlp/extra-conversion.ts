/** Not in the paper: how exact the conversion is, and what the largest grids take. */
import { Rng } from '@refold/core';
import { fold, verify, withRandomNorms } from '@refold/core/fold';
import { network } from '@refold/core/init';
import type { Layer, Shape } from '@refold/core/layers';
import { defineFigure, type Scale } from '@refold/lab';
import { models, repmlpBlock, repmlpNetBlock } from 'repmlp';

interface Subject {
  readonly layer: Layer;
  readonly input: Shape;
}

/** The authors' own check, others with as many channels out as in and not, and RepMLPNet's block. */
const BLOCKS: Readonly<Record<string, Subject>> = {
  'block 14x14x8, partitions 7x7, 4 groups': {
    layer: repmlpBlock([14, 14, 8], { partition: [7, 7], groups: 4, kernels: [1, 3, 5] }),
    input: [14, 14, 8],
  },
  'block 14x14x8 to 12 channels, 4 groups': {
    layer: repmlpBlock([14, 14, 8], { partition: [7, 7], groups: 4, kernels: [1, 3, 5], out: 12 }),
    input: [14, 14, 8],
  },
  'block 8x8x16, one partition': {
    layer: repmlpBlock([8, 8, 16], { partition: [8, 8], groups: 2, kernels: [1, 3, 5, 7] }),
    input: [8, 8, 16],
  },
  'RepMLPNet block 14x14x64, 16 sets': { layer: repmlpNetBlock([14, 14, 64], 16), input: [14, 14, 64] },
};

/** A grid of 28×28 in one partition: FC3 alone has 9.8 M weights a group. */
const LARGE: Readonly<Record<string, Subject>> = {
  'grid 28x28x8 in one partition, 2 groups': {
    layer: repmlpBlock([28, 28, 8], { partition: [28, 28], groups: 2, kernels: [1, 3, 5] }),
    input: [28, 28, 8],
  },
  'grid 32x32x4 in one partition, 1 group': {
    layer: repmlpBlock([32, 32, 4], { partition: [32, 32], kernels: [1, 3, 5, 7] }),
    input: [32, 32, 4],
  },
};

const named = (names: readonly string[]): Readonly<Record<string, Subject>> =>
  Object.fromEntries(names.map(name => [name, { layer: models[name]!.build(), input: models[name]!.input }]));

const SUBJECTS: Readonly<Record<Scale, Readonly<Record<string, Subject>>>> = {
  smoke: BLOCKS,
  quick: {
    ...BLOCKS,
    ...LARGE,
    ...named(['pure-mlp', 'repmlp-resnet-50', 'repmlp-resnet-50-light', 'repmlpnet-t224']),
  },
  standard: { ...BLOCKS, ...LARGE, ...named(Object.keys(models)) },
  paper: { ...BLOCKS, ...LARGE, ...named(Object.keys(models)) },
};

export default defineFigure({
  paper: 'repmlp',
  id: 'extra-conversion',
  title: 'Extra: conversion errors, and time and memory of the largest folds',
  deviations: [
    'The error is max|y − y′| / max|y| in float32 on two random images, from random parameters with norms’ tensors uniform in (0, 0.1), as the authors draw them.',
    'Memory is the resident set of the process after the fold, less before it.',
  ],
  draw: async ({ scale, backend }) => {
    const name = await backend();
    const { evaluateOnce } = await import('@refold/core/apply');
    const rows = [];
    for (const [subject, { layer, input }] of Object.entries(SUBJECTS[scale])) {
      const rng = Rng.seeded('conversion');
      const net = withRandomNorms(network(layer, input, rng), [0, 0.1], rng.fork('norms'));
      const [resident, started] = [process.memoryUsage.rss(), performance.now()];
      const { network: folded, report } = fold(net);
      rows.push({
        subject,
        params_trained: report.before.params,
        params_folded: report.after.params,
        seconds: Number(((performance.now() - started) / 1000).toFixed(2)),
        mebibytes: Math.max(0, Math.round((process.memoryUsage.rss() - resident) / 2 ** 20)),
        relative_error: Number((await verify(net, folded, evaluateOnce)).toPrecision(3)),
        backend: name,
      });
    }
    return { rows };
  },
});
