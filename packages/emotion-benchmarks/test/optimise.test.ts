/** L-BFGS and Rprop on problems whose minimum is known. */
import { Rng } from '@refold/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lbfgs } from '../src/learners/optimise/lbfgs.ts';
import { wolfeStep } from '../src/learners/optimise/line-search.ts';
import type { LossAndGradient, Objective } from '../src/learners/optimise/objective.ts';
import { rprop } from '../src/learners/optimise/rprop.ts';
import { addScaled, dot, maxAbs } from '../src/learners/optimise/vectors.ts';
import { gradientError } from './support/gradient-check.ts';

/** Half the sum of scale · (x - target)²: its minimum is 0, at `target`. */
const quadratic =
  (scales: readonly number[], target: readonly number[]): Objective =>
  x => {
    const gradient = x.map((value, i) => scales[i]! * (value - target[i]!));
    return { loss: x.reduce((sum, value, i) => sum + 0.5 * scales[i]! * (value - target[i]!) ** 2, 0), gradient };
  };

/** Rosenbrock's valley: its minimum is 0, at (1, 1). */
const rosenbrock: Objective = x => {
  const [a, b] = x as unknown as [number, number];
  return {
    loss: (1 - a) ** 2 + 100 * (b - a * a) ** 2,
    gradient: Float64Array.of(-2 * (1 - a) - 400 * a * (b - a * a), 200 * (b - a * a)),
  };
};

/** Softmax regression of 3 classes on 40 random examples of 4 features, with a penalty that makes its minimum unique. */
const softmaxRegression = (): Objective => {
  const rng = Rng.seeded('softmax regression');
  const examples = Array.from({ length: 40 }, () => ({
    x: Array.from({ length: 4 }, () => rng.normal()),
    y: rng.int(3),
  }));
  return weights => {
    const gradient = weights.map(w => 0.1 * w);
    let loss = 0.05 * dot(weights, weights);
    for (const { x, y } of examples) {
      const scores = [0, 1, 2].map(c => x.reduce((sum, value, k) => sum + value * weights[4 * c + k]!, 0));
      const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
      loss += Math.log(total) - scores[y]!;
      scores.forEach((score, c) => {
        const error = Math.exp(score) / total - (c === y ? 1 : 0);
        x.forEach((value, k) => {
          gradient[4 * c + k]! += error * value;
        });
      });
    }
    return { loss, gradient };
  };
};

/** The objective, and the losses of all its evaluations. */
function recorded(objective: Objective): { objective: Objective; losses: number[] } {
  const losses: number[] = [];
  const recording = (x: Float64Array): LossAndGradient => {
    const evaluated = objective(x);
    losses.push(evaluated.loss);
    return evaluated;
  };
  return { objective: recording, losses };
}

test('sums of vectors of any length are those of a plain loop', () => {
  for (const length of [0, 1, 3, 4, 5, 8, 11]) {
    const a = Float64Array.from({ length }, (_, i) => i + 1);
    expect(dot(a, a)).toBe((length * (length + 1) * (2 * length + 1)) / 6);
  }
  const to = Float64Array.of(1, 2, 3);
  addScaled(to, 2, Float64Array.of(10, 20, 30, 40), 2, 1, 2);
  expect([...to]).toEqual([1, 62, 83]);
  expect(dot(Float64Array.of(1, 2, 3), Float64Array.of(5, 7), 2, 1, 0)).toBe(31);
  expect(maxAbs(Float64Array.of(1, -4, 2))).toBe(4);
  expect(maxAbs(Float64Array.of(1, Number.NaN))).toBeNaN();
});

test('L-BFGS finds the minimum of a badly scaled quadratic', () => {
  const target = [3, -2, 0.5, 7];
  const { x, iterations } = lbfgs(new Float64Array(4), quadratic([1, 100, 1e4, 0.01], target), {
    iterations: 200,
    tolerance: 1e-9,
  });
  // A gradient of 1e-9 is an error of 1e-7 where the curvature is 0.01.
  x.forEach((value, i) => {
    expect(Math.abs(value - target[i]!)).toBeLessThan(1e-6);
  });
  expect(iterations).toBeLessThan(60);
});

