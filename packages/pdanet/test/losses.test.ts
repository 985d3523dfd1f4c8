/** The loss by the sheet's worked example, and the baselines on data whose answer is known. */
import { RefoldError, Rng } from '@refold/core';
import { selectBackend } from '@refold/core/backend';
import { inMemoryDataset } from '@refold/core/data';
import { network } from '@refold/core/init';
import { chain, flatten, globalAvgPool, linear } from '@refold/core/layers';
import { evaluator, type MethodData } from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { colourStatistics, pcr, polarityConsistent, ridge } from '../src/index.ts';

beforeAll(async () => {
  await selectBackend('cpu');
});

const lossOf = async (lambda: number, output: readonly number[], target: readonly number[]) => {
  const { value, gradient } = polarityConsistent(lambda)(tf.tensor([[...output]]), tf.tensor([[...target]]));
  return { value: (await value.data())[0]!, gradient: Array.from(await gradient.data()) };
};

describe('the polarity-consistent loss', () => {
  it.each([
    [0, 0.0175],
    [1, 0.0341667],
    [10, 0.1841667],
  ])('with λ = %d is %d in the worked example', async (lambda, expected) => {
    expect((await lossOf(lambda, [0.4, 0.45, 0.6], [0.6, 0.4, 0.5])).value).toBeCloseTo(expected, 6);
  });

  it('counts exactly the middle as negative, in labels and predictions', async () => {
    expect((await lossOf(1, [0.5], [0.3])).value).toBeCloseTo(0.04, 6);
    expect((await lossOf(1, [0.7], [0.5])).value).toBeCloseTo(0.08, 6);
  });

  it('has the gradient of its value, away from the middle', async () => {
    const side = fc.float({ min: Math.fround(0.05), max: Math.fround(0.95), noNaN: true });
    const example = fc.array(fc.tuple(side, side), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(example, fc.float({ min: 0, max: 20, noNaN: true }), async (pairs, lambda) => {
        const [output, target] = [pairs.map(([o]) => o), pairs.map(([, t]) => t)];
        fc.pre(output.every(o => Math.abs(o - 0.5) > 0.01));
        const { gradient } = await lossOf(lambda, output, target);
        for (const [i, own] of gradient.entries()) {
          const moved = (by: number) =>
            lossOf(
              lambda,
              output.map((o, j) => (i === j ? o + by : o)),
              target,
            );
          const slope = ((await moved(4e-3)).value - (await moved(-4e-3)).value) / 8e-3;
          expect(own).toBeCloseTo(slope, 2);
        }
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  it('refuses a negative λ', () => {
    expect(() => pcr.make({ lambda: -1 })).toThrow(RefoldError);
  });
});

/** Pictures of one colour each; the first value is a linear function of it, the second is noise. */
const data = (count: number, seed: number): MethodData => {
  const rng = Rng.seeded(seed);
  const colours = Array.from({ length: count }, () => [rng.int(256), rng.int(256), rng.int(256)] as const);
  const dimension = (name: string) => ({ name, range: [-9, 9] as const, neutral: 0 });
  const dataset = inMemoryDataset({
    name: 'colours',
    split: 'train',
    shape: [6, 6, 3],
    images: Uint8Array.from(colours.flatMap(colour => Array.from({ length: 36 }, () => colour).flat())),
    labelKind: { kind: 'dimensions', dimensions: [dimension('linear'), dimension('noise')] },
    labels: {
      kind: 'dimensions',
      width: 2,
      values: Float32Array.from(colours.flatMap(([r, g, b]) => [1 + (2 * r - g + 0.5 * b) / 255, rng.normal()])),
    },
  });
  return { dataset, batchSize: 16, augment: {} };
};

const layer = chain({ pool: globalAvgPool(), flatten: flatten(), output: linear(2) });

describe('ridge regression', () => {
  const solved = async (penalties: readonly number[], from = data(200, 1)) =>
    await ridge({ name: 'ridge', penalties }).prepareOn!(network(layer, [6, 6, 3], Rng.seeded(0)), from, Rng.seeded(4));

  it('finds a linear law', async () => {
    const { params } = await solved([1e-8, 1]);
    const kernel = params.get('output.kernel')!.data;
    for (const [i, expected] of [2, -1, 0.5].entries()) expect(kernel[2 * i]).toBeCloseTo(expected, 2);
    expect(params.get('output.bias')!.data[0]).toBeCloseTo(1, 2);
  });

  it('without penalties to choose from predicts the mean of the labels: R² is 0 there', async () => {
    const from = data(200, 1);
    const net = await solved([], from);
    const outputs = await evaluator(from.dataset, from).outputs(net);
    const { labels } = from.dataset;
    const values = labels.kind === 'dimensions' ? labels.values : new Float32Array();
    const mean = values.filter((_, i) => i % 2 === 0).reduce((a, b) => a + b) / 200;
    for (let i = 0; i < outputs.length; i += 2) expect(outputs[i]).toBeCloseTo(mean, 4);
  });

  it('prefers a large penalty where there are as many features as examples, and they say nothing', async () => {
    const { dataset, ...view } = data(100, 2);
    const rng = Rng.seeded(9);
    const images = Uint8Array.from({ length: 100 * 108 }, () => rng.int(256));
    const noise = { ...view, dataset: inMemoryDataset({ ...dataset, images }) };
    const net = network(chain({ flatten: flatten(), output: linear(2) }), [6, 6, 3], Rng.seeded(0));
    const { params } = await ridge({ name: 'ridge', penalties: [1e-8, 1e6] }).prepareOn!(net, noise, Rng.seeded(4));
    expect(Math.max(...params.get('output.kernel')!.data.map(Math.abs))).toBeLessThan(1e-3);
  });

  it('needs a linear layer at the end', async () => {
    const net = network(globalAvgPool(), [6, 6, 3], Rng.seeded(0));
    await expect(ridge({ name: 'ridge', penalties: [] }).prepareOn!(net, data(20, 1), Rng.seeded(0))).rejects.toThrow(
      /must be a chain that ends in a linear layer/,
    );
  });
});

it('colour statistics are means of colours, of their squares and of products', async () => {
  const from = data(3, 5);
  const outputs = await evaluator(from.dataset, from).outputs(network(colourStatistics(6), [6, 6, 3], Rng.seeded(0)));
  const { images } = await from.dataset.batch(Uint32Array.of(0));
  const [r, g, b] = images as unknown as [number, number, number];
  const expected = [r, g, b, r * r, g * g, b * b, r * g, g * b, b * r];
  for (const [i, value] of expected.entries()) expect(outputs[i]).toBeCloseTo(value, 5);
});
