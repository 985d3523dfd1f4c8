/** Not in the paper: conversion on every test image, and what a trained network's pruning gains in time. */
import { defineFigure } from '@refold/lab';
import { reductionOf } from 'resrep';
import { firstSeed, judgeFor, Learned } from './learned.ts';
import { MODES } from './modes.ts';

export default defineFigure({
  title: 'Extra: predictions before and after conversion, on all test images',
  trainings: scale => [firstSeed(MODES.resrep, scale)],
  draw: async ({ scale, trained, backend }) => {
    await backend();
    const config = firstSeed(MODES.resrep, scale);
    const { params } = await trained(config);
    const learned = new Learned(config, params);
    const narrow = learned.cut(learned.kept());
    const judge = await judgeFor(config);
    const before = await judge.predictions(learned.net);
    const after = await judge.predictions(narrow);
    return {
      rows: [
        {
          'test images': before.length,
          'top-1 before': judge.accuracy(before),
          'top-1 after': judge.accuracy(after),
          'predictions that differ': before.filter((one, i) => one !== after[i]).length,
          'multiply-adds saved': Number(reductionOf(narrow, learned.base).toPrecision(4)),
        },
      ],
    };
  },
  deviations: ["Table 2's first seed, on the whole test set."],
});
