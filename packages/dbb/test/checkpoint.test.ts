/** Official names, on the hosts that have official checkpoints: in and out, trained and folded, in both spellings. */
import { type NdArray, Rng } from '@refold/core';
import { fold } from '@refold/core/fold';
import { network } from '@refold/core/init';
import { chain, type Layer, type Params, type Shape } from '@refold/core/layers';
import { mobileNet, models, resnetClassifier } from '@refold/core/zoo';
import { describe, expect, it } from 'vitest';
import { blocks, diversify, fromOfficial, type OfficialHost, toOfficial } from '../src/index.ts';

const input: Shape = [64, 64, 3];
const narrow = { depths: [1, 1, 1, 1], groups: 1, width: 4, strideOn: 'spatial' } as const;

/** AlexNet's convolutions and pools. */
const convolutions = (models.alexnet!.build() as Extract<Layer, { op: 'chain' }>).children.filter(([name]) =>
  /conv|pool/.test(name),
);
const HOSTS: Readonly<Record<string, readonly [host: OfficialHost, layer: Layer, input: Shape]>> = {
  'ResNet of basic blocks': ['resnet', resnetClassifier({ ...narrow, block: 'basic' }, { classes: 5 }), input],
  'ResNet of bottlenecks': ['resnet', resnetClassifier({ ...narrow, block: 'bottleneck' }, { classes: 5 }), input],
  MobileNet: ['mobilenet', mobileNet(5), input],
};

/** The same paths, shapes and bits; as buffers, since there are millions of numbers. */
function expectSame(actual: Params, expected: Params): void {
  expect([...actual.keys()]).toEqual([...expected.keys()]);
  for (const [path, { shape, data }] of expected) {
    const own = actual.get(path)!;
    expect(own.shape, path).toEqual(shape);
    const bytes = (array: NdArray['data']) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);
    expect(bytes(own.data).equals(bytes(data)), path).toBe(true);
  }
}

describe.each(Object.entries(HOSTS))('%s', (_, [host, plain, shape]) => {
  const layer = diversify(plain, shape);
  const net = network(layer, shape, Rng.seeded(3));

  it.each(['released', 'nested'] as const)('comes back from the %s spelling', spelling => {
    const state = toOfficial(net, { host, spelling });
    expect([...state.keys()].some(name => name.includes('bn1.bn.weight'))).toBe(spelling === 'nested');
    expectSame(fromOfficial(layer, shape, state, { host }), net.params);
  });

  it('is read from a wrapped model with batch counters', () => {
    const counter: NdArray = { shape: [1], data: Float32Array.of(7) };
    const wrapped = new Map(
      [...toOfficial(net, { host, spelling: 'nested' })].flatMap(([name, array]) => [
        [`module.${name}`, array] as const,
        ...(name.endsWith('running_var')
          ? [[`module.${name.replace(/running_var$/, 'num_batches_tracked')}`, counter] as const]
          : []),
      ]),
    );
    expectSame(fromOfficial(layer, shape, wrapped, { host }), net.params);
  });

  it('loads folded what folding the loaded gives', () => {
    const folded = fold(net).network;
    const deployed = toOfficial(folded, { host });
    expect([...deployed.keys()].filter(name => name.includes('dbb_reparam')).length).toBeGreaterThan(0);
    expectSame(fromOfficial(folded.layer, shape, deployed, { host }), folded.params);
  });

  it('has ACNet’s names and the plain ones too', () => {
    for (const form of ['acb', 'plain'] as const) {
      const other = form === 'acb' ? diversify(plain, shape, { block: blocks.acb }) : plain;
      const trained = network(other, shape, Rng.seeded(4));
      expectSame(fromOfficial(other, shape, toOfficial(trained, { host, form }), { host, form }), trained.params);
      const folded = fold(trained).network;
      const deployed = toOfficial(folded, { host, form });
      expectSame(fromOfficial(folded.layer, shape, deployed, { host, form }), folded.params);
    }
  });
});

