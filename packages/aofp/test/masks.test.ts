/** Masks and damage: what is scored, by which layer, and that cutting is masking. */
import { type NdArray, Rng } from '@refold/core';
import { instantiate, pass, snapshot } from '@refold/core/apply';
import { selectBackend } from '@refold/core/backend';
import {
  batchNorm,
  chain,
  conv,
  flatten,
  globalAvgPool,
  type Layer,
  linear,
  maxPool,
  type Network,
  relu,
  type Shape,
} from '@refold/core/layers';
import { cifarResNet, cifarVgg, plainNet, plainSpecs, resnetClassifier, resnetSpecs } from '@refold/core/zoo';
import * as tf from '@tensorflow/tfjs-core';
import { cutNetwork, DamageMeter, keptBy, relativeDamage, withMasks, withOpenMasks } from 'aofp';
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluateOnce } from '../../core/src/layers/apply.ts';
import { randomNetwork } from '../../core/test/support/random.ts';

beforeAll(() => selectBackend('cpu'));

const lenet = chain({
  conv1: conv(6, 5, { pad: 0 }),
  norm1: batchNorm(),
  relu1: relu(),
  pool1: maxPool(2),
  conv2: conv(8, 3, { bias: true }),
  relu2: relu(),
  flat: flatten(),
  fc: linear(10),
  relu3: relu(),
  last: linear(4),
});
const images = (input: Shape, count = 3): NdArray => ({
  shape: [count, ...input],
  data: Float32Array.from({ length: count * input.reduce((a, b) => a * b) }, (_, i) => Math.sin(i)),
});

describe('what is scored', () => {
  const readersOf = (layer: Layer, input: Shape) =>
    withMasks({ layer, input }).scored.map(({ target, gives, reader }) => [
      target.path,
      gives,
      (reader.layer as { children: readonly (readonly [string, Layer])[] }).children
        .map(([, layer]) => layer.op)
        .join(' '),
    ]);

  it('is every layer of a plain network but the last, by the next one', () => {
    expect(readersOf(lenet, [12, 12, 1])).toEqual([
      ['conv1', 'mask2', 'maxPool conv activation scale'],
      ['conv2', 'mask3', 'flatten linear activation scale'],
      ['fc', 'last', 'linear'],
    ]);
  });

  it('is all 13 convolutions of VGG and its hidden layer', () => {
    const scored = readersOf(cifarVgg({ hidden: 512 }), [32, 32, 3]);
    expect(scored).toHaveLength(14);
    expect(scored[12]![2]).toBe('maxPool flatten linear activation scale');
  });

  it('is the first layer of every basic block, and the first two of every bottleneck and the stem', () => {
    const scored = readersOf(cifarResNet(20), [32, 32, 3]);
    expect(scored).toHaveLength(9);
    expect(new Set(scored.map(([, , reader]) => reader))).toEqual(new Set(['conv batchNorm']));
    // The stem of ResNet-50 is read by two layers, the first block's and its projection.
    expect(readersOf(resnetClassifier(resnetSpecs['resnet-50']), [64, 64, 3])).toHaveLength(32);
  });

  it('leaves out what no ReLU follows, and what a caller leaves out', () => {
    const bare = chain({
      a: conv(4, 3),
      b: conv(4, 3),
      act: relu(),
      pool: globalAvgPool(),
      flat: flatten(),
      c: linear(2),
    });
    expect(readersOf(bare, [4, 4, 3]).map(([path]) => path)).toEqual(['b']);
    expect(withMasks({ layer: lenet, input: [12, 12, 1] }, ({ path }) => path !== 'fc').scored).toHaveLength(2);
  });
});

const NETS: readonly (readonly [name: string, layer: Layer, input: Shape])[] = [
  ['LeNet', lenet, [12, 12, 1]],
  ['a plain network', plainNet(plainSpecs['plain-cifar-tiny'], 5), [16, 16, 3]],
  ['ResNet-8', cifarResNet(8), [8, 8, 3]],
];

