/** What is told of rated pictures that are missing, damaged, of odd formats, or wrongly labelled. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';
import { decodedPictures } from '../src/data/emotion/decoded-pictures.ts';
import { groupedFolds } from '../src/data/emotion/folds.ts';
import { readScaled } from '../src/data/formats/scaling.ts';
import { type DatasetSpec, loadDataset } from '../src/data/index.ts';
import { Rng } from '../src/rng.ts';
import { ownDataFolder } from './support/data-folder.ts';
import { jpeg, layOut, write } from './support/rated.ts';

const folder = ownDataFolder();

describe('a table of ratings', () => {
  const root = join(folder, 'd-visa');
  const HEADER = 'file,label,valence,arousal,dominance,same_as';
  beforeEach(() => rmSync(root, { recursive: true, force: true }));
  const load = async (
    lines: readonly string[],
    header = HEADER,
    own: object = {},
    pictures = ['images/a.jpg', 'images/b.jpg'],
  ) => {
    await layOut(root, { 'index.csv': `${[header, ...lines].join('\n')}\n` }, pictures);
    const notices: string[] = [];
    const spec = { name: 'd-visa', split: 'train', side: 4, folds: 2, ...own } as unknown as DatasetSpec;
    const dataset = await loadDataset(spec, { onNotice: notice => notices.push(notice) });
    return { dataset, notices };
  };
  const GOOD = ['a.jpg,fear,0.5,0.5,0.5,', 'b.jpg,awe,1,0,1,'];

  it('is read whole', async () => {
    const { dataset, notices } = await load(GOOD);
    expect(dataset.size).toBe(1);
    expect(notices).toEqual([expect.stringContaining('2 pictures are listed, where 2782 are known')]);
  });

  it.each([
    [
      'a value out of range',
      ['a.jpg,fear,1.5,0.5,0.5,', GOOD[1]!],
      'index.csv, line 2: valence is 1.5, outside 0 to 1',
    ],
    ["what isn't a number", [GOOD[0]!, 'b.jpg,awe,1,?,1,'], "index.csv, line 3: arousal is '?', not a number"],
    ['a missing value', [GOOD[0]!, 'b.jpg,awe,1'], "index.csv, line 3: arousal is '', not a number"],
    [
      'an unknown emotion',
      ['a.jpg,fearful,0.5,0.5,0.5,', GOOD[1]!],
      "index.csv, line 2: 'fearful' isn't one of amusement, awe",
    ],
    ['a picture twice', [...GOOD, GOOD[0]!], 'index.csv, line 4: images/a.jpg is rated in index.csv, line 2 already'],
    ['several of them', ['a.jpg,fearful,2,0.5,0.5,', 'b.jpg,awe,-1,?,1,'], 'has 4 faults: '],
  ])('names %s', async (_, lines, message) => {
    await expect(load(lines)).rejects.toThrow(message);
  });

  it('names columns that it lacks, with what it has', async () => {
    const wrong = HEADER.replace('arousal', 'arousel');
    await expect(load(GOOD, wrong)).rejects.toThrow(
      /index\.csv lacks the column 'arousal'\. Did 'arousel' mean that\? It has 'file', 'label'/,
    );
  });

  it('names pictures that are not there, and refuses a folder without any', async () => {
    const { dataset, notices } = await load([...GOOD, 'c.jpg,fear,0,0,0,'], HEADER, { only: [0, 1] });
    expect(dataset.size).toBe(2);
    expect(notices.join()).toContain("one listed picture doesn't exist: images/c.jpg");
    rmSync(join(root, 'images'), { recursive: true });
    await expect(load(GOOD, HEADER, {}, [])).rejects.toThrow('none of the 2 pictures that');
  });

  it('names pictures that are truncated or no pictures', async () => {
    await load(GOOD);
    write(join(root, 'images/a.jpg'), (await jpeg(9)).subarray(0, 150));
    write(join(root, 'images/b.jpg'), '<html>not found</html>');
    const spec = { name: 'd-visa', split: 'train', side: 4, folds: 2 } as const;
    await expect(loadDataset(spec)).rejects.toThrow(/2 of 2 pictures can't be decoded: .*a\.jpg .*b\.jpg/);
  });

  it('refuses a label that the set has not, and a fold that is not there', async () => {
    await expect(load(GOOD, HEADER, { label: 'distribution' })).rejects.toThrow(
      "d-visa has no labels of the kind 'distribution'. It has: dimensions, class, polarity.",
    );
    await expect(load(GOOD, HEADER, { fold: 2 })).rejects.toThrow("fold 2 doesn't exist: there are 2, from 0");
    await expect(load(GOOD, HEADER, { folds: 2.5 })).rejects.toThrow(
      'folds are 2.5: they must be a whole number above 1',
    );
    await expect(load(GOOD, HEADER, { side: 0 })).rejects.toThrow('side is 0: it must be a whole number above 0');
    await expect(load(GOOD, HEADER, { folds: 3 })).rejects.toThrow("2 groups of pictures don't make 3 folds");
  });

  it('says where to get a set that is not there', async () => {
    await expect(loadDataset({ name: 'oasis', split: 'train' })).rejects.toThrow(
      /Get OASIS from https:.* and put its OASIS\.csv/,
    );
  });
});

describe('pictures of any kind', () => {
  const at = (name: string): string => join(folder, 'pictures', name);
  const raw = { width: 2, height: 1, channels: 3 } as const;
  /** Red on the left, blue on the right. */
  const two = () => sharp(Buffer.from([255, 0, 0, 0, 0, 255]), { raw }).resize(16, 8, { kernel: 'nearest' });
  const levels = async (name: string) => {
    const pixels = await readScaled(at(name), [2, 2]);
    expect(pixels).toHaveLength(12);
    return [...pixels];
  };
  const near = (pixels: readonly number[], wanted: readonly number[]) => {
    for (const [i, value] of wanted.entries())
      expect(Math.abs(pixels[i]! - value), `value ${i} of ${pixels}`).toBeLessThan(45);
  };

  it('with a palette, grey, in 16 bits and in CMYK come out as colours', async () => {
    write(at('palette.png'), await two().png({ palette: true }).toBuffer());
    near(await levels('palette.png'), [255, 0, 0, 0, 0, 255]);
    write(at('grey.png'), await two().greyscale().png().toBuffer());
    const grey = await levels('grey.png');
    expect(grey[0]).toBe(grey[1]);
    expect(grey[0]).toBeGreaterThan(grey[3]!);
    write(at('deep.png'), await two().toColourspace('rgb16').png().toBuffer());
    expect((await sharp(at('deep.png')).metadata()).depth).toBe('ushort');
    near(await levels('deep.png'), [255, 0, 0, 0, 0, 255]);
    write(
      at('cmyk.jpg'),
      await two().toColourspace('cmyk').jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer(),
    );
    expect((await sharp(at('cmyk.jpg')).metadata()).space).toBe('cmyk');
    const [red, , , , , blue] = await levels('cmyk.jpg');
    expect(Math.min(red!, blue!)).toBeGreaterThan(100);
  });

  it.each([
    [1, 'left'],
    [2, 'right'],
    [3, 'right'],
    [4, 'left'],
    [5, 'top'],
    [6, 'top'],
    [7, 'bottom'],
    [8, 'bottom'],
  ])('stand upright by their EXIF orientation: with %i red comes to lie at the %s', async (orientation, side) => {
    const bytes = await two()
      .withMetadata({ orientation })
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toBuffer();
    write(at('turned.jpg'), bytes);
    const pixels = await readScaled(at('turned.jpg'), [4, 4]);
    const red = (row: number, column: number): boolean => pixels[3 * (4 * row + column)]! > 128;
    const corners = [red(0, 0), red(0, 3), red(3, 0), red(3, 3)];
    const wanted = { left: [true, false, true, false], right: [false, true, false, true] };
    const upright = { top: [true, true, false, false], bottom: [false, false, true, true] };
    expect(corners).toEqual({ ...wanted, ...upright }[side]);
  });

  it('are decoded anew when one changes, and the old file goes', async () => {
    const files = ['x.jpg', 'y.jpg'].map(at);
    for (const [i, file] of files.entries()) write(file, await jpeg(100 * i));
    const into = join(folder, 'decoded-here');
    const [, second] = await (await decodedPictures('set', files, 2, into))(Uint32Array.of(0, 1));
    expect(second![0]).toBeGreaterThan(80);
    write(files[1]!, await jpeg(200));
    const [changed] = await (await decodedPictures('set', files, 2, into))(Uint32Array.of(1));
    expect(changed![0]).toBeGreaterThan(180);
  });
});

describe('groupedFolds', () => {
  it('keeps groups together, in folds that differ by no more than the largest group', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(12), { minLength: 30, maxLength: 60 }),
        fc.integer({ min: 2, max: 4 }),
        (numbers, folds) => {
          const groups = numbers.map(String);
          fc.pre(new Set(groups).size >= folds);
          const found = groupedFolds(groups, folds, Rng.seeded(1));
          const of = new Map<string, number>();
          for (const [i, group] of groups.entries()) {
            expect(of.get(group) ?? found[i]).toBe(found[i]);
            of.set(group, found[i]!);
          }
          const sizes = Array.from({ length: folds }, (_, fold) => found.filter(one => one === fold).length);
          const largest = Math.max(...[...new Set(groups)].map(group => groups.filter(one => one === group).length));
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(largest);
        },
      ),
    );
  });

  it('does not depend on the order of the pictures', () => {
    const groups = Array.from({ length: 40 }, (_, i) => `group ${i % 17}`);
    const there = groupedFolds(groups, 5, Rng.seeded(2));
    const back = groupedFolds([...groups].reverse(), 5, Rng.seeded(2));
    expect([...back].reverse()).toEqual([...there]);
  });
});
