/**
 * Features × learners: the six keywords of Emotion6.
 *   npx refold reproduce emotion-benchmarks --table extra-class-emotion6
 * About four minutes at quick, half an hour at standard, on two cores.
 * Comes out: which features tell emotions, and which learner reads them best.
 */
import { greater, greaterInRow } from '@refold/lab';
import { classTable } from './class-table.ts';

export default classTable({
  set: 'Emotion6',
  what: 'the keywords of Emotion6',
  claims: [
    greater('Principles of art (PAEF)', 'Elements of art', 'svm', {
      sentence: 'Principles of art are better than elements of art.',
      source: 'PAEF, abstract',
    }),
    greaterInRow('Principles of art (PAEF)', 'svm', 'knn', {
      sentence: 'On principles of art SVM is better than kNN.',
      source: 'survey, C6',
    }),
    greaterInRow('Principles of art (PAEF)', 'svm', 'nb', {
      sentence: 'On principles of art SVM is better than naive Bayes.',
      source: 'survey, C6',
    }),
  ],
});
