/** Convolutions by kernels that were declared constant: laid out once, and never stale. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deterministic, fusedKernels, memory, setDeterministic } from '../src/index.ts';
import { normal } from './support/floats.ts';

const { Conv, ConvBiasSumRelu, DeclareConstant, SgdUpdate } = fusedKernels;

let before = false;
beforeAll(async () => {
  await tf.setBackend('native');
  before = deterministic();
  // One rule chooses the algorithm of either kind of kernel, so that results can be compared bit by bit.
  setDeterministic(true);
});
afterAll(() => setDeterministic(before));

type Shape4D = [number, number, number, number];
const random = (seed: number, shape: Shape4D) => tf.tensor4d(normal(seed, tf.util.sizeFromShape(shape)), shape);
/** A string, since matchers take minutes over arrays of this size. */
const bits = (x: tf.Tensor): string => Buffer.from(x.dataSync().slice().buffer).toString('latin1');
const plain = { stride: [1, 1], pad: [1, 1, 1, 1], dilation: [1, 1], groups: 1 } as const;

/** By tiles (also of the 2×2 map alone), directly with rows and with images side by side, pointwise, in groups, and by channel. */
const problems = fc.record({
  side: fc.constantFrom(1, 2, 3, 5, 8, 17),
  batch: fc.constantFrom(1, 3, 12),
  kernel: fc.constantFrom(1, 3, 3, 5),
  stride: fc.constantFrom(1, 1, 2),
  dilation: fc.constantFrom(1, 1, 2),
  groups: fc.constantFrom(1, 1, 3),
  inputs: fc.constantFrom(1, 7, 16, 33),
  outputs: fc.constantFrom(1, 8, 19, 70),
  seed: fc.nat(),
});

describe('a convolution by a constant kernel', () => {
  it('gives what it gives by any other, each time and for every batch', () =>
    fc.assert(
      fc.property(problems, ({ side, batch, kernel, stride, dilation, groups, inputs, outputs, seed }) => {
        const pad = (dilation * (kernel - 1)) / 2;
        const geometry = {
          stride: [stride, stride],
          pad: [pad, pad, pad, pad],
          dilation: [dilation, dilation],
          groups,
        } as const;
        tf.tidy(() => {
          const filter = random(seed, [kernel, kernel, inputs, outputs * groups]);
          const constant = tf.tensor4d(filter.dataSync(), filter.shape);
          DeclareConstant(constant);
          const bias = tf.tensor1d(normal(seed + 1, outputs * groups));
          for (const images of [batch, 1, batch]) {
            const x = random(seed + 2, [images, side, side, inputs * groups]);
            const y = Conv(x, filter, geometry);
            expect(bits(Conv(x, constant, geometry))).toBe(bits(y));
            const sum = random(seed + 3, y.shape);
            expect(bits(ConvBiasSumRelu(x, constant, bias, sum, geometry, true))).toBe(
              bits(ConvBiasSumRelu(x, filter, bias, sum, geometry, true)),
            );
          }
        });
      }),
      { numRuns: 80 },
    ));

  it('tells one shape of the same data from another', () =>
    tf.tidy(() => {
      const [values, x, wide] = [normal(1, 9 * 16 * 32), random(2, [1, 8, 8, 16]), random(3, [1, 8, 8, 32])];
      const [narrow, broad] = [tf.tensor4d(values, [3, 3, 16, 32]), tf.tensor4d(values, [3, 3, 32, 16])];
      const constant = tf.tensor4d(values, [3, 3, 16, 32]);
      DeclareConstant(constant);
      const halves = { ...plain, groups: 2 };
      expect(bits(Conv(x, constant, plain))).toBe(bits(Conv(x, narrow, plain)));
      expect(bits(Conv(wide, tf.reshape(constant, [3, 3, 32, 16]), plain))).toBe(bits(Conv(wide, broad, plain)));
      expect(bits(Conv(wide, constant, halves))).toBe(bits(Conv(wide, narrow, halves)));
    }));

  it('sees what an update or an assignment wrote', () => {
    const start = random(1, [3, 3, 16, 16]);
    const [variable, x] = [tf.variable(start), random(2, [4, 16, 16, 16])];
    start.dispose();
    DeclareConstant(variable);
    const expectCurrent = () =>
      tf.tidy(() => {
        const same = tf.tensor4d(variable.dataSync(), [3, 3, 16, 16]);
        expect(bits(Conv(x, variable as tf.Tensor as tf.Tensor4D, plain))).toBe(bits(Conv(x, same, plain)));
      });
    expectCurrent();
    const gradient = random(3, [3, 3, 16, 16]);
    SgdUpdate([{ variable, gradient, lr: 0.1, momentum: 0, weightDecay: 0 }], false);
    expectCurrent();
    DeclareConstant(variable);
    expectCurrent();
    variable.assign(gradient);
    expectCurrent();
    tf.dispose([variable, gradient, x]);
  });

  it('keeps a layout as long as the kernel lives, once', () => {
    const x = random(1, [1, 32, 32, 16]);
    const { live } = memory();
    const kernel = random(2, [3, 3, 16, 16]);
    const alone = memory().live;
    DeclareConstant(kernel);
    const held = Array.from({ length: 5 }, () => {
      Conv(x, kernel, plain).dispose();
      return memory().live;
    });
    expect(held[0]).toBeGreaterThanOrEqual(alone + 4 * 9 * 16 * 16);
    expect(new Set(held).size).toBe(1);
    const handle = tf.clone(kernel);
    kernel.dispose();
    expect(memory().live).toBe(held[0]);
    handle.dispose();
    expect(memory().live).toBe(live);
    x.dispose();
  });

  it('keeps only the layout of the algorithm that won', () => {
    setDeterministic(false);
    try {
      // Sizes of no other test, so that the algorithms are timed here.
      const [x, kernel] = [random(1, [2, 18, 22, 24]), random(2, [3, 3, 24, 40])];
      const { live } = memory();
      DeclareConstant(kernel);
      Conv(x, kernel, plain).dispose();
      Conv(x, kernel, plain).dispose();
      // Winograd's takes 36 floats for 9, in rows of whole vectors, and size classes add a quarter; both would take more.
      const most = 1.25 * 4 * 36 * 24 * 48 + 4 * 36 * 32;
      expect(memory().live - live).toBeLessThanOrEqual(most);
      expect(memory().live - live).toBeGreaterThan(0);
      tf.dispose([x, kernel]);
    } finally {
      setDeterministic(true);
    }
  });
});
