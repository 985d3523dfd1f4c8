/** A user's own table of pictures and labels. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DatasetSpec, loadDataset, type OwnTable, ratedTable } from '../src/data/index.ts';
import { ownDataFolder } from './support/data-folder.ts';
import { layOut } from './support/rated.ts';

const folder = ownDataFolder();
const PICTURES = ['a.jpg', 'b.jpg', 'sub/c.jpg', 'sub/d.jpg'];

async function load(lines: readonly string[], options: Omit<OwnTable, 'path'> = {}, own: object = {}) {
  await layOut(folder, {}, PICTURES);
  const path = join(folder, 'mine.csv');
  writeFileSync(path, `${lines.join('\n')}\n`);
  const descriptor = ratedTable({ path, ...options });
  const spec = { name: 'mine', split: 'train', side: 8, folds: 2, only: [0, 1], ...own } as unknown as DatasetSpec;
  return await loadDataset(spec, { datasets: [descriptor] });
}

describe('a table of one’s own', () => {
  it('has classes by the names in it, in order', async () => {
    const { labelKind, labels, size } = await load([
      'path,label',
      'a.jpg,joy',
      'b.jpg,Fear',
      'sub/c.jpg,fear',
      `${join(folder, 'sub/d.jpg')},joy`,
    ]);
    expect(labelKind).toEqual({ kind: 'class', classes: ['fear', 'joy'] });
    expect(size).toBe(4);
    expect('values' in labels && [...labels.values].sort()).toEqual([0, 0, 1, 1]);
  });

  it('has votes, which also give polarity', async () => {
    const lines = ['file,joy,fear', 'a.jpg,3,1', 'b.jpg,0,4', 'sub/c.jpg,1,3', 'sub/d.jpg,2,2'];
    const { labels } = await load(lines, {}, { label: 'distribution' });
    expect('values' in labels && [...labels.values].sort()).toEqual([0, 0.25, 0.25, 0.5, 0.5, 0.75, 0.75, 1]);
    const { size } = await load(lines, {}, { label: 'polarity' });
    expect(size).toBe(3);
  });

  it('has values on a scale that the user names', async () => {
    const lines = ['image,valence,arousal', ...PICTURES.map((file, i) => `${file},${i + 1},5`)];
    const { labelKind } = await load(lines, { range: [1, 9] });
    expect(labelKind).toMatchObject({
      kind: 'dimensions',
      dimensions: [{ name: 'valence', neutral: 5 }, { name: 'arousal' }],
    });
    await expect(load(lines)).rejects.toThrow('Say the ends of their scale, such as 1,9.');
    await expect(load(lines, { range: [1, 3] })).rejects.toThrow('valence is 4, outside 1 to 3');
  });

  it('keeps groups in one fold', async () => {
    const lines = ['file,label,theme', 'a.jpg,joy,x', 'b.jpg,joy,x', 'sub/c.jpg,fear,y', 'sub/d.jpg,fear,y'];
    for (const only of [[0], [1]]) {
      const { labels } = await load(lines, {}, { only });
      expect('values' in labels && new Set(labels.values).size).toBe(1);
    }
  });

  it.each([
    ['no labels', ['file,size', 'a.jpg,3'], 'has no column of labels. Add one'],
    ['no pictures', ['name,label', 'a.jpg,joy'], "lacks the column 'file'"],
    ['an empty label', ['file,label', 'a.jpg,joy', 'b.jpg,'], 'mine.csv, line 3: the emotion is empty'],
    ['a picture that is nowhere', ['file,label', 'z.jpg,joy', 'y.jpg,fear'], 'none of the 2 pictures'],
  ])('names %s', async (_, lines, message) => {
    await expect(load(lines)).rejects.toThrow(message);
  });
});
