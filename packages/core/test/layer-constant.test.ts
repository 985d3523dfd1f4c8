/** Instances whose parameters are constant: what they keep is never stale, and freed with them. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { disposeInstance, type Instance, instantiate, pass, restore } from '../src/layers/apply.ts';
import * as l from '../src/layers/build.ts';
import type { Network } from '../src/layers/types.ts';
import { Rng } from '../src/rng.ts';
import { activate } from './support/backends.ts';
import { referenceKernels } from './support/fused-reference.ts';
import { spied, withKernels } from './support/fusion.ts';
import { randomNetwork } from './support/random.ts';

beforeAll(() => activate('cpu'));

const layer = l.chain([l.batchNorm(), l.relu(), l.conv(3, 3), l.batchNorm(), l.relu(), l.conv(2, 1, { bias: true })]);
const net = (seed: number): Network => randomNetwork(layer, [5, 4, 2], Rng.seeded(seed));

function outputOf(instance: Instance): Float32Array {
  const pixels = Rng.seeded('pixels');
  const x = tf.tensor4d(
    Float32Array.from({ length: 80 }, () => pixels.uniform(-1, 1)),
    [2, 5, 4, 2],
  );
  const applied = pass(instance, x, { mode: 'inference' });
  const values = applied.output.dataSync<'float32'>().slice();
  applied.dispose();
  tf.dispose([x, applied.output]);
  return values;
}

function changingOutputOf(network: Network): Float32Array {
  const instance = instantiate(network);
  const values = outputOf(instance);
  disposeInstance(instance);
  return values;
}

it('gives what a changing one gives, to the bit, and after a restore what the new parameters give', () => {
  const [first, second] = [net(1), net(2)];
  withKernels({ ScaleShiftRelu: referenceKernels.ScaleShiftRelu }, () => {
    const instance = instantiate(first, { constant: true });
    const expectOutputOf = (network: Network) => {
      for (let i = 0; i < 2; i++) expect(outputOf(instance)).toEqual(changingOutputOf(network));
    };
    expectOutputOf(first);
    for (const network of [second, first]) {
      restore(instance, network.params);
      expectOutputOf(network);
    }
    disposeInstance(instance);
  });
});

it('computes a norm from its statistics once', () => {
  const ScaleShiftRelu = spied<'ScaleShiftRelu'>(referenceKernels.ScaleShiftRelu);
  withKernels({ ScaleShiftRelu }, () => {
    const instance = instantiate(net(1), { constant: true });
    for (let i = 0; i < 3; i++) outputOf(instance);
    disposeInstance(instance);
  });
  const slopes = new Set(ScaleShiftRelu.mock.calls.map(([, slope]) => slope));
  expect(ScaleShiftRelu).toHaveBeenCalledTimes(6);
  expect(slopes.size).toBe(2);
});

it('is asked for on the backend, which hears of every parameter, again after a restore', () => {
  const DeclareConstant = spied<'DeclareConstant'>(() => {});
  withKernels({ DeclareConstant }, () => {
    const changing = instantiate(net(1));
    expect(DeclareConstant).not.toHaveBeenCalled();
    const instance = instantiate(net(1), { constant: true });
    const all = [...instance.variables.values()];
    expect(DeclareConstant.mock.calls.map(([x]) => x)).toEqual(all);
    restore(instance, net(2).params);
    expect(DeclareConstant.mock.calls.map(([x]) => x)).toEqual([...all, ...all]);
    disposeInstance(instance);
    disposeInstance(changing);
  });
});

it('frees with an instance all that it kept', () => {
  withKernels({ ScaleShiftRelu: referenceKernels.ScaleShiftRelu }, () => {
    const before = tf.memory().numTensors;
    const instance = instantiate(net(1), { constant: true });
    outputOf(instance);
    const held = tf.memory().numTensors;
    outputOf(instance);
    restore(instance, net(2).params);
    outputOf(instance);
    expect(tf.memory().numTensors).toBe(held);
    disposeInstance(instance);
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('is not trained', () => {
  const instance = instantiate(net(1), { constant: true });
  tf.tidy(() => {
    expect(() => pass(instance, tf.zeros([1, 5, 4, 2]), { mode: 'train' })).toThrow(/constant parameters.*instantiate/);
  });
  disposeInstance(instance);
});
