/** The ORL faces' layout. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDataset } from '../src/data/index.ts';
import { classNames } from './support/labels.ts';

const folder = mkdtempSync(join(tmpdir(), 'refold-faces-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the ORL faces', () => {
  const root = join(folder, 'orl-faces');
  /** A picture of 4×6 whose grey level is 6·person + number. */
  const pgm = (person: number, number: number) =>
    Buffer.concat([Buffer.from('P5\n# a comment\n4 6\n255\n'), Buffer.alloc(24, 6 * person + number)]);

  beforeAll(() => {
    for (let person = 1; person <= 40; person++) {
      mkdirSync(join(root, `s${person}`), { recursive: true });
      for (let n = 1; n <= 10; n++) writeFileSync(join(root, `s${person}`, `${n}.pgm`), pgm(person, n));
    }
  });

  it('are split by picture for 30 people, and by person for the last ten', async () => {
    const read = (split: 'train' | 'test', people?: 'known' | 'unseen') =>
      loadDataset({ name: 'faces', split, size: [3, 2], ...(people && { people }) }, { folder });
    const [trainSet, testSet, others] = [await read('train'), await read('test'), await read('test', 'unseen')];
    expect([trainSet.size, testSet.size, others.size]).toEqual([240, 60, 100]);
    expect(trainSet.shape).toEqual([3, 2, 1]);
    const levelOf = async (dataset: typeof trainSet, index: number) => {
      const { images } = await dataset.batch(Uint32Array.of(index));
      return Math.round(255 * images[0]!);
    };
    expect(await levelOf(trainSet, 9)).toBe(6 * 2 + 2);
    expect(await levelOf(testSet, 1)).toBe(6 * 1 + 10);
    expect([classNames(others)[0], await levelOf(others, 0)]).toEqual(['s31', 6 * 31 + 1]);
  });

  it('say where to ask for them, and which file is missing or broken', async () => {
    const spec = { name: 'faces', split: 'train', size: [3, 2] } as const;
    await expect(loadDataset(spec, { folder: join(folder, 'nowhere') })).rejects.toThrow(
      /Get the ORL database .* and put its folders s1 to s40/,
    );
    writeFileSync(join(root, 's3', '2.pgm'), pgm(3, 2).subarray(0, 30));
    await expect(loadDataset(spec, { folder })).rejects.toThrow(/2\.pgm is not a whole binary PGM/);
    rmSync(join(root, 's3', '2.pgm'));
    await expect(loadDataset(spec, { folder })).rejects.toThrow(/can't read .*2\.pgm: there is no such file/);
  });
});
