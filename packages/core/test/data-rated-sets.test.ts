/** Sets of rated pictures, each in a tiny folder of its owners' layout. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Dataset, type DatasetSpec, loadDataset } from '../src/data/index.ts';
import { bmp } from './support/bmp.ts';
import { ownDataFolder } from './support/data-folder.ts';
import { layOut, write } from './support/rated.ts';

const folder = ownDataFolder();

const load = (spec: object): Promise<Dataset> =>
  loadDataset({ split: 'train', side: 4, folds: 2, only: [0, 1], ...spec } as unknown as DatasetSpec, {
    onNotice: () => {},
  });
/** Labels of all examples, a row each, to three digits, in ascending order. */
function rows({ labels, size }: Dataset): readonly (readonly number[])[] {
  if (labels.kind === 'none') return [];
  const width = labels.kind === 'class' ? 1 : labels.width;
  const found = Array.from({ length: size }, (_, i) =>
    [...labels.values.slice(i * width, (i + 1) * width)].map(value => Number(value.toFixed(3))),
  );
  return ascending(found);
}

const ascending = <T>(found: readonly T[]): readonly T[] => [...found].sort((a, b) => (String(a) < String(b) ? -1 : 1));
/** The names of the classes of its examples, in order of their numbers. */
function emotions(dataset: Dataset): readonly string[] {
  const { labelKind } = dataset;
  if (labelKind.kind !== 'class') throw new Error(`labels are ${labelKind.kind}`);
  return rows(dataset).map(([value]) => labelKind.classes[value!]!);
}

describe('Emotion6', () => {
  beforeAll(() =>
    layOut(
      join(folder, 'Emotion6'),
      {
        'ground_truth.txt':
          '[image_filename]\t[valence]\t[arousal]\t[prob. anger]\t[prob. disgust]\t[prob. fear]\t[prob. joy]\t[prob. sadness]\t[prob. surprise]\t[prob. neutral]\n' +
          'disgust/1.jpg\t2.5\t3.8\t.133333\t.7\t0\t.0666667\t.1\t0\t0\n' +
          'joy/2.jpg\t7\t4\t0\t0\t0\t1\t0\t0\t0\n',
      },
      ['images/disgust/1.jpg', 'images/joy/2.jpg'],
    ),
  );

  it('has dimensions, keywords, votes and polarity', async () => {
    const dimensions = await load({ name: 'emotion6' });
    expect(rows(dimensions)).toEqual([
      [2.5, 3.8],
      [7, 4],
    ]);
    expect(dimensions.labelKind).toMatchObject({ dimensions: [{ name: 'valence', range: [1, 9], neutral: 5 }, {}] });
    const unit = await load({ name: 'emotion6', scale: 'unit' });
    expect(rows(unit)).toEqual([
      [0.188, 0.35],
      [0.75, 0.375],
    ]);
    expect(unit.labelKind).toMatchObject({ dimensions: [{ name: 'valence', range: [0, 1], neutral: 0.5 }, {}] });
    expect(emotions(await load({ name: 'emotion6', label: 'class' }))).toEqual(['disgust', 'joy']);
    expect(rows(await load({ name: 'emotion6', label: 'distribution' }))).toEqual([
      [0, 0, 0, 1, 0, 0, 0],
      [0.133, 0.7, 0, 0.067, 0.1, 0, 0],
    ]);
    expect(emotions(await load({ name: 'emotion6', label: 'polarity' }))).toEqual(['negative', 'positive']);
  });

  it('gives the emotions that are asked for, in their order and by either name', async () => {
    const chosen = ['happiness', 'disgust'];
    const classes = await load({ name: 'emotion6', label: 'class', emotions: chosen });
    expect([classes.labelKind, emotions(classes)]).toEqual([
      { kind: 'class', classes: chosen },
      ['happiness', 'disgust'],
    ]);
    expect(emotions(await load({ name: 'emotion6', label: 'class', emotions: ['fear', 'disgust'] }))).toEqual([
      'disgust',
    ]);
    // Votes for others don't count: .0666667 and .7 are shared out anew.
    const votes = await load({ name: 'emotion6', label: 'distribution', emotions: chosen });
    expect(rows(votes)).toEqual([
      [0.087, 0.913],
      [1, 0],
    ]);
    // 'neutral' was voted for, and is no keyword: the class is what most people said.
    const voted = await load({ name: 'emotion6', label: 'class', emotions: ['neutral', 'anger', 'sadness'] });
    expect(emotions(voted)).toEqual(['anger']);
    expect(voted.notices).toContain('Emotion6: 1 pictures without one class are left out');
    const none = load({ name: 'emotion6', emotions: ['awe', 'joy', 'grief'] });
    await expect(none).rejects.toThrow("emotion6 has no 'awe', 'grief'. It has: anger, disgust, fear, joy, ");
    await expect(load({ name: 'emotion6', emotions: ['joy', 'joy'] })).rejects.toThrow("names 'joy' twice");
  });

  it('decodes a picture once, and gives its pixels', async () => {
    const dataset = await load({ name: 'emotion6' });
    const { images, shape } = await dataset.batch(Uint32Array.of(1, 0));
    expect(shape).toEqual([2, 4, 4, 3]);
    expect(Math.round(255 * images[0]!)).toBeGreaterThan(5);
    expect(Math.round(255 * images[48]!)).toBe(0);
    expect(readdirSync(join(folder, 'decoded')).filter(file => file.startsWith('emotion6-4-'))).toHaveLength(1);
  });
});

