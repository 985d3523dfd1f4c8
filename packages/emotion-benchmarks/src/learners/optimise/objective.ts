/** What optimisers minimise and what they return. */
import { RefoldError } from '@refold/core';

/** A loss at some parameters and its gradient there, in an array of its own that the caller may keep. */
export interface LossAndGradient {
  readonly loss: number;
  readonly gradient: Float64Array;
}

export type Objective = (x: Float64Array) => LossAndGradient;

export interface Minimum {
  readonly x: Float64Array;
  readonly loss: number;
  /** How many iterations were made: at most as many as asked for. */
  readonly iterations: number;
}

/** @throws RefoldError unless the optimiser can begin there: the loss and all of its gradient are finite */
export function checkStart({ loss, gradient }: LossAndGradient): void {
  if (!Number.isFinite(loss) || !gradient.every(Number.isFinite)) {
    throw new RefoldError(
      `The loss (${loss}) or its gradient isn't finite at the parameters that the optimiser starts from. ` +
        'Check that all features and labels are finite.',
    );
  }
}
