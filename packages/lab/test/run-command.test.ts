import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rng } from '@refold/core';
import { parseBackendChoice, selectBackend } from '@refold/core/backend';
import { readWithin, writePng } from '@refold/core/data';
import { network } from '@refold/core/init';
import { type ModelFacts, readNetwork, writeNetwork } from '@refold/core/io';
import { activation, chain, conv, flatten, globalAvgPool, type Layer, linear, reshape, tap } from '@refold/core/layers';
import { type TrainConfig, train } from '@refold/core/train';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { apply, runCommand } from '../src/cli/commands/run.ts';
import { readArguments } from '../src/cli/parser.ts';
import { predictions } from '../src/cli/run/predictions.ts';
import { type Folders, foldersOf, ROOT } from '../src/plan/folders.ts';
import { jobOf } from '../src/plan/jobs.ts';
import { factsOfRun } from '../src/run/shown-run.ts';
import { rootWithIndex, temporaryFolder } from './support/folder.ts';
import { longConfig } from './support/long-config.ts';

const INPUT = [4, 4, 3] as const;
const classifier = (outputs: number): Layer => chain({ pool: globalAvgPool(), flat: flatten(), last: linear(outputs) });
/** A network that shows what it makes of the scores of 2×2 places, and has two outputs. */
const attentive = (weights: Layer = activation('softmax')): Layer =>
  chain({
    scores: conv(1, 3, { stride: 2, pad: 1 }),
    places: reshape([4]),
    weights,
    map: reshape([2, 2, 1]),
    shown: tap('attention'),
    flat: flatten(),
    last: linear(2),
  });

let folder: string;
let picture: string;
beforeEach(async () => {
  folder = temporaryFolder();
  picture = join(folder, 'photo.png');
  await writePng(
    picture,
    Uint8Array.from({ length: 6 * 8 * 3 }, (_, i) => i),
    [6, 8],
  );
});

/** A model file of that network. */
function modelOf(layer: Layer, facts: ModelFacts = {}, input: readonly number[] = INPUT): string {
  const path = join(folder, 'model.safetensors');
  writeNetwork(path, { ...network(layer, input, Rng.seeded('run command')), ...facts });
  return path;
}

/** The command in this process, on a backend that every machine has. */
const run = async (args: readonly string[], folders: Folders = foldersOf(ROOT)): Promise<number> =>
  await apply(readArguments(runCommand, [...args, '--backend', 'cpu']), folders);

/** What the command writes. */
async function told(args: readonly string[], folders?: Folders): Promise<string> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    expect(await run(args, folders)).toBe(0);
    return write.mock.calls.map(([text]) => text).join('');
  } finally {
    write.mockRestore();
  }
}

