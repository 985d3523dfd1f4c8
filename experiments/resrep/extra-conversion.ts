/**
 * Not in the paper: conversion on every test image.
 *   npx refold reproduce resrep --table extra-conversion
 * About 8 minutes at quick and 2½ hours at standard, on two cores, for the run of table 2's first seed; evaluating it takes seconds.
 * Comes out: accuracy before and after, how many predictions differ (none), and the multiply-adds saved.
 */
import { defineTable, measured, testEvaluator } from '@refold/lab';
import { LearnedNetwork, reductionOf } from 'resrep';
import { MODES } from './modes.ts';
import { type PruneSettings, SCALES } from './scales.ts';

export default defineTable<PruneSettings>({
  title: 'Extra: predictions before and after conversion, on all test images',
  scales: SCALES,
  columns: {
    images: measured({ heading: 'Test images', unit: '', digits: 0, metric: 'images' }),
    before: measured({ heading: 'Top-1 before', unit: '%', digits: 2, metric: 'before' }),
    after: measured({ heading: 'Top-1 after', unit: '%', digits: 2, metric: 'after' }),
    differing: measured({ heading: 'Predictions that differ', unit: '', digits: 0, metric: 'differing' }),
    reduction: measured({ heading: 'Multiply-adds saved', unit: '%', digits: 2, metric: 'reduction' }),
  },
  rows: [
    {
      name: 'ResRep',
      settings: { seeds: [0] },
      train: MODES.resrep,
      measure: async (settings, { seed = 0, run }) => {
        const config = { ...MODES.resrep(settings), seed };
        const learned = new LearnedNetwork(config, (await run()).params);
        const narrow = learned.cut();
        const evaluator = await testEvaluator(config, 'all');
        const [before, after] = [await evaluator.predictions(learned.net), await evaluator.predictions(narrow)];
        return {
          images: before.length,
          before: evaluator.accuracy(before),
          after: evaluator.accuracy(after),
          differing: before.filter((one, i) => one !== after[i]).length,
          reduction: reductionOf(narrow, learned.base),
        };
      },
    },
  ],
  deviations: ['The network is that of the first seed of table 2, evaluated on all test images at every scale.'],
});
