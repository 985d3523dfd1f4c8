import { type NdArray, Rng } from '@refold/core';
import { fold } from '@refold/core/fold';
import { network } from '@refold/core/init';
import { describe, expect, it } from 'vitest';
import { fromOfficial, type RepVGGSpec, repvgg, toOfficial } from '../src/index.ts';

const input = [32, 32, 3];
const specs: Readonly<Record<string, RepVGGSpec>> = {
  RepVGG: { depths: [1, 2, 2, 2, 1], widths: [4, 4, 8, 8, 16], groups: 2 },
  'RepVGG-D2se': { depths: [1, 2, 2, 2, 1], widths: [4, 4, 8, 8, 16], squeeze: { reduction: 4, at: 'before-relu' } },
  RepVGGplus: {
    depths: [1, 2, 2, 2, 1],
    widths: [4, 4, 8, 8, 16],
    squeeze: { reduction: 4, at: 'after-relu' },
    auxiliaryHeads: true,
  },
};

describe.each(Object.entries(specs))('%s checkpoints', (name, spec) => {
  const net = network(repvgg(spec, { classes: 5 }), input, Rng.seeded(3));
  const state = toOfficial(net);

  it('come back from their official names', () => {
    expect(fromOfficial(net.layer, input, state)).toEqual(net.params);
  });

  it('are read from a wrapped model with batch counters', () => {
    const wrapped = new Map<string, NdArray>(
      [...state].flatMap(([key, array]) => [
        [`module.${key}`, array],
        [`module.${key.replace(/running_var$/, 'num_batches_tracked')}`, key.endsWith('running_var') ? scalar : array],
      ]),
    );
    expect(fromOfficial(net.layer, input, wrapped)).toEqual(net.params);
  });

  it('load folded what folding the loaded gives', () => {
    const folded = fold(net).network;
    const deployed = toOfficial(folded);
    expect([...deployed.keys()].some(key => key.includes('rbr_reparam'))).toBe(true);
    expect(fromOfficial(folded.layer, input, deployed)).toEqual(folded.params);
  });

  it('have the official names', () => {
    const stage1 = name === 'RepVGGplus' ? 'stage1.blocks.0' : 'stage1.0';
    expect([...state.keys()]).toEqual(
      expect.arrayContaining([
        'stage0.rbr_dense.conv.weight',
        'stage0.rbr_dense.bn.running_mean',
        `${stage1}.rbr_1x1.bn.weight`,
        `${stage1.replace(/0$/, '1')}.rbr_identity.running_var`,
        'linear.weight',
        ...(name === 'RepVGG-D2se' ? ['stage0.se.down.weight', 'stage2.1.se.up.bias'] : []),
        ...(name === 'RepVGGplus'
          ? [
              'stage0.post_se.down.weight',
              'stage3_second.blocks.0.post_se.up.bias',
              'stage3_first_aux.0.bn.bias',
              'stage2_aux.3.weight',
            ]
          : []),
      ]),
    );
  });
});

const scalar: NdArray = { shape: [], data: new Float64Array(1) };

describe('layouts', () => {
  const net = network(repvgg(specs.RepVGG!, { classes: 5 }), input, Rng.seeded(3));
  const state = toOfficial(net);

  it('are OIHW for kernels and [out, in] for matrices', () => {
    const kernel = net.params.get('stage1.0.branches.dense.conv.kernel')!;
    const official = state.get('stage1.0.rbr_dense.conv.weight')!;
    expect(official.shape).toEqual([4, 4, 3, 3]);
    const [u, v, c, o] = [2, 0, 3, 1];
    expect(official.data[((o * 4 + c) * 3 + u) * 3 + v]).toBe(kernel.data[((u * 3 + v) * 4 + c) * 4 + o]);
    expect(state.get('linear.weight')?.shape).toEqual([5, 16]);
  });

  it('of another variant are refused by name', () => {
    const other = repvgg({ ...specs.RepVGG!, widths: [4, 4, 8, 8, 32] }, { classes: 5 });
    expect(() => fromOfficial(other, input, state)).toThrow(
      "another shape than the network's: stage4.0.rbr_dense.conv.weight is [16, 8, 3, 3], not [32, 8, 3, 3]",
    );
    const deeper = repvgg({ ...specs.RepVGG!, depths: [1, 3, 2, 2, 1] }, { classes: 5 });
    expect(() => fromOfficial(deeper, input, state)).toThrow(/lacks \d+ tensors \(stage1\.2\.rbr_dense.*trained form/);
    const dense = { depths: [1, 2, 2, 2, 1], widths: [4, 4, 8, 8, 16] };
    const shallower = repvgg({ ...dense, depths: [1, 1, 2, 2, 1] }, { classes: 5 });
    const deep = toOfficial(network(repvgg(dense, { classes: 5 }), input, Rng.seeded(3)));
    expect(() => fromOfficial(shallower, input, deep)).toThrow(/have no place: stage1\.1/);
    expect(() => fromOfficial(net.layer, input, toOfficial(fold(net).network))).toThrow(/folded form/);
  });
});
