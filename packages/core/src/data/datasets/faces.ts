/** The ORL faces (Samaria and Harter 1994; AT&T Laboratories Cambridge): 40 people, ten grey pictures of each. */
import { join } from 'node:path';
import type { DatasetDescriptor } from '../descriptor.ts';
import { readPgm } from '../formats/pgm.ts';
import { scaleGrey } from '../formats/scaling.ts';

export interface FacesOptions {
  /** Height and width of the images. Default: the pictures' own, [112, 92]. */
  readonly size: readonly [height: number, width: number];
  /**
   * The first 30 people, with eight pictures of each in train and two in test; or all pictures of the last ten. Default: 'known'.
   */
  readonly people: 'known' | 'unseen';
}

const PICTURES = 10;
const KNOWN = 30;
const PEOPLE = 40;
const TRAINED = 8;

/** Grey images [h, w, 1] of 40 people, ten of each. */
export const faces: DatasetDescriptor<'faces', FacesOptions> = {
  name: 'faces',
  title: 'ORL faces',
  home: 'https://cam-orl.co.uk/facedatabase.html',
  origin: {
    kind: 'manual',
    folders: () => ['orl-faces', 'att_faces', 'orl_faces'],
    contains: 's1',
    obtain:
      'Get the ORL database of faces from the Cambridge University Computer Laboratory, https://cam-orl.co.uk/facedatabase.html',
    layout: 'its folders s1 to s40, each with 1.pgm to 10.pgm',
  },
  defaults: { size: [112, 92], people: 'known' },
  shape: ({ size: [height, width] }) => [height, width, 1],
  labelKind: ({ people }) => ({ kind: 'class', classes: subjects(people) }),
  size: ({ people, split }) => subjects(people).length * pictures(people, split).length,
  fit: ({ shape: [height, width] }) => ({ size: [height, width] }),
  /** All of them: they are small. */
  check: root => {
    for (const people of ['known', 'unseen'] as const) for (const file of filesOf(root, people, 'train')) readPgm(file);
    for (const file of filesOf(root, 'known', 'test')) readPgm(file);
  },
  async read({ split, size, people }, root) {
    const files = filesOf(root, people, split);
    const pixels = size[0] * size[1];
    const images = new Uint8Array(files.length * pixels);
    await Promise.all(files.map(async (file, i) => images.set(await scaleGrey(readPgm(file), size), i * pixels)));
    const values = Int32Array.from(files, (_, i) => Math.floor(i / pictures(people, split).length));
    return { images, labels: { kind: 'class', values } };
  },
};

/** The pictures of a split, one person's after another's. */
const filesOf = (root: string, people: FacesOptions['people'], split: 'train' | 'test'): readonly string[] =>
  subjects(people).flatMap(subject => pictures(people, split).map(n => join(root, subject, `${n}.pgm`)));

/** Names of the people's folders. */
function subjects(people: FacesOptions['people']): readonly string[] {
  const [first, last] = people === 'known' ? [1, KNOWN] : [KNOWN + 1, PEOPLE];
  return Array.from({ length: last - first + 1 }, (_, i) => `s${first + i}`);
}

/** Numbers of the pictures of each person. */
const pictures = (people: FacesOptions['people'], split: 'train' | 'test'): readonly number[] =>
  Array.from({ length: PICTURES }, (_, i) => i + 1).filter(
    n => people === 'unseen' || (split === 'train' ? n <= TRAINED : n > TRAINED),
  );