it('OASIS is read with line ends of CR alone and blanks in names, and split by theme', async () => {
  const names = ['Acorns 1', 'Acorns 2', 'War 2', 'War 3', 'Lake 1', 'Dog 7'];
  const lines = names.map(
    (name, i) => `I${i},${name}${name === 'War 2' ? ' ' : ''},Object,Pixabay,${i + 1},1,100,3.5,1,100`,
  );
  const header = ',Theme,Category,Source,Valence_mean,Valence_SD,Valence_N,Arousal_mean,Arousal_SD,Arousal_N';
  await layOut(
    join(folder, 'oasis'),
    { 'OASIS.csv': `\uFEFF${[header, ...lines].join('\r')}\r` },
    names.map(name => `images/${name}.jpg`),
  );
  const [train, test] = [
    await load({ name: 'oasis', only: [0] }),
    await load({ name: 'oasis', split: 'test', only: [1] }),
  ];
  expect([train.size, test.size]).toEqual([3, 3]);
  const valences = (dataset: Dataset) => rows(dataset).map(([valence]) => valence!);
  expect([...valences(train), ...valences(test)].sort()).toEqual([1, 2, 3, 4, 5, 6]);
  for (const [one, other] of [
    [1, 2],
    [3, 4],
  ] as const) {
    expect(valences(train).includes(one)).toBe(valences(train).includes(other));
  }
});

it('D-ViSA keeps entries of the same painting together', async () => {
  const lines = [0, 1, 2, 3].map(i => `${i}.jpg,fear,0.${i},0.5,1,${i === 3 ? '0.jpg' : ''}`);
  await layOut(
    join(folder, 'd-visa'),
    { 'index.csv': `file,label,valence,arousal,dominance,same_as\n${lines.join('\n')}\n` },
    [0, 1, 2, 3].map(i => `images/${i}.jpg`),
  );
  const train = await load({ name: 'd-visa', only: [0] });
  const valences = rows(train).map(([valence]) => valence);
  expect(valences.includes(0)).toBe(valences.includes(0.3));
  expect(train.labelKind).toMatchObject({
    dimensions: [{ name: 'valence' }, { name: 'arousal' }, { name: 'dominance' }],
  });
});