test('L-BFGS follows the valley of Rosenbrock', () => {
  const start = Float64Array.of(-1.2, 1);
  const { x, loss, iterations } = lbfgs(start, rosenbrock, { iterations: 100, tolerance: 1e-8, memory: 5 });
  expect(x[0]).toBeCloseTo(1, 7);
  expect(x[1]).toBeCloseTo(1, 7);
  expect(loss).toBeLessThan(1e-14);
  // Steepest descent needs thousands.
  expect(iterations).toBeLessThan(60);
  expect([...start]).toEqual([-1.2, 1]);
});

test('L-BFGS finds where the gradient of a softmax regression is zero', () => {
  const objective = softmaxRegression();
  const start = Float64Array.from({ length: 12 }, (_, i) => Math.sin(i));
  expect(gradientError(objective, start)).toBeLessThan(1e-8);
  const { x } = lbfgs(start, objective, { iterations: 200, tolerance: 1e-8 });
  expect(maxAbs(objective(x).gradient)).toBeLessThan(1e-8);
});

test('no step of L-BFGS increases the loss, wherever it starts', () => {
  fc.assert(
    fc.property(fc.double({ min: -3, max: 3 }), fc.double({ min: -3, max: 3 }), (a, b) => {
      let last = Number.POSITIVE_INFINITY;
      for (let iterations = 0; iterations < 12; iterations++) {
        const { loss } = lbfgs(Float64Array.of(a || 0, b || 0), rosenbrock, { iterations, tolerance: 0 });
        expect(loss).toBeLessThanOrEqual(last);
        last = loss;
      }
    }),
    { numRuns: 30 },
  );
});

test('L-BFGS makes no step from a minimum, and as many as it is allowed elsewhere', () => {
  const { objective, losses } = recorded(quadratic([1, 1], [1, 2]));
  expect(lbfgs(Float64Array.of(1, 2), objective, { iterations: 10, tolerance: 0 }).iterations).toBe(0);
  expect(losses).toHaveLength(1);
  expect(lbfgs(Float64Array.of(-1.2, 1), rosenbrock, { iterations: 3, tolerance: 0 }).iterations).toBe(3);
});

test('L-BFGS gets past steps to where the loss is infinite', () => {
  // x - ln x is lowest at 1 and undefined for x <= 0, where the first direction leads.
  const barrier: Objective = ([x]) => ({
    loss: x! > 0 ? x! - Math.log(x!) : Number.NaN,
    gradient: Float64Array.of(1 - 1 / x!),
  });
  expect(lbfgs(Float64Array.of(20), barrier, { iterations: 50, tolerance: 1e-9 }).x[0]).toBeCloseTo(1, 8);
});

test('optimisers refuse to start where the loss is not finite', () => {
  const broken: Objective = x => ({ loss: Number.NaN, gradient: x });
  for (const optimise of [lbfgs, rprop]) {
    expect(() => optimise(Float64Array.of(1), broken, { iterations: 5, tolerance: 0 })).toThrow(/isn't finite/);
  }
});

test('a line search returns a point with the strong Wolfe conditions, whatever the first step', () => {
  const x = Float64Array.of(-1.2, 1);
  const start = { x, ...rosenbrock(x) };
  const direction = start.gradient.map(value => -value);
  const slope = dot(start.gradient, direction);
  for (const firstStep of [1e-8, 1e-5, 1e-3, 1, 1e3]) {
    const found = wolfeStep(start, direction, firstStep, rosenbrock)!;
    const step = (found.x[0]! - x[0]!) / direction[0]!;
    expect(found.loss).toBeLessThanOrEqual(start.loss + 1e-4 * step * slope);
    expect(Math.abs(dot(found.gradient, direction))).toBeLessThanOrEqual(-0.9 * slope);
  }
});

test('Rprop finds the minimum of a badly scaled quadratic: scales do not matter to it', () => {
  const target = [3, -2, 0.5];
  const found = rprop(new Float64Array(3), quadratic([1, 1e4, 1e-4], target), { iterations: 200 });
  found.x.forEach((value, i) => {
    expect(value).toBeCloseTo(target[i]!, 4);
  });
});

test('Rprop returns the lowest loss that it met', () => {
  const { objective, losses } = recorded(rosenbrock);
  const { x, loss } = rprop(Float64Array.of(-1.2, 1), objective, { iterations: 50 });
  expect(loss).toBe(Math.min(...losses));
  expect(rosenbrock(x).loss).toBe(loss);
  expect(losses).toHaveLength(51);
});