describe('official names', () => {
  const namesOf = (host: OfficialHost, layer: Layer, shape: Shape, form: 'dbb' | 'acb' = 'dbb') => [
    ...toOfficial(network(diversify(layer, shape, { block: blocks[form] }), shape, Rng.seeded(0)), {
      host,
      form,
    }).keys(),
  ];

  it('are those of a dense block', () => {
    const names = namesOf(...(HOSTS['ResNet of basic blocks'] as [OfficialHost, Layer, Shape]));
    const at = 'stage1.0.conv1';
    expect(names).toEqual(
      expect.arrayContaining([
        `${at}.dbb_origin.conv.weight`,
        `${at}.dbb_origin.bn.running_var`,
        `${at}.dbb_1x1.conv.weight`,
        `${at}.dbb_avg.conv.weight`,
        `${at}.dbb_avg.bn.weight`,
        `${at}.dbb_avg.avgbn.bias`,
        `${at}.dbb_1x1_kxk.idconv1.weight`,
        `${at}.dbb_1x1_kxk.bn1.running_mean`,
        `${at}.dbb_1x1_kxk.conv2.weight`,
        `${at}.dbb_1x1_kxk.bn2.weight`,
        'stage0.conv1.conv.weight',
        'stage0.conv1.bn.weight',
        'stage2.0.shortcut.conv.weight',
        'linear.weight',
        'linear.bias',
      ]),
    );
  });

  it('are those of a depthwise block', () => {
    const names = namesOf(...(HOSTS.MobileNet as [OfficialHost, Layer, Shape]));
    const at = 'stem.0.depthwise';
    expect(names.filter(name => name.startsWith(at) && name.endsWith('weight')).sort()).toEqual(
      [
        'dbb_1x1_kxk.bn1',
        'dbb_1x1_kxk.bn2',
        'dbb_1x1_kxk.conv1',
        'dbb_1x1_kxk.conv2',
        'dbb_avg.avgbn',
        'dbb_origin.bn',
        'dbb_origin.conv',
      ].map(name => `${at}.${name}.weight`),
    );
    expect(names).toContain('conv1.dbb_1x1.conv.weight');
    expect(names).toContain('stem.12.pointwise.bn.weight');
  });

  it("are ACNet's, AlexNet's convolutions among them", () => {
    const layer = chain({ ...Object.fromEntries(convolutions.slice(0, 4)) });
    const names = namesOf('alexnet', layer, [224, 224, 3], 'acb');
    expect(names).toEqual(
      expect.arrayContaining(['stem.conv1.conv.weight', 'stem.conv2.ver_conv.weight', 'stem.conv2.hor_bn.bias']),
    );
  });

  it('keep what is learnt beside the identity, and add the identity once', () => {
    const [host, plain, shape] = HOSTS['ResNet of basic blocks'] as [OfficialHost, Layer, Shape];
    const layer = diversify(plain, shape);
    const net = network(layer, shape, Rng.seeded(0));
    const state = toOfficial(net, { host });
    // The learnt part starts at zero: a checkpoint that held the identity too would have ones.
    expect([...state.get('stage1.0.conv1.dbb_1x1_kxk.idconv1.weight')!.data].every(value => value === 0)).toBe(true);
  });

  it('say what is missing, what is left, and what to do', () => {
    const [host, plain, shape] = HOSTS['ResNet of basic blocks'] as [OfficialHost, Layer, Shape];
    const layer = diversify(plain, shape);
    const net = network(layer, shape, Rng.seeded(0));
    const state = toOfficial(net, { host });
    const without = new Map([...state].filter(([name]) => name !== 'linear.weight'));
    expect(() => fromOfficial(layer, shape, without, { host })).toThrow('lacks 1 tensors (linear.weight)');
    expect(() => fromOfficial(plain, shape, state, { host, form: 'plain' })).toThrow(
      'a trained form, of another block',
    );
    const deployed = toOfficial(fold(net).network, { host });
    expect(() => fromOfficial(layer, shape, deployed, { host })).toThrow('load it into a folded network');
    expect(() => toOfficial(net, { host: 'mobilenet' })).toThrow(
      'official mobilenet checkpoints with dbb have no such',
    );
  });
});
