/** Recall of each class as metrics: of adapted classifiers, and of the supervised runs beside them. */
import type { Method, MethodSpec, Metrics } from '@refold/core/train';

/** The method's name in a configuration. */
export const RECALL = 'recall';

/** Settings of the method `recall`: the names of the classes. */
export interface RecallSettings extends MethodSpec {
  readonly name: typeof RECALL;
  readonly classes: readonly string[];
}

/** `recall/<class>` of shares of each class; 0 for a class that doesn't occur, whose share is NaN. */
export const recallMetrics = (classes: readonly string[], shares: readonly number[]): Metrics =>
  Object.fromEntries(classes.map((name, k) => [`recall/${name}`, shares[k]! || 0]));

/** A supervised run's `recall/<class>` of its test pictures; `classes` are the settings', in the order of labels. */
export const recall = ({ classes }: RecallSettings): Method => ({
  measure: async ({ net }, evaluator) =>
    recallMetrics(classes, evaluator.confusion(await evaluator.predictions(net)).accuracyPerClass()),
});