it('FI is read from folders of emotions, in split folders or not, or from a table', async () => {
  const root = join(folder, 'fi');
  await layOut(root, {}, ['train/amusement/a.jpg', 'test/sadness/b.jpg', 'anger/c.jpg']);
  expect([...emotions(await load({ name: 'fi' }))].sort()).toEqual(['amusement', 'anger', 'sadness']);
  await layOut(root, { 'labels.csv': 'image,emotion\nx.jpg,Sad\ny.jpg,awe\n' }, ['images/x.jpg', 'images/y.jpg']);
  expect(emotions(await load({ name: 'fi' }))).toEqual(['awe', 'sadness']);
  expect(emotions(await load({ name: 'fi', label: 'polarity' }))).toEqual(['negative', 'positive']);
});

it('ArtPhoto says the emotion in the file name, Abstract in votes of which some are tied', async () => {
  await layOut(join(folder, 'testImages_artphoto'), {}, ['sad_01.jpg', 'content_2.jpg']);
  expect(emotions(await load({ name: 'art-photo' }))).toEqual(['contentment', 'sadness']);
  const header = "'','Amusement','Anger','Awe','Content','Disgust','Excitement','Fear','Sad'";
  await layOut(
    join(folder, 'abstract'),
    {
      'ABSTRACT_groundTruth.csv': `${header}\n'abstract_0001.jpg',1,0,3,0,0,0,0,0\n'abstract_0002.jpg',2,2,0,0,0,0,0,0\n`,
    },
    ['abstract_0001.jpg', 'abstract_0002.jpg'],
  );
  expect(rows(await load({ name: 'abstract', label: 'distribution' }))).toEqual([
    [0.25, 0.75, 0, 0, 0, 0, 0, 0],
    [0.5, 0, 0, 0, 0.5, 0, 0, 0],
  ]);
  const single = await load({ name: 'abstract', only: [0, 1] });
  expect(emotions(single)).toEqual(['awe']);
  expect(single.notices?.join()).toContain('Abstract: 1 pictures without one class are left out');
});

it.each([
  [
    'flickr-ldl',
    'images-name Amusement Awe Contentment Excitement Anger Disgust Fear Sadness',
    '1.jpg 0 0 0 0 0 0 2 6',
  ],
  [
    'twitter-ldl',
    'images-name Amusement Anger Awe Contentment Disgust Excitement Fear Sadness',
    '1.jpg 0 0 0 0 0 0 2 6',
  ],
  [
    'twitter-ldl',
    'Sadness Fear images-name Amusement Anger Awe Contentment Disgust Excitement',
    '6 2 1.jpg 0 0 0 0 0 0',
  ],
])('%s finds the votes by the names of columns, in whatever order: %s', async (name, header, line) => {
  const second = line.replace('1.jpg', '2.jpg');
  await layOut(join(folder, name), { 'ground_truth.txt': `${header}\n${line}\n${second}\n` }, [
    'images/1.jpg',
    'images/2.jpg',
  ]);
  expect(rows(await load({ name, label: 'distribution' }))[0]).toEqual([0, 0, 0, 0, 0, 0, 0.25, 0.75]);
});

it('WikiArt-Emotions has votes for the picture alone, and titles with quotation marks', async () => {
  const names =
    'agreeableness anger anticipation arrogance disagreeableness disgust fear gratitude happiness humility love optimism pessimism regret sadness shame shyness surprise trust neutral';
  const columns = names.split(' ').flatMap(name => [`Art (image+title): ${name}`, `ImageOnly: ${name}`]);
  const line = (id: string, title: string, emotion: string) =>
    [
      id,
      title,
      ...columns.map(column => (column === `ImageOnly: ${emotion}` ? 0.5 : column.startsWith('Art') ? 0.9 : 0)),
    ].join('\t');
  await layOut(
    join(folder, 'wikiart-emotions'),
    {
      'WikiArt-Emotions-All.tsv': [
        ['ID', 'Title', ...columns].join('\t'),
        line('a1', 'An "odd title', 'love'),
        line('b2', 'Plain', 'surprise'),
      ].join('\n'),
    },
    ['images/a1.jpg', 'images/b2.jpg'],
  );
  expect(emotions(await load({ name: 'wikiart-emotions' }))).toEqual(['love', 'surprise']);
  expect(emotions(await load({ name: 'wikiart-emotions', label: 'polarity' }))).toEqual(['positive']);
});

