/** The network of CPNN: a score of an example's features and a class's code, and shares by a softmax over the classes. */

import type { Objective } from '../optimise/objective.ts';
import { addScaled, dot } from '../optimise/vectors.ts';
import { type Dense, dense, rowOf, timesTransposed, transposed, transposedTimes } from '../parts/dense.ts';
import { softmaxRows } from '../parts/shares.ts';
import { tanhInPlace, timesTanhSlope } from './hidden-layer.ts';

/** What the network is told of each class, [classes, code]. */
export type Codes = Dense;

/** The score of features x and code c is output · tanh(first · x + second · c). */
export interface Parameters {
  /** [hidden, features] */
  readonly first: Dense;
  /** [hidden, code] */
  readonly second: Dense;
  /** [hidden] */
  readonly output: Float64Array;
}

export function parametersOf(weights: Float64Array, inputs: number, codeWidth: number, hidden: number): Parameters {
  const toSecond = hidden * inputs;
  const toOutput = toSecond + hidden * codeWidth;
  return {
    first: dense(hidden, inputs, weights.subarray(0, toSecond)),
    second: dense(hidden, codeWidth, weights.subarray(toSecond, toOutput)),
    output: weights.subarray(toOutput),
  };
}

/** Shares [examples, classes] of examples [examples, features]. */
export function conditionalModel(features: Dense, codes: Codes, parameters: Parameters): Dense {
  const scores = forward(features, codes, parameters).scores;
  softmaxRows(scores);
  return scores;
}

/** Scores [examples, classes], and the hidden units of each class [examples, hidden]. The sums over features are made once for all classes. */
function forward(
  features: Dense,
  codes: Codes,
  { first, second, output }: Parameters,
): { scores: Dense; activations: readonly Dense[] } {
  const ofFeatures = timesTransposed(features, first);
  const ofCodes = timesTransposed(codes, second);
  const scores = dense(features.rows, codes.rows);
  const activations = Array.from({ length: codes.rows }, (_, j) => {
    const units = dense(features.rows, output.length, ofFeatures.values.slice());
    for (let i = 0; i < features.rows; i++) addScaled(rowOf(units, i), 1, rowOf(ofCodes, j));
    tanhInPlace(units.values);
    for (let i = 0; i < features.rows; i++) rowOf(scores, i)[j] = dot(rowOf(units, i), output);
    return units;
  });
  return { scores, activations };
}

/** The sum over examples of the cross entropy between their distribution and the predicted one, of the network's weights. */
export function crossEntropyOf(features: Dense, codes: Codes, shares: Dense, hidden: number): Objective {
  const byFeature = transposed(features);
  return weights => {
    const parameters = parametersOf(weights, features.columns, codes.columns, hidden);
    const { scores, activations } = forward(features, codes, parameters);
    const target = dot(scores.values, shares.values);
    const loss = softmaxRows(scores) - target;
    for (let i = 0; i < scores.values.length; i++) scores.values[i]! -= shares.values[i]!;
    return { loss, gradient: backward(byFeature, codes, parameters, scores, activations) };
  };
}

/** The gradient with respect to all weights, given that with respect to the scores, and the features [features, examples]. */
function backward(
  byFeature: Dense,
  codes: Codes,
  { first, second, output }: Parameters,
  scoreGradient: Dense,
  activations: readonly Dense[],
): Float64Array {
  const gradient = new Float64Array(first.values.length + second.values.length + output.length);
  const parts = parametersOf(gradient, byFeature.rows, codes.columns, output.length);
  const ofFeatures = dense(byFeature.columns, output.length);
  const ofCodes = dense(codes.rows, output.length);
  activations.forEach((units, j) => {
    const unitGradient = dense(units.rows, units.columns);
    for (let i = 0; i < units.rows; i++) {
      const error = rowOf(scoreGradient, i)[j]!;
      addScaled(parts.output, error, rowOf(units, i));
      addScaled(rowOf(unitGradient, i), error, output);
    }
    timesTanhSlope(unitGradient.values, units.values);
    addScaled(ofFeatures.values, 1, unitGradient.values);
    for (let i = 0; i < units.rows; i++) addScaled(rowOf(ofCodes, j), 1, rowOf(unitGradient, i));
  });
  parts.first.values.set(timesTransposed(transposed(ofFeatures), byFeature).values);
  parts.second.values.set(transposedTimes(ofCodes, codes).values);
  return gradient;
}
