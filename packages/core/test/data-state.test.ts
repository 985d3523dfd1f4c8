/** What is said of datasets that are put there by hand, before they are read. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { datasetNamed, datasetState, inspectDataset, isAvailable } from '../src/data/index.ts';
import { ownDataFolder } from './support/data-folder.ts';
import { jpeg, layOut, write } from './support/rated.ts';
import { zipArchive } from './support/zip.ts';

const folder = ownDataFolder();
const stateOf = (name: string) => datasetState(datasetNamed(name));
const at = (...path: readonly string[]): string => join(folder, ...path);
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
});

describe("an owner's archive", () => {
  const whole = zipArchive([['set/sad_1.jpg', Buffer.from('a picture')]], { method: 8 });
  const advice = ` Get it anew, or unpack it yourself into ${at('artphoto')}.`;

  it('is complete where it lists what it holds', () => {
    write(at('artphoto.zip'), whole);
    expect(stateOf('art-photo')).toEqual({ kind: 'complete' });
    expect(isAvailable(datasetNamed('art-photo'))).toBe(true);
  });

  it.each([
    [
      'truncated',
      whole.subarray(0, -30),
      `can't be unpacked: the list of its entries is missing at its end (truncated).${advice}`,
    ],
    [
      'truncated by a byte',
      whole.subarray(0, -1),
      `can't be unpacked: the list of its entries is missing at its end (truncated).${advice}`,
    ],
    [
      'of no bytes',
      Buffer.alloc(0),
      `can't be unpacked: the list of its entries is missing at its end (truncated).${advice}`,
    ],
    ['without entries', zipArchive([['__MACOSX/a', Buffer.from('x')]]), `can't be unpacked: it is empty.${advice}`],
    [
      'a page',
      Buffer.from('<!doctype html><html>sign in</html>'),
      'is an HTML page, not the file itself. The server sent a page',
    ],
  ])('that is %s is not, and named with what to do', (_, bytes, fault) => {
    write(at('artphoto.zip'), bytes);
    const state = stateOf('art-photo');
    expect(state).toMatchObject({ kind: 'faulty', path: 'artphoto.zip' });
    expect(state.kind === 'faulty' && state.fault).toContain(`${at('artphoto.zip')} ${fault}`);
    expect(isAvailable(datasetNamed('art-photo'))).toBe(false);
  });
});

describe('a folder', () => {
  const D_VISA = 'file,label,valence,arousal,dominance,same_as\n';

  it.each<[string, string, string, () => Promise<void>, string]>([
    ['d-visa', 'is empty', '', async () => {}, "index.csv doesn't exist"],
    [
      'd-visa',
      'has a table cut off',
      '',
      () => layOut(at('d-visa'), { 'index.csv': `${D_VISA}a.jpg,fear,0.5` }, ['images/a.jpg']),
      "line 2: arousal is '', not a number",
    ],
    [
      'd-visa',
      'has no pictures',
      '',
      () => layOut(at('d-visa'), { 'index.csv': `${D_VISA}a.jpg,fear,0.5,0.5,0.5,` }, []),
      'none of the 1 pictures',
    ],
    [
      'emotic',
      'has an altered MAT-file',
      '',
      async () => write(at('emotic/Annotations.mat'), 'MATLAB 5.0'),
      "isn't a MAT-file of level 5",
    ],
    ['art-photo', 'has other files', '', async () => write(at('art-photo/readme.txt'), 'text'), 'holds no pictures'],
    [
      'camvid',
      'lacks its label maps',
      'train',
      () => layOut(at('camvid'), {}, ['train/a.jpg']),
      "can't read the folder",
    ],
    ['camvid', 'has no pictures', 'trainannot', async () => void mkdirSync(at('camvid/train')), 'holds no pictures'],
    [
      'faces',
      'lacks pictures',
      's1',
      async () => write(at('orl-faces/s1/1.pgm'), 'P5 1 1 255\nx'),
      '2.pgm: there is no such file',
    ],
    [
      'faces',
      'has a picture cut off',
      's1',
      async () => write(at('orl-faces/s1/1.pgm'), 'P5 2 1 255\nx'),
      '1.pgm is not a whole binary PGM',
    ],
    [
      'imagenet',
      'lacks train',
      '',
      async () => void mkdirSync(at('imagenet/val/n01'), { recursive: true }),
      'there is no folder',
    ],
    ['image-folder', 'has empty classes', 'train/cat', async () => {}, 'cat holds no files'],
    ['image-folder', 'lacks val', '', () => layOut(at('image-folder'), {}, ['train/cat/1.jpg']), 'there is no folder'],
  ])('of %s that %s is told from a complete one', async (name, _, inside, fill, fault) => {
    const { origin } = datasetNamed(name);
    if (origin.kind !== 'manual') throw new Error(origin.kind);
    const root = at(origin.folders({ ...datasetNamed(name).defaults, split: 'train' })[0]!);
    mkdirSync(join(root, inside), { recursive: true });
    await fill();
    const state = stateOf(name);
    expect(state.kind === 'faulty' && state.fault).toContain(fault);
    expect(state.kind === 'faulty' && state.fault.split('\n')[1]).toContain(`into ${root}.`);
    expect(isAvailable(datasetNamed(name))).toBe(false);
  });

  it('is complete where its tables and folders are in order', async () => {
    await layOut(at('d-visa'), { 'index.csv': `${D_VISA}a.jpg,fear,0.5,0.5,0.5,\n` }, ['images/a.jpg']);
    await layOut(at('image-folder'), {}, ['train/cat/1.jpg', 'val/cat/2.jpg']);
    await layOut(at('CamVid'), {}, ['train/a.jpg', 'trainannot/a.png', 'test/b.jpg', 'testannot/b.png']);
    for (const name of ['d-visa', 'image-folder', 'camvid']) expect(stateOf(name)).toEqual({ kind: 'complete' });
  });

  it('of CamVid has its pictures and label maps opened on inspection', async () => {
    await layOut(at('camvid'), {}, ['train/a.jpg', 'trainannot/a.png']);
    expect(await inspectDataset({ name: 'camvid', split: 'train' })).toEqual([]);
    write(at('camvid/trainannot/a.png'), (await jpeg(9)).subarray(0, 100));
    await expect(inspectDataset({ name: 'camvid', split: 'train' })).rejects.toThrow(
      /1 of 2 pictures can't be decoded: .*trainannot.a\.png/,
    );
  });
});
