/** How many of a binary data set's labels are wrong, estimated from a classifier that hasn't seen them. */
import { RefoldError } from '@refold/core';
import { mean, requireClasses } from './predictions.ts';

/** Estimated noise of binary labels, as fractions in [0, 1]. */
export interface LabelNoise {
  /** P(labelled positive | truly negative). */
  readonly negative: number;
  /** P(labelled negative | truly positive). */
  readonly positive: number;
  /** `negative` and `positive` weighted by how often the given labels are negative and positive. */
  readonly mean: number;
}

/**
 * Estimates label noise by confident counting (after Northcutt, Jiang and Chuang 2021, "Confident learning"). The threshold of a class is the
 * mean probability of it among the examples labelled so. An example whose probability of a class reaches its threshold is truly of it; of two such
 * classes it is of the likelier one, or of its label where they are equally likely; without one it isn't counted. Counts of each label are scaled
 * to how often it is given, and noise rates are read off them. Each class counts at least one example that is labelled rightly, so that rates are defined.
 * @param positive the probability of each example to be positive, from a model that hasn't learnt from that example (out of fold)
 * @param labels the given label of each example, 0 (negative) or 1 (positive)
 * @throws RefoldError for labels of one class alone, other labels, and what aren't probabilities
 */
export function estimateLabelNoise(positive: ArrayLike<number>, labels: ArrayLike<number>): LabelNoise {
  requireBinary(positive, labels);
  const examples = Array.from(labels, (label, i): Example => {
    const probability = positive[i]!;
    return { label: label as Class, probabilities: [1 - probability, probability] };
  });
  const labelled = CLASSES.map(k => examples.filter(({ label }) => label === k));
  const thresholds = CLASSES.map(k => mean(labelled[k]!.map(({ probabilities }) => probabilities[k])));
  const joint = labelled.map((own, label) => {
    const counts = CLASSES.map(k => own.filter(example => confidentClass(example, thresholds) === k).length);
    counts[label] = Math.max(1, counts[label]!);
    return counts.map(count => (count / (counts[0]! + counts[1]!)) * own.length);
  });
  const negative = joint[1]![0]! / (joint[0]![0]! + joint[1]![0]!);
  const positiveRate = joint[0]![1]! / (joint[0]![1]! + joint[1]![1]!);
  const [negatives, positives] = [labelled[0]!.length / examples.length, labelled[1]!.length / examples.length];
  return { negative, positive: positiveRate, mean: negative * negatives + positiveRate * positives };
}

type Class = 0 | 1;
const CLASSES: readonly Class[] = [0, 1];

interface Example {
  readonly label: Class;
  readonly probabilities: readonly [negative: number, positive: number];
}

/** By how much rounding may lift the mean of equal probabilities above them. */
const ROUNDING = 1e-12;

/** The class that an example is taken for; undefined where it reaches no threshold. */
function confidentClass({ label, probabilities }: Example, thresholds: readonly number[]): Class | undefined {
  const reached = CLASSES.filter(k => probabilities[k] >= thresholds[k]! - ROUNDING);
  if (reached.length < 2) return reached[0];
  if (probabilities[0] === probabilities[1]) return label;
  return probabilities[0] > probabilities[1] ? 0 : 1;
}

function requireBinary(positive: ArrayLike<number>, labels: ArrayLike<number>): void {
  if (positive.length !== labels.length)
    throw new RefoldError(`There are ${positive.length} probabilities, but ${labels.length} labels.`);
  requireClasses(labels, CLASSES.length);
  for (const k of CLASSES) {
    if (!Array.from(labels).includes(k))
      throw new RefoldError(`No example is labelled ${k}. Noise is estimated from examples of both labels, 0 and 1.`);
  }
  const wrong = Array.from(positive).findIndex(probability => !(probability >= 0 && probability <= 1));
  if (wrong >= 0)
    throw new RefoldError(`The probability of example ${wrong} is ${positive[wrong]}, not one in 0 to 1.`);
}