it('IAPS takes the first of two ratings, the other form of dominance where one is missing, and ids as numbers', async () => {
  const header = 'desc\tIAPS\tvalmn\tvalsd\taromn\tarosd\tdom1mn\tdom1sd\tdom2mn\tdom2sd\tset';
  const lines = [
    'Snake\t1050.0\t3.5\t2\t6.9\t1\t3.1\t2\t.\t.\t1',
    'Dog\t2055.1\t7\t2\t4\t1\t.\t.\t5.5\t2\t2',
    'Snake\t1050\t9\t2\t9\t1\t9\t2\t.\t.\t3',
  ];
  await layOut(
    join(folder, 'IAPS'),
    { 'AllSubjects_1-20.txt': `${'preamble\n'.repeat(6)}${header}\n${lines.join('\n')}\n` },
    ['1050.jpg', '2055.1.JPG'],
  );
  expect(rows(await load({ name: 'iaps' }))).toEqual([
    [3.5, 6.9, 3.1],
    [7, 4, 5.5],
  ]);
});

it('IAPS and NAPS are read in the form of PDANet’s code, NAPS without its third value', async () => {
  await layOut(join(folder, 'iaps'), { 'IAPS_VAD.txt': '1050 3.5 6.9 3.1\n2055.1\t7\t4\t5.5\n' }, [
    'Dataset/1050.jpg',
    'Dataset/2055.1.jpg',
  ]);
  expect(rows(await load({ name: 'iaps' }))).toHaveLength(2);
  await layOut(join(folder, 'naps'), { 'NAPS_VAD.txt': 'Animals_001_h 2.5 6.4 3\nPeople_217_v 7 4 5\n' }, [
    'Dataset/Animals_001_h.jpg',
    'Dataset/People_217_v.jpg',
  ]);
  expect(rows(await load({ name: 'naps' }))).toEqual([
    [2.5, 6.4],
    [7, 4],
  ]);
});

it('GAPED finds the BMP pictures that its tables call .jpg, and those that were converted', async () => {
  const groups = ['A', 'H', 'N', 'P', 'Sn', 'Sp'];
  const texts = Object.fromEntries(
    groups.map(group => [
      `${group}_with SD.txt`,
      `Name\tValence mean\tV sd\tArousal mean\tA sd\n${group}001.jpg\t40\t9\t60.5\t9\n`,
    ]),
  );
  const root = join(folder, 'gaped');
  await layOut(root, texts, ['H/H001.JPG', 'P/P001.png']);
  for (const group of ['A', 'N', 'Sn', 'Sp']) {
    write(join(root, group, `${group}001.bmp`), bmp({ bits: 24, rows: [[0, 0, 250]] }));
    write(join(root, group, `${group}001.txt`), 'notes');
  }
  const dataset = await load({ name: 'gaped' });
  expect(rows(dataset)).toEqual(groups.map(() => [40, 60.5]));
  expect(emotions(await load({ name: 'gaped', label: 'polarity' }))).toEqual(groups.map(() => 'negative'));
  const { images } = await dataset.batch(Uint32Array.from(groups, (_, i) => i));
  const reds = groups.map((_, i) => Math.round(255 * images[48 * i]!));
  expect(reds.filter(red => red === 250)).toHaveLength(4);
});

it('Twitter I is read from the lists of the five tests', async () => {
  await layOut(
    join(folder, 'twitter1'),
    {
      'three_agrees/test1.txt': '1.jpg 1\n',
      'three_agrees/test2.txt': 'elsewhere/2.jpg 0\n',
      'three_agrees/train1.txt': '2.jpg 0\n',
    },
    ['images/1.jpg', 'images/2.jpg'],
  );
  expect(emotions(await load({ name: 'twitter-1' }))).toEqual(['negative', 'positive']);
});
