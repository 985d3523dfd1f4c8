import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { selectBackend } from '../src/backend/index.ts';
import { EXPORT_TOLERANCE, exportTolerance, runOnnx } from '../src/export/index.ts';
import { onnxModel } from '../src/export/onnx/model.ts';
import { DATA_TYPE, encodeModel } from '../src/export/onnx/schema.ts';
import { fold, relativeError } from '../src/fold/index.ts';
import { network } from '../src/init/init.ts';
import { disposeInstance, evaluateOnce, evaluateWithTaps, INPUT, instantiate, pass } from '../src/layers/apply.ts';
import * as l from '../src/layers/build.ts';
import type { Layer, Network, Shape } from '../src/layers/types.ts';
import { type NdArray, ndarray } from '../src/ndarray.ts';
import { calibrate, type QuantizeOptions, quantized, RANGE_CHOICES, type RangeChoice } from '../src/quantize/index.ts';
import { onGrid, scalesFor, scalesOf } from '../src/quantize/kernels.ts';
import { chosenRange, count, emptyHistogram, quantizerOf } from '../src/quantize/ranges.ts';
import { Rng } from '../src/rng.ts';
import { randomNetwork } from './support/random.ts';

beforeAll(() => selectBackend('cpu'));

const rng = Rng.seeded('quantize');
const normal = (shape: Shape): NdArray => ndarray(shape, () => rng.normal());
const evaluate = (net: Network, batch: NdArray) => evaluateWithTaps(net, batch);

async function* once(batch: NdArray): AsyncGenerator<NdArray> {
  yield batch;
}

const quantizedOn = async (net: Network, batch: NdArray, options?: QuantizeOptions): Promise<Network> =>
  quantized(net, await calibrate(net, () => once(batch), evaluate), options);

describe('a quantize leaf', () => {
  it('rounds halves to even, and clips to 256 values around its zero', async () => {
    const net = network(l.quantize(0.5, 10), [8], rng);
    const { data } = await evaluateOnce(
      net,
      ndarray([1, 8], i => [0.25, 0.75, 1.24, 1.26, -5, -99, 122.5, 1000][i]!),
    );
    expect([...data]).toEqual([0, 1, 1, 1.5, -5, -5, 122.5, 122.5]);
  });

  it('lets gradients through within its range alone', () => {
    const instance = instantiate(network(l.quantize(0.1, 128), [4], rng));
    const x = tf.tensor2d([[-13, -12.7, 0.33, 12.8]]);
    const { output, backward } = pass(instance, x, { mode: 'inference', differentiate: true, needsInputGrad: true });
    const dx = backward(tf.onesLike(x)).get(INPUT)!;
    expect([...dx.dataSync()]).toEqual([0, 1, 1, 0]);
    tf.dispose([x, output, dx]);
    disposeInstance(instance);
  });
});

describe('a kernel', () => {
  const kernels = fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 }), fc.nat(1_000_000))
    .map(([rows, outputs, seed]) => {
      const draw = Rng.seeded(seed);
      return ndarray([3, rows, outputs], i => draw.normal() * 10 ** ((i % outputs) - 2));
    });

  it('is at most half a step from its grid, which is found again from it alone', () => {
    fc.assert(
      fc.property(kernels, fc.constantFrom('channel' as const, 'tensor' as const), (kernel, per) => {
        const scales = scalesFor(kernel, per);
        const rounded = onGrid(kernel, scales);
        rounded.data.forEach((value, i) => {
          const scale = scales[i % scales.length]!;
          expect(Math.abs(value - kernel.data[i]!)).toBeLessThanOrEqual(scale * 0.5001);
        });
        const found = scalesOf(rounded)!;
        expect(relativeError(rounded.data, onGrid(rounded, found).data)).toBeLessThan(1e-6);
      }),
    );
  });

  it('of arbitrary numbers is on no grid', () => expect(scalesOf(normal([3, 3, 4, 8]))).toBeUndefined());
  it('of zeros is on any', () => expect([...scalesOf(ndarray([2, 2]))!]).toEqual([1, 1]));
});

describe('a range', () => {
  const histogramOf = (data: Float32Array) => {
    const [low, high] = [Math.min(0, ...data), Math.max(0, ...data)];
    const histogram = emptyHistogram({ low, high });
    count(histogram, { shape: [data.length], data });
    return histogram;
  };
  /** Numbers around 0, and one far away. */
  const outlier = Float32Array.from({ length: 20_000 }, (_, i) => (i === 7 ? 100 : Math.abs(rng.normal())));

  it('by its ends is all that was seen', () => expect(chosenRange(histogramOf(outlier), 'min-max').high).toBe(100));

  it('by a percentile leaves out one far away', () => {
    const { low, high } = chosenRange(histogramOf(outlier), 'percentile');
    expect(low).toBe(0);
    expect(high).toBeLessThan(10);
    expect(high).toBeGreaterThan(1.5);
  });

  it('by the mean squared error rounds to less of it', () => {
    const values = Float32Array.from({ length: 20_000 }, () => -Math.log(1 - rng.uniform(0, 1)));
    const errorOf = (choice: RangeChoice): number => {
      const { scale, zero } = quantizerOf(chosenRange(histogramOf(values), choice));
      const bytes = values.map(value => Math.min(Math.max(Math.round(value / scale) + zero, 0), 255));
      return values.reduce((sum, value, i) => sum + ((bytes[i]! - zero) * scale - value) ** 2, 0);
    };
    expect(errorOf('mse')).toBeLessThan(0.99 * errorOf('min-max'));
  });

  it('always has 0 among its values', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -50, max: 0, noNaN: true }),
        fc.double({ min: 0, max: 50, noNaN: true }),
        (low, high) => {
          const { scale, zero } = quantizerOf({ low, high });
          expect(scale).toBeGreaterThan(0);
          expect(zero).toBeGreaterThanOrEqual(0);
          expect(zero).toBeLessThanOrEqual(255);
        },
      ),
    );
    expect(quantizerOf({ low: 0, high: 0 })).toEqual({ scale: 1, zero: 0 });
  });
});

