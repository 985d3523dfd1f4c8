/** Emotion analysis of pictures: extractors of features, learners, tasks, and one protocol for all of them. */
export { Analysis } from './features/analysis.ts';
export type { Extractor, NetworkExtractor, PictureExtractor, ReleasedExtractor } from './features/extractor.ts';
export { EXTRACTORS } from './features/index.ts';
export { joint, jointLoss } from './joint-loss.ts';
export { LEARNERS } from './learners/index.ts';
export type { Block, Fitted, Learner, LearnerSettings, Samples } from './learners/learner.ts';
export {
  type CellOutcome,
  type CellSpec,
  extractorNamed,
  type LearnerSpec,
  learnerNamed,
  runCell,
} from './protocol/cell.ts';
export { type Pictures, picturesOf } from './protocol/pictures.ts';
export { RETRIEVAL, retrievalTask } from './protocol/retrieval.ts';
export { CELL, cellTask } from './protocol/task.ts';
export { type Picture, pictureOf } from './raster/picture.ts';
export { loadVotes, type VotedSet, votesAreHere } from './tasks/rating-tables.ts';
export { type VoteStatistics, voteStatistics } from './tasks/votes.ts';
