import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  adamDirection,
  byPath,
  chainTransforms,
  clipByGlobalNorm,
  clipByValue,
  constant,
  cosine,
  freeze,
  heavyBall,
  makeOptimizer,
  type Optimizer,
  type OptimizerDescription,
  scaleByPath,
  type Tensors,
  type Transform,
  weightDecay,
} from '../src/optim/index.ts';

beforeAll(() => tf.setBackend('cpu'));

type Values = Readonly<Record<string, readonly number[]>>;
const tensors = (values: Values): Tensors =>
  new Map(Object.entries(values).map(([path, v]) => [path, tf.tensor1d([...v])]));
const read = (of: ReadonlyMap<string, tf.Tensor>) =>
  Object.fromEntries([...of].map(([path, t]) => [path, [...t.dataSync()]]));
const clockAt = (step: number, totalSteps = 20) => ({ step, stepsPerEpoch: 5, totalSteps });

/** What a stateless transform makes of gradients, leaving no tensor behind. */
async function once(transform: Transform, gradients: Values, params: Values = gradients) {
  const engine = tf.engine();
  engine.startScope();
  try {
    const held = tensors(params);
    return read(await transform.update(tensors(gradients), transform.init(held), held, clockAt(0)));
  } finally {
    engine.endScope();
  }
}

/** Optimises f(w) = Σ a·w²/2, whose gradient is a·w, from w = 1 and 2. */
const CURVATURE = [1, 3];
async function run(optimizer: Optimizer, steps: number): Promise<number[]> {
  const w = tf.variable(tf.tensor1d([1, 2]));
  const variables = new Map([['w', w]]);
  const state = optimizer.init(variables);
  const before = tf.memory().numTensors;
  for (let step = 0; step < steps; step++) {
    const gradient = tf.mul(w, CURVATURE);
    await optimizer.step(variables, new Map([['w', gradient]]), state, clockAt(step, steps));
  }
  expect(tf.memory().numTensors, 'no tensor is left behind').toBe(before);
  const end = [...w.dataSync()];
  tf.dispose([w, ...state.values()]);
  return end;
}

/** The same from a recurrence of one number in float64: `next` changes the memory and returns the new weight. */
const recur = (steps: number, next: (w: number, g: number, memory: number[], t: number) => number) =>
  [1, 2].map((w, i) => {
    const memory = [0, 0];
    let x = w;
    for (let t = 0; t < steps; t++) x = next(x, CURVATURE[i]! * x, memory, t);
    return x;
  });

function near(actual: readonly number[], expected: readonly number[]) {
  for (const [i, x] of actual.entries()) expect(x).toBeCloseTo(expected[i]!, 5);
}

describe('optimizers follow their recurrence', () => {
  const lr = 0.05;
  const wd = 0.1;
  const annealed = (t: number) => (lr * (1 + Math.cos((Math.PI * t) / 12))) / 2;
  const cases: [string, OptimizerDescription, Parameters<typeof recur>[1]][] = [
    ['gradient descent', { kind: 'sgd', lr: constant(lr) }, (w, g) => w - lr * g],
    [
      'heavy ball, decay, cosine',
      { kind: 'sgd', lr: cosine(lr), momentum: 0.9, weightDecay: wd },
      (w, g, m, t) => {
        m[0] = 0.9 * m[0]! + g + wd * w;
        return w - annealed(t) * m[0];
      },
    ],
    [
      'Nesterov',
      { kind: 'sgd', lr: constant(lr), momentum: [['w', 0.8]], nesterov: true, weightDecay: [['', wd]] },
      (w, g, m) => {
        const d = g + wd * w;
        m[0] = 0.8 * m[0]! + d;
        return w - lr * (d + 0.8 * m[0]);
      },
    ],
    [
      'Adam with decay in the gradient',
      { kind: 'adam', lr: constant(lr), weightDecay: wd, beta2: 0.99 },
      (w, g, m, t) => {
        const d = g + wd * w;
        m[0] = 0.9 * m[0]! + 0.1 * d;
        m[1] = 0.99 * m[1]! + 0.01 * d * d;
        return w - (lr * (m[0] / (1 - 0.9 ** (t + 1)))) / (Math.sqrt(m[1] / (1 - 0.99 ** (t + 1))) + 1e-8);
      },
    ],
    [
      'AdamW, a large epsilon, half the rate',
      { kind: 'adamW', lr: constant(lr), lrScale: [['w', 0.5]], weightDecay: wd, epsilon: 0.3 },
      (w, g, m, t) => {
        m[0] = 0.9 * m[0]! + 0.1 * g;
        m[1] = 0.999 * m[1]! + 0.001 * g * g;
        const direction = m[0] / (1 - 0.9 ** (t + 1)) / (Math.sqrt(m[1] / (1 - 0.999 ** (t + 1))) + 0.3);
        return w - 0.5 * lr * (direction + wd * w);
      },
    ],
  ];
  test.each(cases)('%s', async (_, description, next) => {
    near(await run(makeOptimizer(description), 12), recur(12, next));
  });

  test('a description is JSON, and means the same afterwards', async () => {
    const description: OptimizerDescription = {
      kind: 'sgd',
      lr: cosine(0.1),
      momentum: [['w', 0.9]],
      weightDecay: [
        ['bias$', 0],
        ['', 0.01],
      ],
    };
    const copy = JSON.parse(JSON.stringify(description)) as OptimizerDescription;
    expect(await run(makeOptimizer(copy), 8)).toEqual(await run(makeOptimizer(description), 8));
  });
});

