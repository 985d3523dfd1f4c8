/** What a block is told of its place, and the pieces that blocks are made of. */
import { describe, expect, it } from 'vitest';
import { batchNorm, chain, conv } from '../src/layers/build.ts';
import { infer } from '../src/layers/shapes.ts';
import { centred, convNormOf, convOf, inputShape, keepsShape, makeSite } from '../src/layers/site.ts';

describe('a site', () => {
  it('holds the convolution that it stands for, with the defaults of conv', () => {
    const options = { stride: 2, groups: 2, dilation: 2, init: { kernel: { kind: 'identity' } } } as const;
    expect(convOf(makeSite(4, 8, 3, options))).toEqual(conv(8, 3, options));
    const norm = batchNorm({ eps: 1e-3 });
    expect(convNormOf(makeSite(4, 8, [1, 3], { norm }))).toEqual(chain({ conv: conv(8, [1, 3]), norm }));
  });

  it('keeps shape at stride 1, with as many channels out as in, padded by half its kernel', () => {
    expect([1, 3, 5].map(kernel => keepsShape(makeSite(4, 4, kernel)))).toEqual([true, true, true]);
    expect(keepsShape(makeSite(4, 4, 3, { dilation: 2 }))).toBe(true);
    expect(keepsShape(makeSite(4, 4, 3, { dilation: 2, pad: 1 }))).toBe(false);
    expect(keepsShape(makeSite(4, 8, 3))).toBe(false);
    expect(keepsShape(makeSite(4, 4, 3, { stride: [1, 2] }))).toBe(false);
    expect(keepsShape(makeSite(4, 4, 2))).toBe(false);
  });

  it('gives the shape of its input, where the network tells it', () => {
    expect(inputShape(makeSite(4, 8, 3, { map: [6, 5] }))).toEqual([6, 5, 4]);
    expect(() => inputShape(makeSite(4, 8, 3))).toThrow("no 'map'");
  });
});

describe('a smaller kernel on the middle of a site', () => {
  it.each([
    [3, 1, {}],
    [5, 3, { stride: 2 }],
    [3, 1, { dilation: 2, pad: 3 }],
    [7, [1, 7], {}],
  ] as const)('of %d to %j gives maps of the same size', (kernel, smaller, options) => {
    const site = makeSite(4, 4, kernel, options);
    const size = infer(convOf(site), [11, 10, 4]);
    expect(infer(convOf(centred(site, smaller)), [11, 10, 4])).toEqual(size);
  });

  it('is not started by the initialiser of the larger one', () => {
    const site = makeSite(4, 4, 3, { init: { kernel: { kind: 'constant', value: 1 } } });
    expect(convOf(centred(site, 1))).toEqual(conv(4, 1));
  });
});
