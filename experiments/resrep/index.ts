/** ResRep, reproduced: `npx refold reproduce resrep`. Tables 1 to 3, figures 2 to 4, and extras: conversion, counts, widths, RepVGGs, speed. */
import { paperIn } from '@refold/lab';
import {
  type CutFirstSettings,
  cutFirst,
  layerWithCompactors,
  models,
  nameMaps,
  type ResRepSettings,
  resrep,
  resrepPruner,
} from 'resrep';
import { omissions } from './omissions.ts';
import { reasons } from './reasons.ts';
import { SCALES } from './scales.ts';

export default await paperIn(import.meta.dirname, {
  reference:
    'X. Ding, T. Hao, J. Tan, J. Liu, J. Han, Y. Guo, G. Ding: ResRep: Lossless CNN Pruning via Decoupling Remembering and Forgetting. ICCV 2021, arXiv 2007.03260',
  models,
  reasons,
  nameMaps,
  omissions,
  methods: {
    resrep: settings => resrep(settings as ResRepSettings),
    cutFirst: settings => cutFirst(settings as CutFirstSettings),
  },
  rewritings: {
    // As the authors have it, a ResNet for ImageNet has none behind its stem.
    compactors: (layer, input) =>
      layerWithCompactors({ layer, input }, 'matrix', ({ path }) => !path.startsWith('backbone.stem')),
  },
  pruners: { resrep: resrepPruner },
  weights: scale => [SCALES[scale].weights ?? []].flat(),
});
