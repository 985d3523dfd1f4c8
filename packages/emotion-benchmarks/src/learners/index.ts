/** The learners by name: a new one is a line here. */

import { knn } from './classic/knn.ts';
import { logisticRegression } from './classic/logistic-regression.ts';
import { multiGraph } from './classic/multi-graph.ts';
import { multipleKernels } from './classic/multiple-kernels.ts';
import { naiveBayes } from './classic/naive-bayes.ts';
import { kernelRidge, ridge } from './classic/ridge.ts';
import { svm } from './classic/svm.ts';
import { svr } from './classic/svr.ts';
import { majority, mean, uniform } from './constant.ts';
import { aaBp } from './distributions/aa-bp.ts';
import { aaKnn } from './distributions/aa-knn.ts';
import { acpnn, bcpnn, cpnn } from './distributions/cpnn.ts';
import { ldsvr } from './distributions/ldsvr.ts';
import { ptBayes } from './distributions/pt-bayes.ts';
import { ptSvm } from './distributions/pt-svm.ts';
import { saBfgs } from './distributions/sa-bfgs.ts';
import { saIis } from './distributions/sa-iis.ts';
import { sharedSparse } from './distributions/shared-sparse.ts';
import { weightedSharedSparse } from './distributions/weighted-shared-sparse.ts';
import type { Learner, LearnerSettings } from './learner.ts';

/** A learner only ever gets its own settings, so forgetting their type is safe. */
const sealed = <S extends LearnerSettings>(learner: Learner<S>): Learner => learner as unknown as Learner;

/** All learners. */
export const LEARNERS: readonly Learner[] = [
  sealed(majority),
  sealed(mean),
  sealed(uniform),
  sealed(knn),
  sealed(naiveBayes),
  sealed(logisticRegression),
  sealed(svm),
  sealed(multipleKernels),
  sealed(multiGraph),
  sealed(ridge),
  sealed(kernelRidge),
  sealed(svr),
  sealed(ptBayes),
  sealed(ptSvm),
  sealed(aaKnn),
  sealed(aaBp),
  sealed(saIis),
  sealed(saBfgs),
  sealed(ldsvr),
  sealed(cpnn),
  sealed(bcpnn),
  sealed(acpnn),
  sealed(sharedSparse),
  sealed(weightedSharedSparse),
];
