import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../src/data/fetching/checksum.ts';
import { plainFile } from '../src/data/fetching/sources.ts';
import { writeSafetensors } from '../src/io/safetensors.ts';
import { type StateDict, toStateDict } from '../src/io/state-dict.ts';
import { parameters } from '../src/layers/parameters.ts';
import { trace } from '../src/layers/shapes.ts';
import { sizeOf } from '../src/ndarray.ts';
import { Rng } from '../src/rng.ts';
import { modelNamed, models } from '../src/zoo/index.ts';
import {
  hasPretrained,
  loadPretrained,
  loadWeights,
  PRETRAINED,
  type Pretrained,
  pretrainedFile,
  verifyPretrained,
} from '../src/zoo/pretrained.ts';
import { randomNetwork } from './support/random.ts';
import { withServer } from './support/server.ts';
import { dict, float, legacy, stateDict, storage, tensor } from './support/torch-encoder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'refold-pretrained-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const resnet20 = PRETRAINED[0]!;
const { build, input } = modelNamed(models, resnet20.model);
const net = randomNetwork(build(), input, Rng.seeded(1));
const state = toStateDict(net, resnet20.naming);

/** A checkpoint as torch.save wrote it of a network on several GPUs. */
function published(tensors: StateDict): Buffer {
  const entries = [...tensors].map(([name, { shape, data }], i) => {
    const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
    const stored = storage(String(i), 'Double', data);
    return { name: `module.${name}`, stored, tensor: tensor(stored, { shape, strides }) };
  });
  const inner = stateDict(Object.fromEntries(entries.map(entry => [entry.name, entry.tensor])));
  return legacy(
    dict({ best_prec1: float(91.73), state_dict: inner }),
    entries.map(entry => entry.stored),
  );
}

/** The set with files of our own in the place of the published ones. */
const standIn = (file: Uint8Array, url: string, converted = file): Pretrained => {
  const digest = digestOf(file, 'sha256:');
  const { path } = resnet20.archive.files[0]!;
  return {
    ...resnet20,
    archive: { ...resnet20.archive, files: [{ path, digest }], sources: [plainFile(url, path, digest)] },
    converted: { ...resnet20.converted, digest: digestOf(converted, 'sha256:') },
  };
};

it.each(PRETRAINED)('$name names every parameter of its network, and each once', ({ model, naming }) => {
  const { build, input } = modelNamed(models, model);
  const names = [...parameters(trace(build(), input))].map(({ path }) => naming.nameOf(path));
  expect(names).not.toContain(undefined);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(
    expect.arrayContaining(['conv1.weight', 'bn1.running_var', 'layer3.2.bn2.bias', 'linear.bias']),
  );
});

it('has no name for what akamaster does not have', () => {
  for (const path of ['stage2.0.branches.shortcut.conv.kernel', 'stage2.0.branches.body.conv1.conv.slope', 'head.pool'])
    expect(resnet20.naming.nameOf(path)).toBeUndefined();
});

it('fetches weights once, and puts them at their places in the network', async () => {
  const file = published(state);
  const asked: string[] = [];
  await withServer(
    (request, response) => {
      asked.push(request.url!);
      response.end(file);
    },
    async url => {
      expect(await loadWeights(standIn(file, url), { folder })).toEqual(net.params);
      expect(await loadWeights(standIn(file, url), { folder })).toEqual(net.params);
    },
  );
  expect(asked).toEqual(['/a.bin']);
  expect(readdirSync(join(folder, 'weights'))).toEqual(['resnet20-12fca82f.th']);
  expect(hasPretrained(resnet20.name, folder)).toBe(true);
  expect(pretrainedFile(resnet20.name, folder)).toBe('weights/resnet20-12fca82f.th');
});

it('takes the safetensors file where it is there', async () => {
  const path = join(folder, resnet20.converted.path);
  writeSafetensors(path, state);
  const set = standIn(Buffer.from('never asked for'), 'http://127.0.0.1:1/', readFileSync(path));
  expect(await loadWeights(set, { folder })).toEqual(net.params);
  expect(pretrainedFile(resnet20.name, folder)).toBe('weights/resnet20-cifar10.safetensors');
});

it.each([resnet20.converted, resnet20.archive.files[0]!])(
  'names $path if it is not the published one',
  async ({ path }) => {
    mkdirSync(join(folder, 'weights'));
    writeFileSync(join(folder, path), published(state));
    const message = `${join(folder, path)} is truncated or was altered: its checksum is sha256:`;
    expect(() => verifyPretrained(resnet20.name, folder)).toThrow(message);
    await expect(loadPretrained(resnet20.name, { folder })).rejects.toThrow(message);
  },
);

it('says what is not there, and what there is', async () => {
  expect(hasPretrained('resnet-56-cifar10', folder)).toBe(false);
  expect(() => verifyPretrained('resnet-56-cifar10', folder)).toThrow('Fetch it: refold data resnet-56-cifar10');
  await expect(loadPretrained('resnet-20-cifar')).rejects.toThrow(
    "unknown weights 'resnet-20-cifar'; did you mean resnet-20-cifar10",
  );
  expect(() => hasPretrained('vgg')).toThrow("unknown weights 'vgg'; known: resnet-20-cifar10, resnet-56-cifar10");
});

describe.each(PRETRAINED)('$name on disk', ({ name, model }) => {
  it.skipIf(!hasPretrained(name))('fits its network', async () => {
    const { build, input } = modelNamed(models, model);
    const shapes = [...parameters(trace(build(), input))].map(({ path, shape }) => [path, shape]);
    expect([...(await loadPretrained(name))].map(([path, { shape }]) => [path, shape])).toEqual(shapes);
  });
});
