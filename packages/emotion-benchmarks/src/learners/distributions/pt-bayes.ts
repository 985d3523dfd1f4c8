/** PT-Bayes: naive Bayes on single labels that are drawn from label distributions. */
import { Matrix } from 'ml-matrix';
import { naiveBayes } from '../classic/naive-bayes.ts';
import type { Learner } from '../learner.ts';
import { sharesOf } from '../parts/shares.ts';
import { resample } from './problem-transformation.ts';

export type PtBayesSettings = {
  /** No feature's variance within a class is taken to be below this times the largest variance of a feature. */
  readonly varianceFloor: number;
};

/** PT-Bayes. It predicts the posterior probabilities of Gaussian naive Bayes; a class that was never drawn gets 0. */
export const ptBayes: Learner<PtBayesSettings> = {
  name: 'pt-bayes',
  title: 'PT-Bayes',
  source: 'Geng, "Label Distribution Learning" (2016), section 4.1',
  learns: ['distribution'],
  defaults: { varianceFloor: 0.1 },
  fit(train, settings, context) {
    const shares = sharesOf('pt-bayes', train);
    const counts = resample(shares, context.rng.fork('draws'));
    const rows: Float64Array[] = [];
    const labels: number[] = [];
    counts.values.forEach((count, at) => {
      const row = Float64Array.from(train.features.getRow(Math.floor(at / shares.columns)));
      for (let copy = 0; copy < count; copy++) {
        rows.push(row);
        labels.push(at % shares.columns);
      }
    });
    const samples = {
      features: new Matrix(rows),
      labels: { kind: 'class', values: Int32Array.from(labels) },
      labelKind: { kind: 'class', classes: Array.from({ length: shares.columns }, (_, j) => `class ${j}`) },
      blocks: train.blocks,
    } as const;
    return naiveBayes.fit(samples, settings, context);
  },
};