const NETS: Readonly<Record<string, readonly [Layer, Shape]>> = {
  'convolutions and a head': [
    l.chain({
      conv: l.conv(6, 3, { bias: true }),
      act: l.relu(),
      down: l.conv(8, 3, { stride: 2, groups: 2, bias: true }),
      act2: l.relu(),
      pool: l.globalAvgPool(),
      flat: l.flatten(),
      fc: l.linear(5),
    }),
    [8, 8, 4],
  ],
  'branches of single layers': [
    l.chain({ mixed: l.sum({ one: l.conv(4, 1), two: l.chain([l.conv(4, 3), l.relu()]) }), act: l.relu() }),
    [6, 6, 3],
  ],
  'a layer alone': [l.linear(3), [7]],
};

describe.each(Object.entries(NETS))('%s', (_, [layer, input]) => {
  const net = randomNetwork(layer, input, rng);
  const batch = normal([16, ...input]);

  it.each(RANGE_CHOICES)('is near to itself in bytes, ranges by %s', async range => {
    const other = await quantizedOn(net, batch, { range });
    const [expected, actual] = [await evaluateOnce(net, batch), await evaluateOnce(other, batch)];
    expect(relativeError(expected.data, actual.data)).toBeLessThan(0.06);
    expect(relativeError(expected.data, actual.data)).toBeGreaterThan(1e-5);
  });

  it('is integers in ONNX, and computes the same there', async () => {
    const other = await quantizedOn(net, batch);
    const model = onnxModel(other);
    expect(exportTolerance(net)).toBe(EXPORT_TOLERANCE);
    const kinds = model.graph.initializer.map(({ dataType }) => dataType);
    expect(kinds.filter(kind => kind === DATA_TYPE.INT8)).not.toHaveLength(0);
    const kernels = model.graph.initializer.filter(({ name }) => name.endsWith('kernel'));
    expect(kernels.every(({ dataType }) => dataType === DATA_TYPE.INT8)).toBe(true);
    const [expected, actual] = [await evaluateOnce(other, batch), (await runOnnx(encodeModel(model), batch))!];
    // Sums of integers are exact; a value at the middle of two steps may go to either.
    expect(relativeError(expected.data, actual.data)).toBeLessThan(exportTolerance(other));
  });
});

it.each(RANGE_CHOICES)('a layer that reads zeros alone keeps them, ranges by %s', async range => {
  const dead = l.chain({ none: l.affine(0), conv: l.conv(2, 1, { bias: true }) });
  const net = randomNetwork(dead, [3, 3, 2], rng);
  const other = await quantizedOn(net, normal([4, 3, 3, 2]), { range });
  const { data } = await evaluateOnce(other, normal([1, 3, 3, 2]));
  expect([...data.subarray(0, 2)]).toEqual([...other.params.get('conv.bias')!.data]);
});

describe('refused', () => {
  const [layer, input] = NETS['convolutions and a head']!;
  const net = randomNetwork(layer, input, rng);

  it('without images', async () => {
    const none = async function* (): AsyncGenerator<NdArray> {};
    await expect(calibrate(net, none, evaluate)).rejects.toThrow('there are no images');
  });

  it('for what is not finite', async () => {
    const [broken] = [ndarray([1, ...input], () => Number.NaN)];
    await expect(quantizedOn(net, broken)).rejects.toThrow('NaN');
  });

  it('with the ranges of another network', async () => {
    const ranges = await calibrate(net, () => once(normal([2, ...input])), evaluate);
    const other = randomNetwork(l.chain({ other: l.conv(3, 1) }), input, rng);
    expect(() => quantized(other, ranges)).toThrow("no range was measured for 'other'");
  });
});

it('a folded network is quantised, a trained one too: its norms stay in floats', async () => {
  const block = l.chain({
    branches: l.sum({
      dense: l.chain([l.conv(4, 3), l.batchNorm()]),
      point: l.chain([l.conv(4, 1), l.batchNorm()]),
      same: l.batchNorm(),
    }),
    act: l.relu(),
  });
  const net = randomNetwork(block, [6, 6, 4], rng);
  const batch = normal([8, 6, 6, 4]);
  const expected = await evaluateOnce(net, batch);
  for (const form of [net, fold(net).network]) {
    const { data } = await evaluateOnce(await quantizedOn(form, batch), batch);
    expect(relativeError(expected.data, data)).toBeLessThan(0.05);
  }
});
