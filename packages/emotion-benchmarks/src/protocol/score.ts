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

/** Learns on training samples, and predicts test samples, both standardised by the former. */
export async function outcomeOf(
  learner: Learner,
  settings: LearnerSettings,
  train: Samples,
  test: Samples,
  context: FitContext,
): Promise<Outcome> {
  const scaled = scalerOf(train.features);
  const fitted = await learner.fit({ ...train, features: scaled(train.features) }, settings, context);
  try {
    const predicted = await fitted.predict(scaled(test.features));
    return { predicted, metrics: metricsOf(predicted, test) };
  } finally {
    fitted.dispose?.();
  }
}

/** The metric by which settings are chosen, by the kind of labels, and its sign. */
const CRITERIA = { class: ['top1', 1], dimensions: ['mse', -1], distribution: ['kl', -1] } as const;

/** The criterion on samples held out, the higher the better. */
export async function fitAndScore(
  learner: Learner,
  settings: LearnerSettings,
  train: Samples,
  held: Samples,
  context: FitContext,
): Promise<number> {
  const [metric, sign] = CRITERIA[held.labels.kind as keyof typeof CRITERIA];
  return sign * (await outcomeOf(learner, settings, train, held, context)).metrics[metric]!;
}
