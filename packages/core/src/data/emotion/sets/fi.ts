/** FI (You, Luo, Jin and Yang 2016): photographs from Flickr and Instagram, each with one of Mikels' emotions. */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { RefoldError } from '../../../error.ts';
import { entriesOf, isPicture } from '../../formats/listing.ts';
import { emotionNamed, MIKELS } from '../emotions.ts';
import { ratedDataset } from '../rated-set.ts';
import { type Faults, readRatings } from '../rating-table.ts';
import type { Rating } from '../ratings.ts';

/** Folders that may lie between the set's folder and those of the emotions. */
const BETWEEN = ['.', 'emotion_dataset', 'train', 'val', 'test'];

/** Pictures in folders of their emotions, which may lie in split folders; or in one folder, with a labels.csv of the columns image and emotion. */
export const fi = ratedDataset({
  name: 'fi',
  title: 'FI',
  folders: ['fi', 'FI', 'fi-subset', 'emotion_dataset'],
  obtain: 'Ask the authors of arXiv 1605.02677 for FI',
  layout: '<emotion>/*.jpg, or train/<emotion>/*.jpg and so on, or labels.csv and images/*.jpg',
  classes: MIKELS,
  pictures: 23_308,
  read: (root, faults) => {
    const table = join(root, 'labels.csv');
    return existsSync(table) ? fromTable(table, faults) : fromFolders(root);
  },
});

const fromTable = (path: string, faults: Faults): readonly Rating[] =>
  readRatings(path, { file: ['image', 'file'], emotion: ['emotion', 'label'] }, faults).map(row => ({
    file: `images/${row.text('file')}`,
    where: row.where,
    emotion: emotionNamed(row.text('emotion')),
  }));

function fromFolders(root: string): readonly Rating[] {
  const found = BETWEEN.flatMap(between => {
    const parent = join(root, between);
    if (!existsSync(parent)) return [];
    return entriesOf(parent).folders.flatMap(folder => {
      const emotion = emotionNamed(folder);
      if (!MIKELS.some(known => known === emotion)) return [];
      const path = join(parent, folder);
      return entriesOf(path)
        .files.filter(isPicture)
        .map((name): Rating => {
          const file = relative(root, join(path, name));
          return { file, where: file, emotion };
        });
    });
  });
  if (found.length === 0) throw new RefoldError(`${root} holds no folder of an emotion: ${MIKELS.join(', ')}.`);
  return found;
}