describe.each(NETS)('%s', (_, layer, input) => {
  const base = randomNetwork(layer, input, Rng.seeded('masks'));
  const masked = withMasks({ layer, input });
  const open = withOpenMasks(base.params, masked);
  const outputs = async (one: Network) => (await evaluateOnce(one, images(input))).data;

  it('has the same outputs with open masks, bit for bit', async () => {
    expect(await outputs({ layer: masked.tapped, input, params: open })).toEqual(await outputs(base));
  });

  it('has the same outputs cut as masked', async () => {
    const rng = Rng.seeded('kept');
    const params = new Map(open);
    for (const { mask } of masked.scored) {
      const { shape } = open.get(mask)!;
      const data = Float32Array.from({ length: shape[0]! }, (_, filter) => Number(filter === 0 || rng.uniform() < 0.5));
      params.set(mask, { shape, data });
    }
    const [whole, small] = [
      await outputs({ layer: masked.layer, input, params }),
      await outputs(cutNetwork(base, params)),
    ];
    const unit = Math.max(...whole.map(Math.abs));
    for (const [i, value] of whole.entries()) expect(Math.abs(small[i]! - value) / unit).toBeLessThan(1e-5);
    expect(Object.values(keptBy(base, params)).every(({ length }) => length >= 1)).toBe(true);
    expect(await outputs(base)).not.toEqual(whole);
  });
});

describe('damage', () => {
  const input = [12, 12, 1];
  const masked = withMasks({ layer: lenet, input });
  const base = randomNetwork(lenet, input, Rng.seeded('damage'));
  const net: Network = { layer: masked.tapped, input, params: withOpenMasks(base.params, masked) };

  /** The damage of masking filters of each scored layer, and what it leaves of the network. */
  async function damages(network: Network, dropped: readonly (readonly number[])[]) {
    const instance = instantiate(network);
    const batch = images(input, 6);
    const x = tf.tensor(batch.data as Float32Array, [...batch.shape]);
    const { output, taps, dispose } = pass(instance, x, { mode: 'train', differentiate: false });
    const before = await snapshot(instance);
    const tensors = tf.memory().numTensors;
    const values: number[] = [];
    for (const [i, one] of masked.scored.entries()) {
      const damage = new DamageMeter(one).measure(instance, taps, dropped[i]!);
      values.push((await damage.data())[0]!);
      damage.dispose();
    }
    expect(tf.memory().numTensors, 'tensors left behind').toBe(tensors);
    const after = await snapshot(instance);
    dispose();
    tf.dispose([x, output]);
    return { values, before, after };
  }

  it('is zero where nothing is masked, and positive where something is', async () => {
    expect((await damages(net, [[], [], []])).values).toEqual([0, 0, 0]);
    const { values } = await damages(net, [[0, 1], [2], [3, 4]]);
    for (const value of values) expect(value).toBeGreaterThan(1e-4);
  });

  it('never touches a parameter or a running statistic', async () => {
    const { before, after } = await damages(net, [[0, 1], [2], [3, 4]]);
    expect(after).toEqual(before);
  });

  it('is zero for filters that nothing reads', async () => {
    const params = new Map(net.params);
    const { shape, data } = params.get('conv2.kernel')!;
    // Kernels are [height, width, inputs, outputs]: nothing reads input 4.
    params.set('conv2.kernel', {
      shape,
      data: data.map((value, i) => (Math.floor(i / shape[3]!) % shape[2]! === 4 ? 0 : value)),
    });
    expect((await damages({ ...net, params }, [[4], [], []])).values[0]).toBe(0);
    expect((await damages({ ...net, params }, [[3], [], []])).values[0]).toBeGreaterThan(0);
  });

  it('is one where nothing is left, whatever the scale', async () => {
    const share = (a: readonly number[], b: readonly number[]) =>
      tf.tidy(() => relativeDamage(tf.tensor1d([...a]), tf.tensor1d([...b])).dataSync()[0]!);
    expect(share([3, 4], [0, 0])).toBeCloseTo(1, 6);
    expect(share([3, 4], [3, 0])).toBeCloseTo(16 / 25, 6);
    expect(share([300, 400], [300, 0])).toBeCloseTo(16 / 25, 6);
    expect(share([0, 0], [0, 0])).toBe(0);
  });
});
