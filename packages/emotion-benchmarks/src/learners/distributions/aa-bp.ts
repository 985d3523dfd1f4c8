/** AA-BP: a network with one hidden layer that predicts shares by a softmax. */
import type { Rng } from '@refold/core';
import type { Learner } from '../learner.ts';
import type { Objective } from '../optimise/objective.ts';
import { rprop } from '../optimise/rprop.ts';
import { type Dense, dense, timesTransposed, transposed, transposedTimes, withOnes } from '../parts/dense.ts';
import { shareModel, sharesOf, softmaxRows } from '../parts/shares.ts';
import { randomWeights, tanhInPlace, timesTanhSlope } from './hidden-layer.ts';

export type AaBpSettings = {
  /** Hidden units. */
  readonly hidden: number;
  /** Of Rprop, each over all examples. More of them overfit. */
  readonly iterations: number;
};

interface Layers {
  /** [hidden, features + 1], the last column of which is the bias. */
  readonly first: Dense;
  /** [classes, hidden] */
  readonly second: Dense;
}

/**
 * AA-BP: tanh units, softmax output, squared error. It is fitted by Rprop; the number of its iterations is a choice made here, as the
 * source states none.
 *
 * Source: Geng, "Label Distribution Learning" (2016), section 4.2.
 */
export const aaBp: Learner<AaBpSettings> = {
  name: 'aa-bp',
  title: 'AA-BP',
  source: 'Geng, "Label Distribution Learning" (2016), section 4.2',
  learns: ['distribution'],
  defaults: { hidden: 60, iterations: 10 },
  grid: [{ iterations: 5 }, { iterations: 10 }, { iterations: 20 }, { iterations: 50 }],
  fit(train, { hidden, iterations }, { rng, stopIfAsked }) {
    const shares = sharesOf('aa-bp', train);
    const features = withOnes(train.features);
    const objective = squaredError(features, shares, hidden);
    const start = firstWeights(features.columns, shares.columns, hidden, rng.fork('weights'));
    const { x } = rprop(
      start,
      weights => {
        stopIfAsked();
        return objective(weights);
      },
      { iterations },
    );
    const layers = layersOf(x, features.columns, shares.columns, hidden);
    return shareModel('aa-bp', train.features.columns, rows => forward(withOnes(rows), layers).predicted);
  },
};

function firstWeights(inputs: number, classes: number, hidden: number, rng: Rng): Float64Array {
  return Float64Array.of(...randomWeights(hidden, inputs, rng), ...randomWeights(classes, hidden, rng));
}

function layersOf(weights: Float64Array, inputs: number, classes: number, hidden: number): Layers {
  const split = hidden * inputs;
  return {
    first: dense(hidden, inputs, weights.subarray(0, split)),
    second: dense(classes, hidden, weights.subarray(split)),
  };
}

function forward(features: Dense, { first, second }: Layers): { activations: Dense; predicted: Dense } {
  const activations = timesTransposed(features, first);
  tanhInPlace(activations.values);
  const predicted = timesTransposed(activations, second);
  softmaxRows(predicted);
  return { activations, predicted };
}

/** The sum over examples of the squared distance between their distribution and the predicted one, of the weights of both layers. */
export function squaredError(features: Dense, shares: Dense, hidden: number): Objective {
  const byFeature = transposed(features);
  return weights => {
    const layers = layersOf(weights, features.columns, shares.columns, hidden);
    const { activations, predicted } = forward(features, layers);
    const { loss, scoreGradient } = throughSoftmax(predicted, shares);
    const hiddenGradient = timesTransposed(scoreGradient, transposed(layers.second));
    timesTanhSlope(hiddenGradient.values, activations.values);
    const gradient = new Float64Array(weights.length);
    gradient.set(timesTransposed(transposed(hiddenGradient), byFeature).values);
    gradient.set(transposedTimes(scoreGradient, activations).values, hidden * features.columns);
    return { loss, gradient };
  };
}

/** The loss Σ (p - d)² and its gradient with respect to the scores whose softmax p is. */
function throughSoftmax(predicted: Dense, shares: Dense): { loss: number; scoreGradient: Dense } {
  const { rows, columns } = predicted;
  const scoreGradient = dense(rows, columns);
  let loss = 0;
  for (let from = 0; from < rows * columns; from += columns) {
    let mean = 0;
    for (let at = from; at < from + columns; at++) {
      const error = predicted.values[at]! - shares.values[at]!;
      loss += error * error;
      mean += predicted.values[at]! * 2 * error;
    }
    for (let at = from; at < from + columns; at++) {
      const share = predicted.values[at]!;
      scoreGradient.values[at] = share * (2 * (share - shares.values[at]!) - mean);
    }
  }
  return { loss, scoreGradient };
}
