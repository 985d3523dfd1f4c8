/** The blocks as trained and as folded, on real backends; the conversion against two oracles; the bond to the grid. */

import { ndarray, Rng } from '@refold/core';
import { evaluateOnce } from '@refold/core/apply';
import { selectBackend } from '@refold/core/backend';
import { count } from '@refold/core/cost';
import { fold, foldedLayer, verify } from '@refold/core/fold';
import { network } from '@refold/core/init';
import { conv, infer, makeSite, type Network, spatialLinear, sum } from '@refold/core/layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeBlock, opsOf, trainedLooking } from '../../core/test/support/blocks.ts';
import { mixers, pureMLP, type RepMLPOptions, repmlpBlock, repmlpNet, repmlpNetBlock } from '../src/index.ts';

const OPTIONS = { partition: [4, 4], groups: 2, kernels: [1, 3] } as const satisfies RepMLPOptions;
const on = (map: readonly [number, number], channels = 4, out = channels) => makeSite(channels, out, 3, { map });
const sites = {
  'six partitions': on([8, 12]),
  'more channels out than in': on([8, 8], 4, 6),
  'one partition': on([4, 4]),
};

describeBlock('a RepMLP', repmlpBlock(OPTIONS), { sites, plain: repmlpBlock({ ...OPTIONS, kernels: [] }) });
describeBlock('a RepMLP without the global perceptron', repmlpBlock({ ...OPTIONS, global: false }), {
  sites,
  plain: repmlpBlock({ ...OPTIONS, global: false, kernels: [] }),
});
describeBlock("RepMLPNet's block", repmlpNetBlock(4), {
  sites: { '4 sets on 8 channels': on([6, 6], 8) },
  plain: repmlpNetBlock(4, { kernels: [] }),
});

describe('folding', () => {
  it.each([
    ['partitions', repmlpBlock(OPTIONS), on([8, 12]), ['linear', 'linear', 'spatialLinear']],
    ['one partition', repmlpBlock(OPTIONS), on([4, 4]), ['spatialLinear']],
    ['share-sets', repmlpNetBlock(4), on([6, 6], 8), ['spatialLinear', 'conv', 'conv']],
  ] as const)('leaves the fully-connected layers of a block with %s', (_, block, site, matrices) => {
    const input = [...site.map!, site.input];
    expect(opsOf({ layer: foldedLayer(block(site), input), input }, /linear|conv|norm/i)).toEqual(matrices);
  });
});

describe.each(['cpu', 'wasm'] as const)('on %s', backend => {
  beforeAll(async () => {
    await selectBackend(backend);
  });

  it('whole networks keep their outputs', async () => {
    const body = { partition: [4, 4], groups: 2, kernels: [1, 3] } as const;
    for (const mixer of Object.values(mixers(body))) {
      const net = trainedLooking(pureMLP({ mixer, widths: [4, 4, 8], side: 16, hidden: 8 }), [16, 16, 3]);
      expect(await verify(net, fold(net).network, evaluateOnce)).toBeLessThan(1e-4);
    }
    const spec = { side: 16, patch: 2, depths: [1, 1], channels: 8, sets: [2, 4] };
    const net = trainedLooking(repmlpNet(spec, { classes: 5 }), [16, 16, 3]);
    expect(await verify(net, fold(net).network, evaluateOnce)).toBeLessThan(1e-4);
  });
});

