/** Gradients centred within clusters, on every backend, against double arithmetic. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ClusteredGradient, centreGradients } from '../src/optim/index.ts';
import { Rng } from '../src/rng.ts';
import { activate, onEveryBackend } from './support/backends.ts';

interface Problem {
  readonly shape: readonly [outer: number, size: number, inner: number];
  readonly labels: readonly number[];
  readonly seed: number;
  readonly strength: number;
}

/** Labels from 0 on without a gap, as clusters have them. */
const gapless = (labels: readonly number[]): number[] => {
  const numbers = [...new Set(labels)];
  return labels.map(label => numbers.indexOf(label));
};

const problems: fc.Arbitrary<Problem> = fc
  .array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 40 })
  .chain(labels =>
    fc.record({
      shape: fc.tuple(fc.integer({ min: 1, max: 30 }), fc.constant(labels.length), fc.constantFrom(1, 1, 1, 3)),
      labels: fc.constant(gapless(labels)),
      seed: fc.nat(),
      strength: fc.constantFrom(0, 3e-3, 0.5),
    }),
  );

const numbers = ({ shape: [outer, size, inner], seed }: Problem, name: string): Float32Array => {
  const rng = Rng.seeded(seed).fork(name);
  return Float32Array.from({ length: outer * size * inner }, () => rng.normal());
};

/** Γ·G + strength·(I − Γ)·W, slice by slice. */
function exactly(problem: Problem): number[] {
  const { shape, labels, strength } = problem;
  const [, size, inner] = shape;
  const [g, w] = [numbers(problem, 'g'), numbers(problem, 'w')];
  return Array.from(g, (_, at) => {
    const own = Math.floor(at / inner) % size;
    const members = [...labels.keys()].filter(slice => labels[slice] === labels[own]);
    const mean = (values: Float32Array): number =>
      members.reduce((sum, slice) => sum + values[at + (slice - own) * inner]!, 0) / members.length;
    return mean(g) + strength * (w[at]! - mean(w));
  });
}

async function centred(problems: readonly Problem[]): Promise<number[][]> {
  const items = problems.map((problem): ClusteredGradient => {
    const { shape, labels, strength } = problem;
    const tensor = (name: string) => tf.tensor(numbers(problem, name), [...shape]);
    const count = Math.max(...labels) + 1;
    return { gradient: tensor('g'), value: tensor('w'), shape, labels: Int32Array.from(labels), count, strength };
  });
  const before = tf.memory().numTensors;
  const results = centreGradients(items);
  expect(tf.memory().numTensors - before, 'tensors left behind').toBe(items.length);
  const values = await Promise.all(results.map(async result => [...(await result.data())]));
  tf.dispose([...results, ...items.flatMap(({ gradient, value }) => [gradient, value])]);
  return values;
}

onEveryBackend('gradients centred within clusters', backend => {
  beforeAll(() => activate(backend));

  it('agree with double arithmetic', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(problems, { minLength: 1, maxLength: 3 }), async several => {
        for (const [i, values] of (await centred(several)).entries()) {
          for (const [k, wanted] of exactly(several[i]!).entries()) expect(values[k]).toBeCloseTo(wanted, 5);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('are those of C-SGD’s Γ and Λ: filters 0 and 2 of four together', async () => {
    const eta = 1e-4;
    // A unit gradient of one filter at a time gives Γ's columns; no gradient and a unit weight give those of Λ, less the decay η.
    const column = async (name: 'gradient' | 'value', filter: number) => {
      const unit = (is: boolean) =>
        tf.tensor2d(
          [0, 1, 2, 3].map(i => Number(is && i === filter)),
          [1, 4],
        );
      const item = { gradient: unit(name === 'gradient'), value: unit(name === 'value') };
      const labels = Int32Array.from([0, 1, 0, 2]);
      const [result] = centreGradients([{ ...item, shape: [1, 4, 1], labels, count: 3, strength: 3e-3 }]);
      return [...(await result!.data())].map((x, i) => x + (name === 'value' && i === filter ? eta : 0));
    };
    const near = (values: readonly number[], wanted: readonly number[]) =>
      wanted.forEach((value, i) => void expect(values[i]).toBeCloseTo(value, 9));
    near(await column('gradient', 0), [0.5, 0, 0.5, 0]);
    near(await column('gradient', 1), [0, 1, 0, 0]);
    near(await column('value', 0), [1.6e-3, 0, -1.5e-3, 0]);
    near(await column('value', 1), [0, 1e-4, 0, 0]);
  });
});

describe('a large parameter', () => {
  it('is centred in parts by several threads as by one', async () => {
    await activate('auto');
    const labels = gapless(Array.from({ length: 320 }, (_, i) => i % 7));
    const problem: Problem = { shape: [900, 320, 1], labels, seed: 1, strength: 0.1 };
    const [values] = await centred([problem]);
    const exact = exactly({ ...problem, shape: [900, 320, 1] });
    for (let i = 0; i < exact.length; i += 97) expect(values![i]).toBeCloseTo(exact[i]!, 4);
  });
});
