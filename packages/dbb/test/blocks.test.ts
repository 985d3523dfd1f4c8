/** Every block of the paper at every kind of site; what is particular to each; what is replaced. */

import { Rng } from '@refold/core';
import { evaluateOnce, instantiate, pass } from '@refold/core/apply';
import { selectBackend } from '@refold/core/backend';
import { count } from '@refold/core/cost';
import { countFolded, verify } from '@refold/core/fold';
import { network } from '@refold/core/init';
import {
  batchNorm,
  chain,
  conv,
  type Layer,
  makeSite,
  type Network,
  type SiteOptions,
  type SizeLike,
  trace,
} from '@refold/core/layers';
import { normed } from '@refold/core/zoo';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { describeBlock } from '../../core/test/support/blocks.ts';
import { blocks, branchCounts, countReplaced, diverseBranch, diversify, isReplaced } from '../src/index.ts';

for (const [name, block] of Object.entries(blocks)) describeBlock(name, block);

describe('the block', () => {
  const place = (options: { groups?: number; out?: number } = {}) =>
    makeSite(64, options.out ?? 64, 3, { groups: options.groups ?? 1 });
  const namesOf = (layer: Layer) => (layer.op === 'sum' ? layer.children.map(([name]) => name) : []);

  it('has the parameters that the paper counts: 64 to 64 channels, 86,784 as trained and 36,928 as folded', () => {
    expect(count(diverseBranch()(place()), [8, 8, 64]).total.params).toBe(86_784);
    expect(countFolded(diverseBranch()(place()), [8, 8, 64]).total.params).toBe(36_928);
  });

  it('has no 1×1 branch on a depthwise layer, where 3K²C + 12C parameters are left', () => {
    const block = diverseBranch()(place({ groups: 64 }));
    expect(namesOf(block)).toEqual(['kxk', '1x1-kxk', '1x1-avg']);
    expect(count(block, [8, 8, 64]).total.params).toBe(3 * 9 * 64 + 12 * 64);
  });

  it('takes a layer of as many groups as outputs, but more inputs, for grouped and not for depthwise', () => {
    expect(namesOf(diverseBranch()(place({ groups: 32, out: 32 })))).toContain('1x1');
  });

  it('starts its first 1×1 of 1×1–K×K as the identity', () => {
    const inner = diverseBranch({ branches: ['1x1-kxk'] })(place());
    const { params } = network(inner, [8, 8, 64], Rng.seeded(0));
    expect([...params.get('1x1-kxk.conv1.residual.kernel')!.data].every(value => value === 0)).toBe(true);
    expect(JSON.stringify(inner)).toContain('"identity"');
  });

  it('starts as its K×K alone when asked, so that it takes over a trained network', async () => {
    await selectBackend('cpu');
    const input = [8, 8, 4];
    const host = normed(conv(4, 3));
    const single = network(diversify(host, input, { block: diverseBranch({ start: 'single' }) }), input, Rng.seeded(1));
    const plain: Network = {
      layer: host,
      input,
      params: new Map(
        ['conv.kernel', 'norm.gamma', 'norm.beta', 'norm.mean', 'norm.variance'].map(path => [
          path,
          single.params.get(`conv.kxk.${path}`) ?? single.params.get(`kxk.${path}`)!,
        ]),
      ),
    };
    expect(await verify(plain, single, evaluateOnce)).toBeLessThan(1e-6);
  });

  it('differs in training from padding before the norm: batch statistics are those of the unpadded map', async () => {
    await selectBackend('cpu');
    const x = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    const meanOf = (layer: Layer) => {
      const instance = instantiate(network(layer, [2, 2, 1], Rng.seeded(0)));
      const applied = pass(instance, x, { mode: 'train', differentiate: false });
      return { mean: instance.variables.get('norm.mean')!.dataSync()[0]!, y: [...applied.output.dataSync()] };
    };
    const one = { kernel: { kind: 'constant', value: 1 } } as const;
    const after = meanOf(chain({ conv: conv(1, 1, { init: one }), norm: batchNorm({ momentum: 1, border: 1 }) }));
    const before = meanOf(chain({ conv: conv(1, 1, { pad: 1, init: one }), norm: batchNorm({ momentum: 1 }) }));
    expect(after.mean).toBeCloseTo(2.5, 6);
    expect(before.mean).toBeCloseTo(10 / 16, 6);
    // The border is what the norm makes of zero by the statistics that this very pass has moved.
    expect(after.y[0]).toBeCloseTo(-2.5 / Math.sqrt((5 / 4) * (4 / 3) + 1e-5), 5);
  });
});

describe('diversify', () => {
  it('replaces what the paper replaces: squares of 3 and 5, undilated, padded by half', () => {
    const eligible = (kernel: SizeLike, options: SiteOptions = {}) => isReplaced(makeSite(4, 4, kernel, options));
    expect([3, 5].map(kernel => eligible(kernel))).toEqual([true, true]);
    expect([1, 2, 4, 7].map(kernel => eligible(kernel))).toEqual([false, false, false, false]);
    expect(eligible([1, 3])).toBe(false);
    expect(eligible(3, { dilation: 2 })).toBe(false);
    expect(eligible(3, { pad: 0 })).toBe(false);
    expect(eligible(3, { pad: 2 })).toBe(true);
  });

  const input = [8, 8, 4];
  const plain = chain({ first: normed(conv(4, 3)), pointwise: normed(conv(4, 1)), last: normed(conv(4, 3)) });

  it('is counted before it is done', () => {
    expect(countReplaced(plain, input)).toBe(2);
    expect(countReplaced(plain, input, ({ kernel }) => kernel[0] === 1)).toBe(1);
  });

  it('puts there the branches of the block, by kind', () => {
    const countsAt = (block: keyof typeof blocks, path = 'last.conv') =>
      branchCounts(trace(diversify(plain, input, { block: blocks[block] }), input), path);
    expect(countsAt('dbb')).toEqual({ kxk: 1, '1x1': 1, '1x1-kxk': 1, '1x1-avg': 1 });
    expect(countsAt('double')).toEqual({ kxk: 2, '1x1': 0, '1x1-kxk': 0, '1x1-avg': 0 });
    expect(countsAt('kxk-and-1x1-linear')).toEqual({ kxk: 1, '1x1': 1, '1x1-kxk': 0, '1x1-avg': 0 });
    expect(countsAt('dbb', 'pointwise.conv')).toEqual({ kxk: 0, '1x1': 1, '1x1-kxk': 0, '1x1-avg': 0 });
    expect(() => countsAt('dbb', 'middle.conv')).toThrow("the network has no layer 'middle.conv'");
  });
});

describe("ACNet's block", () => {
  it('stands on the middle of any square kernel, padded by half or more', () => {
    const layer = blocks.acb(makeSite(4, 4, 5, { pad: 3 }));
    expect(JSON.stringify(layer)).toContain('"kernel":[1,5],"stride":[1,1],"pad":[1,1,3,3]');
    expect(JSON.stringify(layer)).toContain('"kernel":[5,1],"stride":[1,1],"pad":[3,3,1,1]');
  });
});
