/** The update rule on numbers that a reader can check: equations 4 and 13, and how fast filters come together. */

import { selectBackend } from '@refold/core/backend';
import { batchNorm, chain, conv } from '@refold/core/layers';
import { constant, makeOptimizer, withGradientTransform } from '@refold/core/optim';
import { partitionsOf } from '@refold/core/prune';
import * as tf from '@tensorflow/tfjs-core';
import { centripetal } from 'csgd';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(() => selectBackend('cpu'));

const LAYER = chain({ a: conv(4, 1), norm: batchNorm(), b: conv(1, 1) });
const PARTITIONS = partitionsOf(LAYER, [1, 1, 2], { a: [[0, 2]] });
const START = { 'a.kernel': [1, 2, 5, 4, 3, 6, -1, 8], 'norm.gamma': [1, 2, 3, 4] };
type Path = keyof typeof START;

interface Rates {
  readonly lr: number;
  readonly momentum?: number;
  readonly weightDecay: number;
  readonly strength: number;
  readonly nesterov?: boolean;
}

/** The parameters after each of some steps with these gradients, by path. */
async function steps(
  rates: Rates,
  gradients: (step: number) => Partial<Record<Path, readonly number[]>>,
  count: number,
) {
  const { strength, lr, ...sgd } = rates;
  const plain = makeOptimizer({ kind: 'sgd', lr: constant(lr), ...sgd });
  const optimizer = withGradientTransform(centripetal({ partitions: PARTITIONS, strength }), plain);
  const variables = new Map(
    ['a.kernel', 'norm.gamma', 'a.bias', 'norm.beta'].map(path => [
      path,
      tf.variable(
        path === 'a.kernel'
          ? tf.tensor(START[path], [1, 1, 2, 4])
          : tf.tensor1d(path === 'norm.gamma' ? START[path] : [0, 0, 0, 0]),
      ),
    ]),
  );
  const state = optimizer.init(variables);
  const history: Record<Path, number[]>[] = [];
  for (let step = 0; step < count; step++) {
    const own = new Map(
      Object.entries(gradients(step)).map(([path, values]) => [
        path,
        tf.tensor([...values], variables.get(path)!.shape),
      ]),
    );
    await optimizer.step(variables, own, state, { step, stepsPerEpoch: count, totalSteps: count });
    const read = (path: Path) => [...variables.get(path)!.dataSync()];
    history.push({ 'a.kernel': read('a.kernel'), 'norm.gamma': read('norm.gamma') });
  }
  return history;
}

const zero = { 'a.kernel': [0, 0, 0, 0, 0, 0, 0, 0], 'norm.gamma': [0, 0, 0, 0] };

describe('one step', () => {
  it('averages gradients within a cluster, decays, and pulls to the mean (equation 4)', async () => {
    const [lr, eta, epsilon] = [0.5, 0.1, 0.2];
    const g = [1, 2, 3, 4, 5, 6, 7, 8];
    const [after] = await steps({ lr, weightDecay: eta, strength: epsilon }, () => ({ 'a.kernel': g }), 1);
    const w = START['a.kernel'];
    const expected = w.map((value, i) => {
      const mates = i % 4 === 0 || i % 4 === 2 ? [i - (i % 4), i - (i % 4) + 2] : [i];
      const mean = (of: readonly number[]) => mates.reduce((sum, mate) => sum + of[mate]!, 0) / mates.length;
      return value + lr * (-mean(g) - eta * value + epsilon * (mean(w) - value));
    });
    expected.forEach((value, i) => void expect(after!['a.kernel'][i]).toBeCloseTo(value, 5));
  });

  it('is that of plain SGD for a filter alone', async () => {
    const g = { 'a.kernel': [1, 2, 3, 4, 5, 6, 7, 8] };
    const [after] = await steps({ lr: 0.5, weightDecay: 0.1, strength: 100 }, () => g, 1);
    expect(after!['a.kernel'][1]).toBeCloseTo(2 - 0.5 * (2 + 0.1 * 2), 5);
  });

  it('pulls scales and offsets of norms a tenth as much', async () => {
    const [after] = await steps({ lr: 1, weightDecay: 0, strength: 0.5 }, () => zero, 1);
    expect(after!['norm.gamma'][0]).toBeCloseTo(1 + 0.05 * (2 - 1), 6);
    expect(after!['norm.gamma'][1]).toBe(2);
  });
});

describe('the difference of two filters', () => {
  const apart = (values: readonly number[]) => values[0]! - values[2]!;

  it('shrinks by 1 − τ·(η + ε) a step, whatever the loss', async () => {
    const [lr, eta, epsilon] = [0.1, 0.05, 0.3];
    const noise = (step: number) => ({ 'a.kernel': START['a.kernel'].map((_, i) => Math.sin(7 * step + 3 * i)) });
    const history = await steps({ lr, weightDecay: eta, strength: epsilon }, noise, 12);
    let wanted = apart(START['a.kernel']);
    for (const after of history) {
      wanted *= 1 - lr * (eta + epsilon);
      expect(apart(after['a.kernel'])).toBeCloseTo(wanted, 4);
    }
  });

  it('is 0.48 times as large after an epoch of the CIFAR setting, 6.7e-4 after ten (simulated with momentum)', async () => {
    const rates = { lr: 3e-2, momentum: 0.9, nesterov: true, weightDecay: 1e-4, strength: 3e-3 };
    const history = await steps(rates, () => zero, 7810);
    const share = (step: number) => apart(history[step - 1]!['a.kernel']) / apart(START['a.kernel']);
    expect(share(781)).toBeGreaterThan(0.475);
    expect(share(781)).toBeLessThan(0.49);
    expect(share(7810) / 6.7e-4).toBeGreaterThan(0.9);
    expect(share(7810) / 6.7e-4).toBeLessThan(1.1);
  }, 60_000);
});
