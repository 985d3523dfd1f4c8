/**
 * Learners of label distributions on Emotion6, on features of a network.
 *   npx refold reproduce emotion-benchmarks --table extra-distributions
 * About four minutes at quick, forty at standard, on two cores.
 * Comes out: which learner is nearest to people's votes.
 */
import { distributionTable } from './distribution-table.ts';

export default distributionTable({
  title: 'Extra: label distributions of Emotion6, on the last map of EfficientNet-Lite0',
});
