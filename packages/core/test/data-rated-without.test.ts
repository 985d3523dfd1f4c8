/** Pictures that two sets share: left out of one, so that none is trained on and tested on. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { type DatasetSpec, dataFolder, inspectDataset, loadDataset } from '../src/data/index.ts';
import { Rng } from '../src/rng.ts';
import { ownDataFolder } from './support/data-folder.ts';
import { valuesOf } from './support/labels.ts';
import { write } from './support/rated.ts';

/** The user's own, whose pictures are real. */
const real = dataFolder();
const folder = ownDataFolder();

/** A picture of patches of colour, the same for a number. */
const patches = (number: number) =>
  sharp(Buffer.from(Array.from({ length: 48 }, (_, i) => Rng.seeded(number).fork(i).int(256))), {
    raw: { width: 4, height: 4, channels: 3 },
  }).resize(96, 96, { kernel: 'nearest' });

describe('a set without what another one has', () => {
  const SHARED = 3;
  const COUNT = 12;
  beforeAll(async () => {
    const lines = Array.from(
      { length: COUNT },
      (_, i) => `${i}.jpg,fear,0.${10 + i},0.5,0.5,${i === 7 ? `${SHARED}.jpg` : ''}`,
    );
    write(join(folder, 'd-visa/index.csv'), `file,label,valence,arousal,dominance,same_as\n${lines.join('\n')}\n`);
    for (let i = 0; i < COUNT; i++) write(join(folder, `d-visa/images/${i}.jpg`), await patches(i).jpeg().toBuffer());
    const shared = sharp(await patches(SHARED).png().toBuffer()).resize(200, 150, { fit: 'fill' });
    write(join(folder, 'fi/fear/elsewhere.jpg'), await shared.jpeg({ quality: 60 }).toBuffer());
    for (const i of [20, 21]) write(join(folder, `fi/awe/${i}.png`), await patches(i).png().toBuffer());
    // ArtPhoto's only picture.
    write(join(folder, 'testImages_artphoto/fear_1.jpg'), await patches(1).jpeg({ quality: 90 }).toBuffer());
  });

  const load = async (own: object) => {
    const notices: string[] = [];
    const spec = { name: 'd-visa', split: 'train', side: 4, folds: 2, ...own } as unknown as DatasetSpec;
    const { labels } = await loadDataset(spec, { onNotice: notice => notices.push(notice) });
    const valences = [...valuesOf(labels)].filter((_, i) => i % 3 === 0).map(value => Math.round(100 * value) - 10);
    return { numbers: valences, notices };
  };
  const NOTICE = 'D-ViSA: 1 of 12 pictures are left out, which fi has too, and 1 that belong together with them';

  it('lacks them, however they are encoded, and those of their groups; folds and order are as before', async () => {
    for (const only of [[0], [1], [0, 1]]) {
      const [whole, rest] = [await load({ only }), await load({ only, without: 'fi' })];
      expect(rest.numbers).toEqual(whole.numbers.filter(number => number !== SHARED && number !== 7));
      expect(whole.notices.join()).not.toContain('left out');
      expect(rest.notices).toContain(NOTICE);
    }
    expect(await inspectDataset({ name: 'd-visa', split: 'train', without: 'fi' })).toContain(NOTICE);
    expect((await load({ only: [0, 1], without: 'fi' })).numbers).toHaveLength(COUNT - 2);
  });

  it('must be of another set, which is there and says what its pictures are', async () => {
    await expect(load({ without: 'd-visa' })).rejects.toThrow('d-visa: `without` names the set itself');
    await expect(load({ without: 'wikiart' })).rejects.toThrow("there is no dataset 'wikiart'");
    await expect(load({ without: 'mnist' })).rejects.toThrow(
      "mnist isn't a dataset whose pictures can be left out of another. Available: iaps, naps, ",
    );
    await expect(load({ without: 'oasis' })).rejects.toThrow('OASIS: there is no ');
    await expect(load({ name: 'art-photo', without: 'd-visa' })).rejects.toThrow(
      'art-photo: d-visa has all of its pictures too, so none is left',
    );
  });
});

const files = ['d-visa/index.csv', 'wikiart-emotions/wikiart_emotions_matched.tsv'].map(file => join(real, file));
describe.skipIf(!files.every(file => existsSync(file)))('D-ViSA and WikiArt-Emotions on disk', () => {
  const noticesOf = async (name: 'd-visa' | 'wikiart-emotions', without: string): Promise<string> =>
    (await inspectDataset({ name, split: 'train', without }, { folder: real })).join('\n');

  it('share 180 paintings, of which D-ViSA has one twice', async () => {
    // The files of 180 are equal to the byte; a Composition of 1951 is in D-ViSA under Riopelle's name and, in another encoding, under Paalen's.
    expect(await noticesOf('wikiart-emotions', 'd-visa')).toMatch(
      /: 180 of \d+ pictures are left out, which d-visa has too$/,
    );
    expect(await noticesOf('d-visa', 'wikiart-emotions')).toMatch(
      /: 181 of 2782 pictures are left out, which wikiart-emotions has too$/,
    );
  });
});
