/** Moving averages, in place where the backend can. */
import * as tf from '@tensorflow/tfjs-core';
import { type AverageMove, fusedKernel } from '../backend/fused.ts';

/** average ← keep·average + weight·value, for each. */
export function moveAverages(moves: readonly AverageMove[]): void {
  const move = fusedKernel('MoveAverages') ?? composed;
  move(moves);
}

function composed(moves: readonly AverageMove[]): void {
  tf.tidy(() => {
    for (const { average, value, keep, weight } of moves) {
      average.assign(tf.add(tf.mul(average, keep), tf.mul(value, weight)));
    }
  });
}
