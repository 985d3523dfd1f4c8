/** Equation 7: the mask first, then the lasso, and rows that reach zero in their time. */
import '@tensorflow/tfjs-backend-cpu';
import { type Clock, constant, makeOptimizer, type Tensors, withGradientTransform } from '@refold/core/optim';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EPSILON, type ResettingOptions, resetting } from '../src/index.ts';

const clockAt = (step: number): Clock => ({ step, stepsPerEpoch: 100, totalSteps: 20_000 });
const valuesOf = (tensor: tf.Tensor) => [...tensor.dataSync()];
const near = (actual: tf.Tensor, expected: readonly number[]) => {
  for (const [i, value] of valuesOf(actual).entries()) expect(value, `number ${i}`).toBeCloseTo(expected[i]!, 6);
};

beforeEach(async () => {
  await tf.setBackend('cpu');
  tf.engine().startScope();
});
afterEach(() => tf.engine().endScope());

/** Rows (3, 4) and (0, 5) of a compactor of two channels, inputs by outputs. */
const Q = [3, 0, 4, 5];
const G = [10, 20, 30, 40];
const shape: [number, number, number, number] = [1, 1, 2, 2];
const holdingQ = () => new Map<string, tf.Tensor>([['q', tf.tensor(Q, shape)]]);
const gradientOfQ = (): Tensors => new Map([['q', tf.tensor(G, shape)]]);

/** Always due; chooses these rows of the only parameter. */
const choosing = (...rows: readonly number[]): NonNullable<ResettingOptions['reset']> => ({
  isDue: () => true,
  choose: () => [new Set(rows)],
});

/** What becomes of the gradient of q. */
async function editedGradient(options: Partial<ResettingOptions>): Promise<tf.Tensor> {
  const params = holdingQ();
  const transform = resetting({ parameters: ['q'], lambda: 0.5, ...options });
  return (await transform.update(gradientOfQ(), transform.init(params), params, clockAt(0))).get('q')!;
}

describe('the edit of gradients', () => {
  it('adds λ·q/‖q‖ to every row from the first step on, with no mask', async () => {
    near(await editedGradient({}), [10 + 0.5 * 0.6, 20, 30 + 0.5 * 0.8, 40 + 0.5]);
  });

  it('takes the mask first and adds the lasso to masked rows too', async () => {
    near(await editedGradient({ reset: choosing(0) }), [0.5 * 0.6, 20, 0.5 * 0.8, 40 + 0.5]);
  });

  it('leaves of a masked row’s own gradient exactly nothing', async () => {
    expect(valuesOf(await editedGradient({ lambda: 0, reset: choosing(0) }))).toEqual([0, 20, 0, 40]);
  });

  it('pulls factors by λ, against their signs', async () => {
    const params = new Map([['s', tf.tensor1d([2, -3, 0.25])]]);
    const transform = resetting({ parameters: ['s'], lambda: 0.5, reset: choosing(1) });
    const gradients: Tensors = new Map([['s', tf.tensor1d([1, 1, 1])]]);
    near((await transform.update(gradients, transform.init(params), params, clockAt(0))).get('s')!, [1.5, -0.5, 1.5]);
  });

  it('gives a row of norm zero its own gradient, not NaN', async () => {
    const params = new Map<string, tf.Tensor>([['q', tf.tensor([0, 1, 0, 0], shape)]]);
    const transform = resetting({ parameters: ['q'], lambda: 0.5 });
    near(
      (await transform.update(gradientOfQ(), transform.init(params), params, clockAt(0))).get('q')!,
      [10, 20.5, 30, 40],
    );
  });

  it('passes every other parameter’s gradient, and asks for none that isn’t there', async () => {
    const params = new Map([...holdingQ(), ['w', tf.tensor1d([7])]]);
    const transform = resetting({ parameters: ['q'], lambda: 0.5, reset: choosing(0, 1) });
    const own = tf.tensor1d([1]);
    const passed = await transform.update(new Map([['w', own]]), transform.init(params), params, clockAt(0));
    expect([...passed]).toEqual([['w', own]]);
  });

  it('leaves no tensor behind but the gradients', async () => {
    const params = holdingQ();
    const transform = resetting({ parameters: ['q'], lambda: 0.5, reset: choosing(0) });
    const state = transform.init(params);
    const before = tf.memory().numTensors;
    const gradients = await transform.update(gradientOfQ(), state, params, clockAt(0));
    expect(tf.memory().numTensors).toBe(before + gradients.size);
  });
});

describe('masks', () => {
  it('are kept in the optimizer’s state, ones at first, and replaced when that is due', async () => {
    const seen: unknown[] = [];
    const reset: ResettingOptions['reset'] = {
      isDue: ({ step }) => step > 0,
      choose: (norms, masked) => {
        seen.push([norms.map(own => [...Array.from(own)]), masked.map(rows => [...rows])]);
        return [new Set([1 - (seen.length % 2)])];
      },
    };
    const params = holdingQ();
    const transform = resetting({ parameters: ['q'], lambda: 0, reset });
    const state = transform.init(params);
    const masks: number[][] = [];
    for (const step of [0, 1, 2]) {
      await transform.update(gradientOfQ(), state, params, clockAt(step));
      masks.push(valuesOf(state.get('mask/q')!));
    }
    expect([...state.keys()]).toEqual(['mask/q']);
    expect(masks).toEqual([
      [1, 1],
      [0, 1],
      [1, 0],
    ]);
    expect(seen).toEqual([
      [[[5, 5]], [[]]],
      [[[5, 5]], [[0]]],
    ]);
    expect(resetting({ parameters: ['q'], lambda: 0 }).init(params).size).toBe(0);
  });

  it('change and leave the rows their momentum', async () => {
    const reset = { isDue: ({ step }: Clock) => step === 1, choose: () => [new Set([0])] };
    const transform = resetting({ parameters: ['q'], lambda: 0, reset });
    const optimizer = withGradientTransform(transform, makeOptimizer({ kind: 'sgd', lr: constant(0), momentum: 0.5 }));
    const variables = new Map([['q', tf.variable(tf.tensor(Q, shape))]]);
    const state = optimizer.init(variables);
    expect([...state.keys()].sort()).toEqual(['mask/q', 'momentum/q']);
    for (const step of [0, 1]) await optimizer.step(variables, gradientOfQ(), state, clockAt(step));
    near(state.get('momentum/q')!, [0.5 * 10, 0.5 * 20 + 20, 0.5 * 30, 0.5 * 40 + 40]);
    variables.get('q')!.dispose();
  });
});

it('takes a row of norm 1 below ε in about 10,360 steps, with the paper’s rate, strength and momentum', async () => {
  const masked = { isDue: ({ step }: Clock) => step === 0, choose: () => [new Set([0])] };
  const transform = resetting({ parameters: ['q'], lambda: 1e-4, reset: masked });
  const optimizer = withGradientTransform(
    transform,
    makeOptimizer({ kind: 'sgd', lr: constant(0.01), momentum: 0.99 }),
  );
  const q = tf.variable(tf.tensor2d([0.6, 0.8], [2, 1]));
  const state = optimizer.init(new Map([['q', q]]));
  const norm = () => Math.hypot(...valuesOf(q));
  let steps = 0;
  for (; norm() >= EPSILON && steps < 20_000; steps++) {
    await optimizer.step(new Map([['q', q]]), new Map([['q', tf.tensor2d([5, -3], [2, 1])]]), state, clockAt(steps));
  }
  expect(Math.abs(steps / 10_360 - 1)).toBeLessThan(0.01);
  q.dispose();
});
