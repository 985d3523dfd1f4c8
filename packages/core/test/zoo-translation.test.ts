/** Image generators and discriminators: sizes, and what they see of an image. */
import { describe, expect, it } from 'vitest';
import { count } from '../src/cost/index.ts';
import { init } from '../src/init/init.ts';
import { parseLayer, stringifyLayer } from '../src/layers/json.ts';
import { infer, leaves, trace } from '../src/layers/shapes.ts';
import type { Layer } from '../src/layers/types.ts';
import { Rng } from '../src/rng.ts';
import { patchDiscriminator, refiner, resnetGenerator } from '../src/zoo/index.ts';

const IMAGE = [64, 64, 3];
const parametersOf = (layer: Layer): number => count(layer, IMAGE).total.params;

describe('a generator', () => {
  /**
   * Width w, n blocks, biases included: 7×7 from 3 and to 3 channels, (147w + w) + (147w + 3); two 3×3 layers down, 9·2w² + 2w and
   * 9·8w² + 4w; two up, 9·8w² + 2w and 9·2w² + w; and 2n of 9·16w² + 4w. For w = 64, n = 9 that is the release's 11,378,179.
   */
  it.each([
    [64, 9, 11_378_179],
    [64, 6, 7_837_699],
    [32, 6, 1_965_059],
    [16, 3, 272_515],
  ])('of width %d with %d blocks has its known size', (width, blocks, params) => {
    expect(180 * width ** 2 + 304 * width + 3 + 2 * blocks * (144 * width ** 2 + 4 * width)).toBe(params);
    for (const doubling of ['transposed', 'resize'] as const) {
      expect(parametersOf(resnetGenerator({ width, blocks, doubling }))).toBe(params);
    }
  });

  it.each(['transposed', 'resize'] as const)('gives an image of the same size (%s)', doubling => {
    const layer = resnetGenerator({ width: 4, blocks: 1, doubling });
    expect(infer(layer, [8, 12, 3])).toEqual([8, 12, 3]);
    expect(infer(resnetGenerator({ width: 4, channels: 1 }), [64, 32, 3])).toEqual([64, 32, 1]);
    expect(parseLayer(stringifyLayer(layer))).toEqual(layer);
  });

  it('says what is wrong with images that leave nothing to reflect', () => {
    expect(() => infer(resnetGenerator({ blocks: 1 }), [3, 8, 3])).toThrow(
      'stem.conv.mirror: a reflection of [3, 3, 3, 3]',
    );
  });

  it('begins with kernels of deviation 0.02 and without biases', () => {
    const params = init(resnetGenerator({ width: 16, blocks: 1 }), [8, 8, 3], Rng.seeded(1));
    for (const [path, { data }] of params) {
      const square = Array.from(data).reduce((sum, value) => sum + value ** 2, 0) / data.length;
      if (path.endsWith('bias')) expect(square, path).toBe(0);
      // The deviation of n normal draws is off by a share of 1/√(2n), give or take: four of these are allowed.
      else expect(Math.abs(Math.sqrt(square) / 0.02 - 1), path).toBeLessThan(4 / Math.sqrt(2 * data.length));
    }
  });
});

describe('a refiner', () => {
  it('has the published convolutions, and gives an image of the same size', () => {
    // 9·3·64 + 64, eight of 9·64·64 + 64, 64·3 + 3
    expect(parametersOf(refiner())).toBe(1792 + 8 * 36_928 + 195);
    expect(infer(refiner({ width: 4, blocks: 1 }), [7, 5, 3])).toEqual([7, 5, 3]);
  });
});

describe('a discriminator', () => {
  it.each([
    [{}, 2_764_737, 70],
    [{ width: 32, downsamplings: 2 }, 167_649, 34],
    // 4·4·3·64 + 64, 4·4·64·128 + 128, 4·4·128 + 1
    [{ downsamplings: 1 }, 3136 + 131_200 + 2049, 16],
  ])('%o has its known size, and sees as many pixels', (options, params, seen) => {
    const layer = patchDiscriminator(options);
    expect(parametersOf(layer)).toBe(params);
    // From one place backwards: a window of k places with stride s sees (n − 1)·s + k.
    const kernels = [...leaves(trace(layer, [256, 256, 3]))].flatMap(({ layer }) =>
      layer.op === 'conv' ? [layer] : [],
    );
    expect(kernels.reduceRight((n, { kernel, stride }) => (n - 1) * stride[0] + kernel[0], 1)).toBe(seen);
  });

  it('scores patches: 30×30 of an image of 256', () => {
    expect(infer(patchDiscriminator(), [256, 256, 3])).toEqual([30, 30, 1]);
    expect(infer(patchDiscriminator({ downsamplings: 5, width: 2 }), [256, 256, 3])).toEqual([6, 6, 1]);
  });
});
