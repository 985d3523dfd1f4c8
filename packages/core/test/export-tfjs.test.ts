/** Exported graph models in TensorFlow.js against our own evaluation. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTfjs, writeTfjs } from '../src/export/index.ts';
import { evaluateOnce } from '../src/layers/apply.ts';
import { chain, conv, flatten, globalAvgPool, linear, relu } from '../src/layers/build.ts';
import { ndarray } from '../src/ndarray.ts';
import { Rng } from '../src/rng.ts';
import { activate, onEveryBackend } from './support/backends.ts';
import { itExports } from './support/export-runs.ts';
import { randomNetwork } from './support/random.ts';
import { withServer } from './support/server.ts';

const folder = mkdtempSync(join(tmpdir(), 'refold-tfjs-'));
afterAll(() => rmSync(folder, { recursive: true }));

onEveryBackend('TensorFlow.js computes', backend => {
  beforeAll(() => activate(backend));
  itExports(async (net, batch) => {
    writeTfjs(folder, net);
    return await runTfjs(folder, batch);
  });
});

describe('a graph model', () => {
  beforeAll(() => activate('cpu'));
  const head = { pool: globalAvgPool(), flat: flatten(), fc: linear(2) };
  const net = randomNetwork(chain({ conv: conv(3, 3), act: relu(), ...head }), [4, 5, 3], Rng.seeded(0));
  const json = () => JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));

  it('is what browsers fetch by the address of its model.json', async () => {
    writeTfjs(folder, net);
    let model: GraphModel | undefined;
    await withServer(
      (request, response) => response.end(readFileSync(join(folder, request.url!))),
      async url => {
        model = await loadGraphModel(new URL('model.json', url).href);
      },
    );
    const batch = ndarray([2, 4, 5, 3], i => Math.sin(i));
    const y = model!.predict(tf.tensor(batch.data, [2, 4, 5, 3])) as tf.Tensor;
    expect(model!.inputs.map(({ name, shape }) => [name, shape])).toEqual([['input', [-1, 4, 5, 3]]]);
    expect(model!.outputs.map(({ name }) => name)).toEqual(['output']);
    const expected = await evaluateOnce(net, batch);
    expect([...(await y.data())].map(value => value.toFixed(4))).toEqual(
      [...expected.data].map(value => value.toFixed(4)),
    );
  });

  it("has our paths as names, and tells what is known of the network's classes", () => {
    writeTfjs(folder, { ...net, classNames: ['cat', 'dog'] });
    const { weightsManifest, userDefinedMetadata } = json();
    const names: string[] = weightsManifest[0].weights.map(({ name }: { readonly name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(['conv.kernel', 'fc.kernel', 'fc.bias']));
    expect(userDefinedMetadata).toEqual({ 'refold.classNames': '["cat","dog"]' });
    expect(() => writeTfjs(folder, { ...net, classNames: ['cat'] })).toThrow('it has 1 class names');
  });

  it('takes names that TensorFlow has a meaning for', async () => {
    const odd = chain({ 'a:1': conv(2, 1), '^b': relu(), a_1: conv(2, 1), _: relu() });
    const named = randomNetwork(odd, [2, 2, 1], Rng.seeded(0));
    writeTfjs(folder, named);
    const batch = ndarray([1, 2, 2, 1], i => i);
    const { data } = await evaluateOnce(named, batch);
    expect((await runTfjs(folder, batch)).data).toEqual(data);
  });

  it('is in several files where it is large, and the files of another go', async () => {
    const wide = randomNetwork(chain({ fc: linear(1_100) }), [1_000], Rng.seeded(0));
    writeTfjs(folder, net);
    const before = readdirSync(folder);
    writeTfjs(folder, wide);
    const after = readdirSync(folder);
    expect(after).toHaveLength(3);
    expect(after.filter(name => before.includes(name))).toEqual(['model.json']);
    expect([...json().weightsManifest[0].paths].sort()).toEqual(after.filter(name => name !== 'model.json').sort());
    const batch = ndarray([1, 1_000], i => Math.cos(i));
    expect((await runTfjs(folder, batch)).data).toEqual((await evaluateOnce(wide, batch)).data);
  });
});
