/** Emotion analysis of pictures: extractors of features, learners, tasks, and one protocol for all of them. */

export type { PictureExtractor } from './features/extractor.ts';
export type { Block, Fitted, Learner, Samples } from './learners/learner.ts';
