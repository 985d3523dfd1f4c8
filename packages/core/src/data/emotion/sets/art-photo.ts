/** ArtPhoto and Abstract (Machajdik and Hanbury 2010): 806 photographs of artists, 280 abstract paintings. */
import { join } from 'node:path';
import { RefoldError } from '../../../error.ts';
import { entriesOf, isPicture } from '../../formats/listing.ts';
import { emotionNamed, MIKELS } from '../emotions.ts';
import { ratedDataset } from '../rated-set.ts';
import { columnsFor, readRatings } from '../rating-table.ts';
import type { Rating } from '../ratings.ts';

/** Where the authors hand both out. */
const HOME = 'http://www.imageemotion.org';

/** The emotion that the artist meant, one of Mikels': the file's name begins with it. */
export const artPhoto = ratedDataset({
  name: 'art-photo',
  title: 'ArtPhoto',
  folders: ['art-photo', 'artphoto', 'testImages_artphoto'],
  obtain: `Get testImages_artphoto.zip from ${HOME}`,
  layout: 'its <emotion>_<id>.jpg',
  classes: MIKELS,
  pictures: 806,
  read: root => {
    const files = entriesOf(root).files.filter(isPicture);
    if (files.length === 0) throw new RefoldError(`${root} holds no pictures.`);
    return files.map(
      (file): Rating => ({ file, where: file, emotion: emotionNamed(file.slice(0, Math.max(0, file.indexOf('_')))) }),
    );
  },
});

/** The columns of Abstract's table: two of them are shorter than the emotion's name. */
const VOTES = { ...columnsFor(MIKELS), contentment: ['Content'], sadness: ['Sad'] };

/** How many of about 14 people chose each of Mikels' emotions. In 52 pictures no emotion has most votes. */
export const abstract = ratedDataset({
  name: 'abstract',
  title: 'Abstract',
  folders: ['abstract', 'testImages_abstract'],
  obtain: `Get testImages_abstract.zip from ${HOME}`,
  layout: 'its ABSTRACT_groundTruth.csv and abstract_*.jpg',
  voted: MIKELS,
  pictures: 280,
  read: (root, faults) =>
    readRatings(
      join(root, 'ABSTRACT_groundTruth.csv'),
      { file: ['', 'image', 'file', 'name', 'filename'], ...VOTES },
      faults,
      { quote: "'" },
    ).map(row => ({
      file: row.text('file'),
      where: row.where,
      votes: row.numbers(MIKELS),
    })),
});
