/** Datasets that lie in the data folder as zip archives. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unpackZip } from '../src/data/fetching/unpack-zip.ts';
import { datasetNamed, datasetState, loadDataset } from '../src/data/index.ts';
import { ownDataFolder } from './support/data-folder.ts';
import { jpeg } from './support/rated.ts';
import { zipArchive } from './support/zip.ts';

const folder = ownDataFolder();
const put = (name: string, bytes: Buffer): string => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};

describe('a zip archive', () => {
  const text = (content: string): Buffer => Buffer.from(content);

  it('is unpacked without the folder that holds all of it, and without what systems add', () => {
    const path = put(
      'set.zip',
      zipArchive(
        [
          ['set/a.txt', text('one')],
          ['set/in/b.txt', text('two')],
          ['__MACOSX/set/._a.txt', text('x')],
        ],
        { method: 8 },
      ),
    );
    unpackZip(path, join(folder, 'set'));
    expect(readdirSync(join(folder, 'set'))).toEqual(['a.txt', 'in']);
    expect(readFileSync(join(folder, 'set/in/b.txt'), 'utf8')).toBe('two');
    const flat = put(
      'flat.zip',
      zipArchive([
        ['a.txt', text('one')],
        ['in/b.txt', text('two')],
      ]),
    );
    unpackZip(flat, join(folder, 'flat'));
    expect(readdirSync(join(folder, 'flat'))).toEqual(['a.txt', 'in']);
  });

  /** Zeros are packed by a thousand. */
  const bomb = zipArchive(
    [0, 1, 2, 3].map(i => [`${i}.bin`, Buffer.alloc(2 ** 24)] as const),
    { method: 8 },
  );

  /** The archive with another size of its only entry in the list at its end. */
  function understating(archive: Buffer, size: number): Buffer {
    archive.writeUInt32LE(size, archive.lastIndexOf('PK\x01\x02') + 24);
    return archive;
  }

  it.each([
    ['is truncated', zipArchive([['a.txt', text('one')]]).subarray(0, 60), 'truncated'],
    ['is damaged', zipArchive([['a.txt', text('one')]], { crc: 1 }), "its entry 'a.txt' is damaged"],
    ['is packed otherwise', zipArchive([['a.txt', text('one')]], { method: 9 }), 'packed in an unknown way'],
    [
      'leads out of its folder',
      zipArchive([
        ['a.txt', text('one')],
        ['../b.txt', text('two')],
      ]),
      "its entry '../b.txt' lies outside",
    ],
    ['holds nothing', zipArchive([]), 'it is empty'],
    [
      'unpacks to far more than itself',
      bomb,
      /it would unpack to 67108864 bytes, \d+ times its size, as no dataset does/,
    ],
    [
      'unpacks to more than its list says',
      understating(zipArchive([['a.txt', Buffer.alloc(2 ** 16)]], { method: 8 }), 1000),
      "its entry 'a.txt' unpacks to more than the 1000 bytes that the archive lists for it",
    ],
  ])('that %s is refused, and leaves nothing behind', (_, bytes, message) => {
    const path = put('bad.zip', bytes);
    expect(() => unpackZip(path, join(folder, 'bad'))).toThrow(message);
    expect(readdirSync(folder).filter(name => name.startsWith('bad'))).toEqual(['bad.zip']);
    expect(existsSync(join(folder, 'b.txt'))).toBe(false);
  });

  it('by the name of a dataset’s folder is the dataset', async () => {
    const pictures = await Promise.all([jpeg(10), jpeg(200)]);
    const entries = ['sad_1.jpg', 'awe_2.jpg'].map((name, i) => [`testImages_artphoto/${name}`, pictures[i]!] as const);
    put('testImages_artphoto.zip', zipArchive(entries, { method: 8 }));
    expect(datasetState(datasetNamed('art-photo'), folder)).toEqual({ kind: 'complete' });
    const spec = { name: 'art-photo', split: 'test', side: 4, folds: 2, only: [0, 1] } as const;
    const dataset = await loadDataset(spec, { folder, onNotice: () => {} });
    expect(dataset.size).toBe(2);
    expect(existsSync(join(folder, 'testImages_artphoto/sad_1.jpg'))).toBe(true);
  });
});