describe('refold run', () => {
  it("prints the most probable of a model's classes", async () => {
    const classNames = ['ant', 'bee', 'cat', 'dog', 'eel', 'fox'];
    const lines = (await told([modelOf(classifier(6), { classNames }), '--image', picture])).split('\n');
    expect(lines.slice(0, 2)).toEqual([
      `${join(folder, 'model.safetensors')}: a model file`,
      `${picture}: scaled to 4x4, pixels from 0 to 1`,
    ]);
    const shares = lines.filter(line => line.includes('%')).map(line => Number(/([\d.]+) %/.exec(line)![1]));
    expect(shares).toHaveLength(5);
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
  });

  it("normalizes by the model's own mean and std", async () => {
    const layer = chain({ pool: globalAvgPool(), flat: flatten() });
    await writePng(picture, new Uint8Array(6 * 8 * 3).fill(51), [6, 8]);
    const normalization = { mean: [0.2, 0.1, 0], std: [1, 0.5, 0.1] };
    const text = await told([modelOf(layer, { normalization }), '--image', picture]);
    expect(text).toContain("normalized by the model's own mean and std\n");
    expect(text).toMatch(/ {2}0 +0\n {2}1 +0\.2\n {2}2 +2\n/);
  });

  it('draws where a network looks, beside the picture and over it', async () => {
    const map = join(folder, 'map.png');
    const text = await told([modelOf(attentive()), '--image', picture, '--map', map]);
    expect(text).toContain(`Attention (picture, map of 2x2 places, blend) written to ${map}\n`);
    const [strip, own] = [await readWithin(map, 1000), await readWithin(picture, 1000)];
    expect([strip.height, strip.width]).toEqual([6, 24]);
    expect(strip.pixels.subarray(0, 24)).toEqual(own.pixels.subarray(0, 24));
    expect(readdirSync(folder).sort()).toEqual(['map.png', 'model.safetensors', 'photo.png']);
  });

  it('keeps proportions, and draws at most 448 pixels', async () => {
    await writePng(picture, new Uint8Array(300 * 900 * 3), [300, 900]);
    const map = join(folder, 'maps', 'map.png');
    await told([modelOf(attentive()), '--image', picture, '--map', map]);
    const { height, width } = await readWithin(map, 2000);
    expect([height, width]).toEqual([149, 3 * 448]);
  });

  it('names the map after the picture, in the working directory', () => {
    const bin = join(import.meta.dirname, '../bin/refold.mjs');
    const args = ['run', modelOf(attentive()), '--image', picture, '--backend', 'cpu'];
    const { status, stdout } = spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8', cwd: folder });
    expect({ status, said: stdout.includes('written to photo-attention.png\n') }).toEqual({ status: 0, said: true });
    expect(existsSync(join(folder, 'photo-attention.png'))).toBe(true);
  });

  it('draws nothing of a tap that shows other things', async () => {
    const model = modelOf(attentive(activation('sigmoid')));
    expect(await told([model, '--image', picture])).not.toContain('Attention');
    const map = join(folder, 'map.png');
    await expect(run([model, '--image', picture, '--map', map])).rejects.toThrow(
      `--map: ${model} has no tap 'attention' with weights of places that sum to 1: leave it out`,
    );
    expect(existsSync(map)).toBe(false);
  });

  it('saves the model, with facts that options give', async () => {
    const [model, out, names] = [modelOf(classifier(2)), join(folder, 'out.safetensors'), join(folder, 'names.txt')];
    writeFileSync(names, 'no\nyes\n');
    expect(await told([model, '--class-names', names, '-o', out])).toContain(`Model written to ${out}\n`);
    expect(readNetwork(out).classNames).toEqual(['no', 'yes']);
    expect(await told([out, '--image', picture])).toMatch(/ (no|yes) +\d+\.\d %/);
  });

  it.each<[string, () => Promise<readonly string[]> | readonly string[], string]>([
    ['no picture', () => [modelOf(classifier(2))], '--image is missing'],
    [
      'a map without a picture',
      () => [modelOf(classifier(2)), '-o', 'x.safetensors', '--map', 'm.png'],
      '--image is missing',
    ],
    [
      'a picture that is not there',
      () => [modelOf(classifier(2)), '--image', join(folder, 'none.jpg')],
      'none.jpg: there is no such file or folder',
    ],
    ['a folder', () => [modelOf(classifier(2)), '--image', folder], "which isn't a file: name a picture"],
    ['what is no picture', () => [modelOf(classifier(2)), '--image', modelOf(classifier(2))], "can't be decoded ("],
    [
      'a part of a picture',
      () => {
        truncateSync(picture, readFileSync(picture).length - 60);
        return [modelOf(classifier(2)), '--image', picture];
      },
      `photo.png can't be decoded (`,
    ],
    [
      'a network of other things',
      () => [modelOf(chain({ flat: flatten(), last: linear(2) }), {}, [4, 4, 1]), '--image', picture],
      'takes [4, 4, 1], not pictures in colour',
    ],
    [
      'a network of maps',
      () => [modelOf(chain({ conv: conv(2, 1) })), '--image', picture],
      'makes [4, 4, 2] of a picture, not one vector',
    ],
    ['a map of another kind', () => [modelOf(attentive()), '--image', picture, '--map', 'm.jpg'], 'must end in .png'],
    [
      'a map that is the picture',
      () => [modelOf(attentive()), '--image', picture, '--map', picture],
      'the picture itself',
    ],
    [
      'a map that leads to the picture',
      () => {
        symlinkSync(picture, join(folder, 'link.png'));
        return [modelOf(attentive()), '--image', picture, '--map', join(folder, 'link.png')];
      },
      'the picture itself',
    ],
    [
      'a scale of a file',
      () => [modelOf(classifier(2)), '--image', picture, '--scale', 'quick'],
      '--scale is for papers',
    ],
    ['random parameters', () => ['resnet-20-cifar', '--image', picture], 'resnet-20-cifar has random parameters'],
  ])('refuses %s', async (_, args, message) => {
    await expect(run(await args())).rejects.toThrow(message);
    expect(readdirSync(folder).filter(name => name.includes('attention'))).toEqual([]);
  });
});

/** The root of a paper that shows a run of three classes at quick. */
function showing(): { readonly folders: Folders; readonly config: TrainConfig } {
  const config = longConfig(1);
  const shown = `scale => (scale === 'quick' ? ${JSON.stringify(config)} : undefined)`;
  const paper = `{ paper: 'toy', reference: '', models: {}, tables: [], figures: [], shown: ${shown} }`;
  return { folders: foldersOf(rootWithIndex(`export default ${paper};`)), config };
}

