/** The blocks as trained and as folded, on real backends; the conversion against two oracles; the bond to the grid. */
import { ndarray, Rng } from '@refold/core';
import { evaluateOnce } from '@refold/core/apply';
import { selectBackend } from '@refold/core/backend';
import { count } from '@refold/core/cost';
import { fold, verify, withRandomNorms } from '@refold/core/fold';
import { network } from '@refold/core/init';
import {
  conv,
  infer,
  type Layer,
  leaves,
  type Network,
  type Shape,
  spatialLinear,
  sum,
  trace,
} from '@refold/core/layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { mixers, pureMLP, repmlpBlock, repmlpNet, repmlpNetBlock } from '../src/index.ts';

function trainedLooking(layer: Layer, input: Shape): Network {
  const rng = Rng.seeded('repmlp');
  return withRandomNorms(network(layer, input, rng), [0.3, 1.3], rng.fork('norms'));
}
const opsOf = ({ layer, input }: Network): string[] => [...leaves(trace(layer, input))].map(leaf => leaf.layer.op);
const repmlp = (map: Shape, options: Partial<Parameters<typeof repmlpBlock>[1]> = {}) =>
  repmlpBlock(map, { partition: [4, 4], groups: 2, kernels: [1, 3], ...options });

describe.each(['cpu', 'wasm'] as const)('on %s', backend => {
  beforeAll(async () => {
    await selectBackend(backend);
  });

  it.each<[string, Layer, Shape, string[]]>([
    ['partitions', repmlp([8, 12, 4]), [8, 12, 4], ['linear', 'linear', 'spatialLinear']],
    ['more channels out than in', repmlp([8, 8, 4], { out: 6 }), [8, 8, 4], ['linear', 'linear', 'spatialLinear']],
    ['one partition', repmlp([4, 4, 4]), [4, 4, 4], ['spatialLinear']],
    ['no global perceptron', repmlp([8, 8, 4], { global: false }), [8, 8, 4], ['spatialLinear']],
    ['no local perceptron', repmlp([8, 8, 4], { kernels: [] }), [8, 8, 4], ['linear', 'linear', 'spatialLinear']],
  ])('a block with %s becomes its fully-connected layers', async (_, layer, input, matrices) => {
    const net = trainedLooking(layer, input);
    const { network: folded } = fold(net);
    expect(opsOf(folded).filter(op => /linear|conv|norm/i.test(op))).toEqual(matrices);
    expect(await verify(net, folded, evaluateOnce)).toBeLessThan(1e-5);
  });

  it("RepMLPNet's block becomes one layer of shared sets and the gate", async () => {
    const net = trainedLooking(repmlpNetBlock([6, 6, 8], 4), [6, 6, 8]);
    const { network: folded } = fold(net);
    expect(opsOf(folded).filter(op => /linear|conv|norm/i.test(op))).toEqual(['spatialLinear', 'conv', 'conv']);
    expect(await verify(net, folded, evaluateOnce)).toBeLessThan(1e-5);
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
    const layer = repmlpBlock([14, 14, 8], { partition: [7, 7], groups: 4, kernels: [1, 3, 5] });
    expect(count(layer, [14, 14, 8]).total).toMatchObject({ params: 41_936, macs: 265_472 });
  });

  it('is bound to its grid: another map is refused by name, even one that its partitions cover', () => {
    const layer = repmlp([8, 8, 4]);
    expect(() => infer(layer, [12, 12, 4])).toThrow(
      "grid: can't reshape 576 elements to [8, 8, 4]: it is bound to that size",
    );
    expect(() => infer(layer, [9, 9, 4])).toThrow('grid');
  });

  it('knows nothing of other partitions without the global perceptron', async () => {
    await selectBackend('cpu');
    const rng = Rng.seeded(4);
    const [all, alone] = [true, false].map(global => trainedLooking(repmlp([4, 8, 2], { global }), [4, 8, 2]));
    const x = ndarray([1, 4, 8, 2], () => rng.normal());
    const changed = { ...x, data: x.data.map((value, i) => ((i >> 1) % 8 < 4 ? value : value + 1)) };
    const left = async (net: Network, batch: typeof x) =>
      [...(await evaluateOnce(net, batch)).data].filter((_, i) => (i >> 1) % 8 < 4);
    expect(await left(alone!, changed)).toEqual(await left(alone!, x));
    expect(await left(all!, changed)).not.toEqual(await left(all!, x));
  });
});