describe('a convolution as a fully-connected layer', () => {
  const [h, w, groups] = [4, 3, 2];
  const grid = h * w;

  /** A grouped convolution, and what it makes of the identity: a unit at each place and channel of every group at once. */
  async function ofIdentity(channels: number, out: number) {
    await selectBackend('cpu');
    const narrow = channels / groups;
    const net = network(conv(out, 3, { groups }), [h, w, channels], Rng.seeded(2));
    const batch = ndarray([grid * narrow, h, w, channels]);
    for (let unit = 0; unit < grid * narrow; unit++) {
      const [place, i] = [Math.floor(unit / narrow), unit % narrow];
      for (let g = 0; g < groups; g++) batch.data[(unit * grid + place) * channels + g * narrow + i] = 1;
    }
    return { net, image: (await evaluateOnce(net, batch)).data };
  }

  it.each([
    [4, 4],
    [4, 6],
    [6, 2],
  ])('is what the identity matrix becomes: %d to %d channels', async (channels, out) => {
    const { net, image } = await ofIdentity(channels, out);
    // Beside a matrix of zeros, the fold is the convolution's own matrix.
    const zeros = { kernel: { kind: 'constant', value: 0 } } as const;
    const beside = sum({ fc: spatialLinear([h, w, out], { groups, init: zeros }), conv: net.layer });
    const fresh = network(beside, net.input, Rng.seeded(2));
    const params = new Map([...fresh.params, ['conv.kernel', net.params.get('kernel')!]]);
    const matrix = fold({ ...fresh, params }).network.params.get('kernel')!;
    const [inputs, filters] = [(grid * channels) / groups, out / groups];
    expect(matrix.shape).toEqual([groups, inputs, grid * filters]);
    const wanted = Array.from(matrix.data, (_, at) => {
      const [row, q] = [Math.floor(at / (grid * filters)), at % (grid * filters)];
      const [g, unit] = [Math.floor(row / inputs), row % inputs];
      const [place, o] = [Math.floor(q / filters), q % filters];
      return image[(unit * grid + place) * out + g * filters + o]!;
    });
    expect([...matrix.data]).toEqual(wanted);
  });

  it('the published reshape of it is right for as many channels out as in, and wrong for others', async () => {
    const transposed = (flat: ArrayLike<number>, rows: number) => {
      const columns = flat.length / rows;
      return Array.from(flat, (_, at) => flat[(at % rows) * columns + Math.floor(at / rows)]!);
    };
    const both = async (channels: number, out: number) => {
      const { image } = await ofIdentity(channels, out);
      // A row for each unit, against rows of out·h·w/groups as the authors' code had it.
      return [transposed(image, (grid * channels) / groups), transposed(image, (grid * out) / groups)] as const;
    };
    const [right, published] = await both(4, 4);
    expect(published).toEqual(right);
    const [wider, wrong] = await both(4, 6);
    expect(wrong).not.toEqual(wider);
  });
});

describe('the block', () => {
  it('has the official count: 8 channels, 14×14, partitions of 7×7, four groups', () => {
    const layer = repmlpBlock({ partition: [7, 7], groups: 4, kernels: [1, 3, 5] })(on([14, 14], 8));
    expect(count(layer, [14, 14, 8]).total).toMatchObject({ params: 41_936, macs: 265_472 });
  });

  it('is bound to its grid: another map is refused by name, even one that its partitions cover', () => {
    const layer = repmlpBlock(OPTIONS)(on([8, 8]));
    expect(() => infer(layer, [12, 12, 4])).toThrow(
      "grid: can't reshape 576 elements to [8, 8, 4]: it is bound to that size",
    );
    expect(() => infer(layer, [9, 9, 4])).toThrow('grid');
  });

  it('is refused at a site that does not tell its map, and at one with a stride', () => {
    expect(() => repmlpBlock(OPTIONS)(makeSite(4, 4, 3))).toThrow("the site has no 'map'");
    expect(() => repmlpBlock(OPTIONS)(makeSite(4, 4, 3, { map: [8, 8], stride: 2 }))).toThrow('stride 2×2');
    expect(() => repmlpNetBlock(4)(makeSite(8, 4, 3, { map: [8, 8] }))).toThrow("keeps its input's shape");
  });

  it('knows nothing of other partitions without the global perceptron', async () => {
    await selectBackend('cpu');
    const rng = Rng.seeded(4);
    const [all, alone] = [true, false].map(global =>
      trainedLooking(repmlpBlock({ ...OPTIONS, global })(on([4, 8], 2)), [4, 8, 2]),
    );
    const x = ndarray([1, 4, 8, 2], () => rng.normal());
    const changed = { ...x, data: x.data.map((value, i) => ((i >> 1) % 8 < 4 ? value : value + 1)) };
    const left = async (net: Network, batch: typeof x) =>
      [...(await evaluateOnce(net, batch)).data].filter((_, i) => (i >> 1) % 8 < 4);
    expect(await left(alone!, changed)).toEqual(await left(alone!, x));
    expect(await left(all!, changed)).not.toEqual(await left(all!, x));
  });
});