describe("a paper's network", () => {
  it('is that of its finished run, with names of classes, and can be saved', async () => {
    const { folders, config } = showing();
    // The name of another backend than the one that applies it.
    const { folder: own } = jobOf({ table: '', row: '' }, config, { ...folders, paper: 'toy', backend: 'native' });
    await expect(run(['toy', '--image', picture], folders)).rejects.toThrow(
      "toy isn't trained at --scale quick on this machine. The command that trains it:\n  npx refold reproduce toy --scale quick",
    );
    await selectBackend(parseBackendChoice('cpu'));
    await train(config, { folder: own });
    const out = join(folder, 'toy.safetensors');
    const text = await told(['toy', '--image', picture, '-o', out], folders);
    expect(text).toContain('at quick, trained on generated\n');
    expect(text.match(/ %\n/g)).toHaveLength(3);
    expect(readNetwork(out).classNames).toHaveLength(3);
    expect((await told([out, '--image', picture], folders)).split('\n').slice(1)).toEqual(
      text
        .split('\n')
        .slice(1)
        .filter(line => !line.startsWith('Model')),
    );
    truncateSync(join(own, 'checkpoint.safetensors'), 100);
    await expect(run(['toy', '--image', picture], folders)).rejects.toThrow(
      'The command that trains it again:\n  npx refold reproduce toy --scale quick --fresh',
    );
    await expect(run(['toy', '--image', picture, '--scale', 'paper'], folders)).rejects.toThrow(
      'toy has no run at --scale paper',
    );
  });

  it('is named by the row that trains it', async () => {
    const folders = { ...foldersOf(ROOT), runs: folder };
    await expect(run(['pdanet', '--image', picture, '--scale', 'smoke'], folders)).rejects.toThrow(
      'npx refold reproduce pdanet --table table-1 --row "PDANet" --scale smoke',
    );
  });

  it('is none of a paper that says nothing of it', async () => {
    await expect(run(['repvgg', '--image', picture])).rejects.toThrow(
      "repvgg doesn't say which of its networks to apply (`shown` in its index.ts). Papers that do: cycleemotiongan, pdanet.",
    );
  });

  it('rates on the scales of its dataset', () => {
    const about = (train: object, augment = {}) =>
      factsOfRun({ ...longConfig(1), data: { train, augment } } as TrainConfig);
    const emotion6 = { name: 'emotion6', split: 'train', side: 8, label: 'dimensions' };
    const normalize = { mean: [0, 0, 0], std: [1, 1, 1] };
    expect(about({ ...emotion6, scale: 'unit' }, { normalize })).toEqual({
      normalization: normalize,
      dimensions: ['valence', 'arousal'].map(name => ({ name, range: [1, 9] })),
    });
    expect(about(emotion6)).toEqual({});
    expect(about({ name: 'imagenet', split: 'train' })).toEqual({});
  });
});

describe('predictions', () => {
  const layer = classifier(1);

  it('are ratings with their polarity, also those outside of the scale', () => {
    const dimensions = ['valence', 'arousal', 'dominance', 'x'].map(name => ({ name, range: [1, 9] as const }));
    expect(predictions({ layer, dimensions }, [0.665, 0.5, 1.05, -0.0001])).toBe(
      [
        '  dimension  rating  scale   0 to 1  polarity',
        '  ---------  ------  ------  ------  ------------------------------',
        '  valence    6.32    1 to 9  0.665   positive',
        '  arousal    5.00    1 to 9  0.500   negative',
        '  dominance  9.40    1 to 9  1.050   positive, outside of the scale',
        '  x          1.00    1 to 9  0.000   negative, outside of the scale',
      ].join('\n'),
    );
  });

  it('are probabilities as they are where the network ends in a softmax', () => {
    const classNames = ['a', 'b'];
    const softmaxed = chain({ last: linear(2), end: chain({ act: activation('softmax'), flat: flatten() }) });
    expect(predictions({ layer: softmaxed, classNames }, [0.25, 0.75])).toContain(
      'b           75.0 %\n  a           25.0 %',
    );
    expect(predictions({ layer, classNames }, [0, Math.log(4)])).toContain('b           80.0 %\n  a           20.0 %');
  });

  it('are plain numbers without names, of many the largest', () => {
    expect(predictions({ layer }, [0.5, -2])).toBe('  output  value\n  ------  -----\n  0       0.5\n  1       -2');
    const many = predictions({ layer }, [...Array(30).keys()]);
    expect(many).toContain('  29      29\n  28      28\n');
    expect(many).toContain('The largest of 30 outputs');
  });
});
