/**
 * Learners of label distributions on Emotion6, on elements and principles of art.
 *   npx refold reproduce emotion-benchmarks --table extra-distributions-hand-crafted
 * About two minutes at quick, twenty at standard, on two cores.
 * Comes out: which learner is nearest to people's votes, and what features cost.
 */
import { distributionTable } from './distribution-table.ts';

export default distributionTable({
  title: 'Extra: label distributions of Emotion6, on elements and principles of art',
  features: ['elements-of-art', 'principles-of-art'],
});
