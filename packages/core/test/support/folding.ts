/** What the tests of folding rules share. */
import { expect } from 'vitest';
import { fold, relativeError } from '../../src/fold/index.ts';
import type { Conv, Layer, Shape } from '../../src/layers/types.ts';
import { Rng } from '../../src/rng.ts';
import { randomNetwork } from './random.ts';
import { evaluate, randomSample } from './reference.ts';

/** Folds in float64, checks the outputs against the oracle, and returns what came out. */
export function foldExactly(layer: Layer, input: Shape, options: { allowCostIncrease?: boolean } = {}) {
  const net = randomNetwork(layer, input, Rng.seeded('fold-rules'));
  const result = fold(net, { precision: 'float64', ...options });
  const x = randomSample(input, Rng.seeded('sample'));
  expect(relativeError(evaluate(net, x).data, evaluate(result.network, x).data)).toBeLessThan(1e-12);
  return { ...result, layer: result.network.layer };
}

export const oneConv = (layer: Layer): Conv => {
  expect(layer.op).toBe('conv');
  return layer as Conv;
};
export const reasons = (report: { refusals: readonly { reason: string }[] }) =>
  report.refusals.map(({ reason }) => reason).join('\n');
/** A small map of uneven sides. */
export const map: Shape = [7, 6, 4];
