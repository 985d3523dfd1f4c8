/** Not in the paper: how exact the conversion is, and what the largest grids take. */

import { Rng } from '@refold/core';
import { fold, verify, withRandomNorms } from '@refold/core/fold';
import { network } from '@refold/core/init';
import { type Block, type Layer, makeSite, type Shape } from '@refold/core/layers';
import { defineFigure, type Scale } from '@refold/lab';
import { models, repmlpBlock, repmlpNetBlock } from 'repmlp';

interface Subject {
  readonly layer: Layer;
  readonly input: Shape;
}

/** A block on a map, alone. */
const on = (map: readonly [number, number], input: number, block: Block, out = input): Subject => ({
  layer: block(makeSite(input, out, 3, { map })),
  input: [...map, input],
});

/** The authors' own check, others with as many channels out as in and not, and RepMLPNet's block. */
const OFFICIAL = repmlpBlock({ partition: [7, 7], groups: 4, kernels: [1, 3, 5] });
const BLOCKS: Readonly<Record<string, Subject>> = {
  'block 14x14x8, partitions 7x7, 4 groups': on([14, 14], 8, OFFICIAL),
  'block 14x14x8 to 12 channels, 4 groups': on([14, 14], 8, OFFICIAL, 12),
  'block 8x8x16, one partition': on([8, 8], 16, repmlpBlock({ partition: [8, 8], groups: 2, kernels: [1, 3, 5, 7] })),
  'RepMLPNet block 14x14x64, 16 sets': on([14, 14], 64, repmlpNetBlock(16)),
};

/** A grid of 28×28 in one partition: FC3 alone has 9.8 M weights per group. */
const LARGE: Readonly<Record<string, Subject>> = {
  'grid 28x28x8 in one partition, 2 groups': on(
    [28, 28],
    8,
    repmlpBlock({ partition: [28, 28], groups: 2, kernels: [1, 3, 5] }),
  ),
  'grid 32x32x4 in one partition, 1 group': on(
    [32, 32],
    4,
    repmlpBlock({ partition: [32, 32], kernels: [1, 3, 5, 7] }),
  ),
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
