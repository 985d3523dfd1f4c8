/** Emotion analysis of pictures, surveyed and benchmarked: `npx refold reproduce emotion-benchmarks`; one cell of it on your own data: `npx refold benchmark`. */

import { paperIn } from '@refold/lab';
import { CELL, cellTask, joint, RETRIEVAL, retrievalTask } from 'emotion-benchmarks';
import { BENCHMARK } from './benchmark.ts';
import { OMISSIONS } from './omissions.ts';
import { reasons } from './reasons.ts';

export default await paperIn(import.meta.dirname, {
  reference:
    'S. Zhao, Q. Huang, Y. Tang, X. Yao, J. Yang, G. Ding, B. Schuller: Computational Emotion Analysis From Images: Recent Advances and Future Directions. 2021, arXiv 2103.10798; tables of its companion, Affective Image Content Analysis: Two Decades Review and New Perspectives, arXiv 2106.16125',
  models: {},
  reasons,
  weights: scale => (scale === 'smoke' ? [] : ['efficientnet-lite0-imagenet']),
  tasks: { [CELL]: cellTask, [RETRIEVAL]: retrievalTask },
  losses: { joint },
  benchmark: BENCHMARK,
  omissions: OMISSIONS,
});
