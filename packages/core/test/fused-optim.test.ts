/** Optimizers as one kernel against optimizers as a chain of transforms, step by step. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { cosine, makeOptimizer, multiStep, type OptimizerDescription, type Tensors } from '../src/optim/index.ts';
import { Rng } from '../src/rng.ts';
import { activate } from './support/backends.ts';
import { referenceKernels } from './support/fused-reference.ts';
import { spied, withKernels } from './support/fusion.ts';

beforeAll(() => activate('cpu'));

const SHAPES = { 'stem.kernel': [3, 3, 2, 4], 'stem.bias': [4], 'norm.gamma': [4], 'head.kernel': [4, 2] };
const STEPS = 8;
const { SgdUpdate, AdamUpdate } = referenceKernels;

/** Runs some steps on random gradients, `fused` saying which of them have the kernel; variables and state after each. */
async function trajectory(description: OptimizerDescription, fused: (step: number) => boolean) {
  const rng = Rng.seeded('sgd');
  const random = (shape: readonly number[], scale = 1) =>
    tf.tidy(() =>
      tf.mul(
        tf.tensor(
          Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, () => rng.normal()),
          [...shape],
        ),
        scale,
      ),
    );
  const variables = new Map(
    Object.entries(SHAPES).map(([path, shape]) => [path, tf.tidy(() => tf.variable(random(shape)))]),
  );
  const optimizer = makeOptimizer(description);
  const state = optimizer.init(variables);
  const before = tf.memory().numTensors;
  const history: Record<string, number[]>[] = [];
  for (let step = 0; step < STEPS; step++) {
    const gradients: Tensors = new Map(Object.entries(SHAPES).map(([path, shape]) => [path, random(shape)]));
    // A parameter without a gradient stays as it is, and so does its state.
    if (step === 3) {
      gradients.get('stem.bias')!.dispose();
      gradients.delete('stem.bias');
    }
    const kernels = fused(step) ? { SgdUpdate, AdamUpdate } : {};
    await withKernels(kernels, () =>
      optimizer.step(variables, gradients, state, { step, stepsPerEpoch: 2, totalSteps: STEPS }),
    );
    history.push(Object.fromEntries([...variables, ...state].map(([key, value]) => [key, [...value.dataSync()]])));
  }
  expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
  tf.dispose([...variables.values(), ...state.values()]);
  return history;
}

async function expectSameTrajectory(
  description: OptimizerDescription,
  fused: (step: number) => boolean,
): Promise<void> {
  const expected = await trajectory(description, () => false);
  for (const [step, values] of (await trajectory(description, fused)).entries()) {
    expect(Object.keys(values)).toEqual(Object.keys(expected[step]!));
    for (const [key, own] of Object.entries(values)) {
      for (const [i, value] of own.entries())
        expect(value, `${key} after step ${step}`).toBeCloseTo(expected[step]![key]![i]!, 5);
    }
  }
}

const CASES: readonly (readonly [string, OptimizerDescription])[] = [
  ['plain', { kind: 'sgd', lr: cosine(0.1) }],
  ['heavy ball', { kind: 'sgd', lr: cosine(0.1), momentum: 0.9 }],
  ['Nesterov, decay', { kind: 'sgd', lr: multiStep(0.1, [1, 3]), momentum: 0.9, nesterov: true, weightDecay: 0.05 }],
  [
    'rules by path',
    {
      kind: 'sgd',
      lr: cosine(0.1),
      momentum: [
        ['gamma$', 0],
        ['^stem', 0.5],
        ['', 0.9],
      ],
      weightDecay: [
        ['(gamma|bias)$', 0],
        ['', 0.1],
      ],
      lrScale: [
        ['bias$', 2],
        ['', 1],
      ],
    },
  ],
  ['frozen parameters', { kind: 'sgd', lr: cosine(0.1), momentum: 0.9, weightDecay: 0.1, freeze: ['^stem', 'gamma'] }],
  ['Nesterov without momentum', { kind: 'sgd', lr: cosine(0.1), nesterov: true, momentum: 0 }],
  ['Adam', { kind: 'adam', lr: cosine(0.1) }],
  ['Adam, constants', { kind: 'adam', lr: multiStep(0.1, [1, 3]), beta1: 0.5, beta2: 0.9, epsilon: 1e-3 }],
  [
    'Adam, rules by path',
    {
      kind: 'adam',
      lr: cosine(0.1),
      weightDecay: [
        ['(gamma|bias)$', 0],
        ['', 0.1],
      ],
      lrScale: [
        ['bias$', 2],
        ['', 1],
      ],
      freeze: ['gamma'],
    },
  ],
  ['AdamW', { kind: 'adamW', lr: cosine(0.1), weightDecay: 0.1 }],
];

describe('optimizers as one kernel', () => {
  it.each(CASES)('%s: the same variables and state after every step', async (_, description) => {
    await expectSameTrajectory(description, () => true);
  });

  it.each(CASES)('%s: a training may change backends on the way', async (_, description) => {
    await expectSameTrajectory(description, step => step % 3 === 1);
  });

  it('any settings', async () => {
    const rate = fc.double({ min: 0, max: 0.99, noNaN: true });
    const settings = fc.record({ lr: rate, momentum: rate, weightDecay: rate, nesterov: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(settings, ({ lr, ...rest }) =>
        expectSameTrajectory({ kind: 'sgd', lr: cosine(lr), ...rest }, () => true),
      ),
      { seed: 1, numRuns: 25 },
    );
  });

  it.each<[string, OptimizerDescription, number, number]>([
    ['SGD', { kind: 'sgd', lr: cosine(0.1) }, 1, 0],
    ['clipping by norm', { kind: 'sgd', lr: cosine(0.1), clipNorm: 1 }, 0, 0],
    ['clipping by value', { kind: 'adam', lr: cosine(0.1), clipValue: 1 }, 0, 0],
    ['Adam', { kind: 'adam', lr: cosine(0.1) }, 0, 1],
    ['AdamW', { kind: 'adamW', lr: cosine(0.1) }, 0, 1],
  ])('%s: calls of the kernels a step', async (_, description, ofSgd, ofAdam) => {
    const [sgd, adam] = [spied<'SgdUpdate'>(SgdUpdate), spied<'AdamUpdate'>(AdamUpdate)];
    const variables = new Map([
      ['w', tf.variable(tf.ones([2]))],
      ['v', tf.variable(tf.ones([3]))],
    ]);
    const optimizer = makeOptimizer(description);
    const state = optimizer.init(variables);
    const gradients = new Map([
      ['w', tf.ones([2])],
      ['v', tf.ones([3])],
    ]);
    await withKernels({ SgdUpdate: sgd, AdamUpdate: adam }, () =>
      optimizer.step(variables, gradients, state, { step: 0, stepsPerEpoch: 1, totalSteps: 1 }),
    );
    expect(sgd).toHaveBeenCalledTimes(ofSgd);
    expect(adam).toHaveBeenCalledTimes(ofAdam);
  });

  it('refuses the state of other parameters by name', () => {
    const optimizer = makeOptimizer({ kind: 'sgd', lr: cosine(0.1), momentum: 0.9 });
    const variables = new Map([['w', tf.variable(tf.ones([2]))]]);
    const gradients = new Map([['w', tf.ones([2])]]);
    const step = () => optimizer.step(variables, gradients, new Map(), { step: 0, stepsPerEpoch: 1, totalSteps: 1 });
    expect(() => withKernels({ SgdUpdate }, step)).toThrow(/momentum\/w/);
  });
});
