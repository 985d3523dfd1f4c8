/** What a cut changes: a trained network against the one that is left of it, on a run's test images. */
import type { Network } from '../layers/types.ts';
import type { Evaluator } from './method.ts';

/** Images on which outputs are compared. */
const COMPARED_IMAGES = 1_000;

/** How two networks differ. */
export interface Comparison {
  /** Accuracy of the second, from 0 to 1. */
  readonly top1: number;
  /** Test images that they put into different classes. */
  readonly differing: number;
  /** The largest difference of a logit on the first 1,000 test images. */
  readonly logitDifference: number;
}

/** Compares a network with what a cut leaves of it. @throws RefoldError when the labels aren't classes */
export async function compareNetworks(evaluator: Evaluator, whole: Network, cut: Network): Promise<Comparison> {
  const [before, after] = [await evaluator.predictions(whole), await evaluator.predictions(cut)];
  const [outputs, others] = [
    await evaluator.outputs(whole, COMPARED_IMAGES),
    await evaluator.outputs(cut, COMPARED_IMAGES),
  ];
  return {
    top1: evaluator.accuracy(after),
    differing: before.filter((one, i) => one !== after[i]).length,
    logitDifference: outputs.reduce((largest, value, i) => Math.max(largest, Math.abs(value - others[i]!)), 0),
  };
}