test('decay adds λ·w where the first matching rule says so', async () => {
  const rules = [
    ['norm', 0],
    [/\.kernel$/, 0.1],
    ['', 0.5],
  ] as const;
  expect(
    await once(
      weightDecay(rules),
      { 'a.kernel': [1], 'norm.kernel': [1], bias: [1] },
      { 'a.kernel': [10], 'norm.kernel': [10], bias: [10] },
    ),
  ).toEqual({ 'a.kernel': [2], 'norm.kernel': [1], bias: [6] });
});

test('a path without a rule is an error that names it and the setting', async () => {
  await expect(once(weightDecay([['kernel', 1e-4]]), { bias: [1] })).rejects.toThrow(
    /weightDecay: no rule matches.*bias.*\['', value\]/,
  );
  expect(() => weightDecay([['(', 1]])).toThrow(/weightDecay: '\(' is not a regular expression/);
  expect(() => makeOptimizer({ kind: 'lion' } as never)).toThrow(/unknown kind 'lion'; known: sgd/);
});

test('rules with a global pattern forget nothing and remember nothing', () => {
  const value = byPath(
    [
      [/kernel/g, 1],
      ['', 2],
    ],
    'test',
  );
  expect([value('kernel'), value('kernel'), value('bias')]).toEqual([1, 1, 2]);
});

test('clipping by value, by norm', async () => {
  expect(await once(clipByValue(2), { a: [-3, 1], b: [5] })).toEqual({ a: [-2, 1], b: [2] });
  // ‖(3, 4, 12)‖ = 13
  expect(await once(clipByGlobalNorm(13), { a: [3, 4], b: [12] })).toEqual({ a: [3, 4], b: [12] });
  near((await once(clipByGlobalNorm(6.5), { a: [3, 4], b: [12] })).a!, [1.5, 2]);
  expect(await once(clipByGlobalNorm(1), { a: [0] })).toEqual({ a: [0] });
});

test('a clipped gradient never exceeds the limit and keeps its direction', async () => {
  const component = fc.float({ min: -100, max: 100, noNaN: true });
  await fc.assert(
    fc.asyncProperty(
      fc.array(component, { minLength: 1, maxLength: 6 }),
      fc.double({ min: 0.1, max: 50, noNaN: true }),
      async (g, limit) => {
        const clipped = (await once(clipByGlobalNorm(limit), { g })).g!;
        const norm = Math.hypot(...g);
        const factor = Math.min(1, limit / norm);
        for (const [i, x] of clipped.entries())
          expect(Math.abs(x - g[i]! * (norm === 0 ? 1 : factor))).toBeLessThan(1e-3);
      },
    ),
    { numRuns: 50 },
  );
});

test('frozen parameters get no update and keep their state', async () => {
  const transform = chainTransforms(freeze(['^stem']), weightDecay(1), heavyBall(0.9));
  const params = tensors({ 'stem.w': [1], 'head.w': [1] });
  const state = transform.init(params);
  const updates = await transform.update(tensors({ 'stem.w': [1], 'head.w': [1] }), state, params, clockAt(0));
  expect(read(updates)).toEqual({ 'head.w': [2] });
  expect(read(state)).toEqual({ 'momentum/stem.w': [0], 'momentum/head.w': [2] });
});

test('learning-rate multipliers', async () => {
  expect(
    await once(
      scaleByPath([
        ['bias$', 2],
        ['', 1],
      ]),
      { 'a.bias': [3], 'a.kernel': [3] },
    ),
  ).toEqual({
    'a.bias': [6],
    'a.kernel': [3],
  });
});

test('two links of a chain cannot keep the same slot', () => {
  expect(() => chainTransforms(heavyBall(0.9), heavyBall(0.5)).init(tensors({ w: [1] }))).toThrow(
    /both use the state key .momentum\/w/,
  );
});

test('state of other parameters is refused by name', () => {
  const transform = heavyBall(0.9);
  expect(() => transform.update(tensors({ w: [1] }), new Map(), tensors({ w: [1] }), clockAt(0))).toThrow(
    /momentum\/w/,
  );
});

test('links that do nothing change nothing', async () => {
  const gradients = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(gradients, async g => {
      const idle = [weightDecay(0), scaleByPath([['', 1]]), freeze(['^$']), heavyBall(0)];
      const positiveZero = g.map(x => x + 0); // 0·v + (−0) is +0
      const expected = await once(chainTransforms(), { g: positiveZero });
      expect(await once(chainTransforms(...idle), { g: positiveZero })).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});

test("Adam's first step is the sign of the gradient", async () => {
  near((await once(adamDirection(), { g: [5, -0.01] })).g!, [1, -1]);
});
