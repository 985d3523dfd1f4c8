/** The columns of tables of features: a new learner is a line here. */
import type { LearnerColumn } from './feature-table.ts';

/** Of classes. */
export const CLASSIFIERS = {
  knn: { heading: 'kNN', learner: 'knn' },
  nb: { heading: 'Naive Bayes', learner: 'naive-bayes' },
  lr: { heading: 'Logistic regression', learner: 'logistic-regression' },
  svm: { heading: 'SVM', learner: 'svm' },
} as const satisfies Record<string, LearnerColumn>;

/** Of values on dimensions. */
export const REGRESSORS = {
  ridge: { heading: 'Ridge', learner: 'ridge' },
  svr: { heading: 'SVR', learner: 'svr' },
} as const satisfies Record<string, LearnerColumn>;
