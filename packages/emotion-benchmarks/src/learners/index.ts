/** The learners by name: a new one is a line here. */
import { aaBp } from './aa-bp.ts';
import { aaKnn } from './aa-knn.ts';
import { majority, mean, uniform } from './constant.ts';
import { acpnn, bcpnn, cpnn } from './cpnn.ts';
import { knn } from './knn.ts';
import { ldsvr } from './ldsvr.ts';
import type { Learner, LearnerSettings } from './learner.ts';
import { logisticRegression } from './logistic-regression.ts';
import { multiGraph } from './multi-graph.ts';
import { multipleKernels } from './multiple-kernels.ts';
import { naiveBayes } from './naive-bayes.ts';
import { ptBayes } from './pt-bayes.ts';
import { ptSvm } from './pt-svm.ts';
import { kernelRidge, ridge } from './ridge.ts';
import { saBfgs } from './sa-bfgs.ts';
import { saIis } from './sa-iis.ts';
import { sharedSparse } from './shared-sparse.ts';
import { svm } from './svm.ts';
import { svr } from './svr.ts';
import { weightedSharedSparse } from './weighted-shared-sparse.ts';

/** A learner only ever gets its own settings, so forgetting their type is safe. */
const sealed = <S extends LearnerSettings>(learner: Learner<S>): Learner => learner as unknown as Learner;

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
