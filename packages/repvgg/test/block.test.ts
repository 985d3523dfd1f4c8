import { type NdArray, Rng } from '@refold/core';
import { fold, foldedLayer } from '@refold/core/fold';
import { network } from '@refold/core/init';
import {
  type Block,
  chain,
  convNormOf,
  infer,
  keepsShape,
  type Layer,
  makeSite,
  parameters,
  relu,
  trace,
} from '@refold/core/layers';
import { describe, expect, it } from 'vitest';
import { describeBlock, SITES } from '../../core/test/support/blocks.ts';
import { branchAblations, cifarSpecs, models, repvgg, repvggBlock, repvggBranches, variants } from '../src/index.ts';

const plain: Block = site => chain({ conv: convNormOf(site), relu: relu() });
const sites = { ...SITES, '3×3 dilated by 2': makeSite(8, 8, 3, { map: [9, 8], dilation: 2 }) };
const { dirac, 'relu-in-branch': _, 'residual-reorg': __, full: ___, ...foldable } = variants;

describeBlock("RepVGG's branches", repvggBranches(), { sites });
for (const [name, { block }] of Object.entries({ ...branchAblations, ...foldable })) {
  describeBlock(`the ${name} block`, block, { sites, plain });
}
describeBlock('the dirac block', dirac.block, {
  sites,
  plain,
  // Filters that share a norm over their inputs are beside an identity, which ties inputs to outputs.
  fixed: site => (keepsShape(site) ? 'it normalises its kernel' : undefined),
});

const squeeze = { reduction: 2, at: 'before-relu' } as const;
describeBlock('a block with squeeze-and-excitation', repvggBlock({ squeeze }), {
  sites: { '3×3': SITES['3×3'] },
  plain: repvggBlock({ squeeze, identity: false, pointwise: false }),
});

describe('the block', () => {
  it('has an identity branch only where shapes allow', () => {
    const names = (out: number, stride: number) =>
      [...parameters(trace(repvggBlock()(makeSite(8, out, 3, { stride })), [8, 8, 8]))].map(({ path }) => path);
    expect(names(8, 1)).toContain('branches.identity.gamma');
    expect(names(8, 2)).not.toContain('branches.identity.gamma');
    expect(names(16, 1)).not.toContain('branches.identity.gamma');
  });

  /** The sheet's hand case: γ 1, β 0, μ 0, σ² = 1 − ε, K3 all ones, K1 = 2. */
  it('adds a kernel of ones, a 2 and the identity to a kernel of ones with a 4 in its middle', () => {
    const layer = repvggBlock()(makeSite(1, 1, 3));
    const filled = [...parameters(trace(layer, [5, 5, 1]))].map(({ path, shape }): [string, NdArray] => {
      const value = path.endsWith('variance') ? 1 - 1e-5 : path.includes('pointwise.conv') ? 2 : 1;
      const zero = path.endsWith('beta') || path.endsWith('mean');
      return [path, { shape, data: new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(zero ? 0 : value) }];
    });
    const { params } = fold({ layer, input: [5, 5, 1], params: new Map(filled) }, { precision: 'float64' }).network;
    const [kernel, bias] = [params.get('branches.kernel')!, params.get('branches.bias')!];
    expect([...kernel.data].map(n => Math.round(n * 1e9) / 1e9)).toEqual([1, 1, 1, 1, 4, 1, 1, 1, 1]);
    expect([...bias.data]).toEqual([0]);
  });

  it('makes the grouped identity non-zero where output and input channel match', () => {
    const layer = repvggBlock({ pointwise: false })(makeSite(4, 4, 3, { groups: 2 }));
    const net = network(layer, [3, 3, 4], Rng.seeded(1));
    const params = new Map(net.params);
    const kernel = params.get('branches.dense.conv.kernel')!;
    params.set('branches.dense.conv.kernel', { shape: kernel.shape, data: new Float64Array(kernel.data.length) });
    const folded = fold({ ...net, params }).network.params.get('branches.kernel')!;
    const nonZero = [...folded.data.keys()].filter(i => folded.data[i] !== 0);
    // HWIO [3, 3, 2, 4]: at the centre tap, (o, c) = (0, 0), (1, 1), (2, 0), (3, 1).
    expect(nonZero).toEqual(
      [
        [0, 0],
        [2, 0],
        [1, 1],
        [3, 1],
      ].map(([o, c]) => (4 * 2 + c!) * 4 + o!),
    );
  });
});

describe.each(Object.entries({ ...branchAblations, ...variants }))('the ablation %s', (name, variant) => {
  const layer = repvgg(cifarSpecs['repvgg-cifar'], { variant, classes: 10 });

  it('classifies CIFAR images', () => expect(infer(layer, [32, 32, 3])).toEqual([10]));

  it(
    name === 'relu-in-branch' || name === 'residual-reorg' ? 'does not fold to a plain net' : 'folds to a plain net',
    () => {
      const ops = new Set([...traceOps(foldedLayer(layer, [32, 32, 3]))]);
      const isPlain = !ops.has('sum') && !ops.has('batchNorm') && !ops.has('scale');
      expect(isPlain).toBe(name !== 'relu-in-branch' && name !== 'residual-reorg');
    },
  );
});

function* traceOps(layer: Layer): Generator<string> {
  yield layer.op;
  if ('children' in layer) for (const [, child] of layer.children) yield* traceOps(child);
}

it('regroups the layers of B0 into 2, 3 and 8 residual blocks', () => {
  const layer = models['repvgg-b0']!.build();
  const reorg = repvgg({ depths: [1, 4, 6, 16, 1], widths: [8, 8, 8, 8, 8] }, { variant: variants['residual-reorg'] });
  const blocks = (l: Layer) =>
    l.op === 'chain' ? l.children.map(([, stage]) => ('children' in stage ? stage.children.length : 0)) : [];
  expect(blocks(reorg).slice(0, 5)).toEqual([1, 2, 3, 8, 1]);
  expect(blocks(layer).slice(0, 5)).toEqual([1, 4, 6, 16, 1]);
});
