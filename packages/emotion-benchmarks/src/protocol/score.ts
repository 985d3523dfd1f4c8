/** How well a learner does on samples: metrics of the kind of their labels, and the one that settings are chosen by. */
import type { Metrics } from '@refold/core/train';
import type { Matrix } from 'ml-matrix';
import type { FitContext, Learner, LearnerSettings, Samples } from '../learners/learner.ts';
import { metricsOf } from '../tasks/metrics.ts';
import { scalerOf } from './standardise.ts';

/** What a learner made of test samples. */
export interface Outcome {
  /** [examples, outputs], as `Fitted.predict` gives them. */
  readonly predicted: Matrix;
  readonly metrics: Metrics;
}

/** Samples to learn from, and others to be predicted, both standardised by the former. */
export interface Standardised {
  readonly train: Samples;
  readonly test: Samples;
}

/** Both standardised by the training samples. */
export function standardised(train: Samples, test: Samples): Standardised {
  const scaled = scalerOf(train.features);
  return { train: { ...train, features: scaled(train.features) }, test: { ...test, features: scaled(test.features) } };
}

/** Learns on the training samples, and predicts the others. */
export async function outcomeOf(
  learner: Learner,
  settings: LearnerSettings,
  { train, test }: Standardised,
  context: FitContext,
): Promise<Outcome> {
  const fitted = await learner.fit(train, settings, context);
  try {
    const predicted = await fitted.predict(test.features);
    return { predicted, metrics: metricsOf(predicted, test) };
  } finally {
    fitted.dispose?.();
  }
}

/** The metric by which settings are chosen, by the kind of labels, and its sign. */
const CRITERIA = { class: ['top1', 1], dimensions: ['mse', -1], distribution: ['kl', -1] } as const;

/** The criterion on the samples that aren't learnt from, the higher the better. */
export async function fitAndScore(
  learner: Learner,
  settings: LearnerSettings,
  samples: Standardised,
  context: FitContext,
): Promise<number> {
  const [metric, sign] = CRITERIA[samples.test.labels.kind as keyof typeof CRITERIA];
  return sign * (await outcomeOf(learner, settings, samples, context)).metrics[metric]!;
}
