/** Flickr_LDL and Twitter_LDL (Yang, Sun and Sun 2017, AAAI): photographs with the votes of 11 and of 8 people. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MIKELS } from '../emotions.ts';
import { ratedDataset } from '../rated-set.ts';
import { columnsFor, type Faults, readRatings } from '../rating-table.ts';
import type { RatedSet, Rating } from '../ratings.ts';

/** Votes for Mikels' emotions, by the names of their columns: the forms in which the sets circulate order them differently. */
function ratings(root: string, index: string, faults: Faults): readonly Rating[] {
  const own = join(root, index);
  const columns = { file: ['images-name', 'image', 'file'], ...columnsFor(MIKELS) };
  const rows = existsSync(own)
    ? readRatings(own, columns, faults)
    : readRatings(join(root, 'ground_truth.txt'), columns, faults, { delimiter: [' ', '\t'] });
  return rows.map(row => ({
    file: `images/${row.text('file')}`,
    where: row.where,
    votes: row.numbers(MIKELS),
  }));
}

const about = (title: string, index: string) => ({
  title,
  folders: [title.toLowerCase().replace('_', '-'), title, title.toLowerCase()],
  obtain: 'Ask the authors, at Nankai University, for the pictures and votes',
  layout: `images/*.jpg and ground_truth.txt, of which the first line names the columns (or an ${index} of such columns)`,
  voted: MIKELS,
});

const flickr: RatedSet<'flickr-ldl'> = {
  name: 'flickr-ldl',
  ...about('Flickr_LDL', 'flickr_ldl.csv'),
  pictures: 11_150,
  read: (root, faults) => ratings(root, 'flickr_ldl.csv', faults),
};
const twitter: RatedSet<'twitter-ldl'> = {
  name: 'twitter-ldl',
  ...about('Twitter_LDL', 'twitter_ldl.csv'),
  pictures: 10_045,
  read: (root, faults) => ratings(root, 'twitter_ldl.csv', faults),
};

/** 11,150 pictures from Flickr. */
export const flickrLdl = ratedDataset(flickr);
/** 10,045 pictures from Twitter. */
export const twitterLdl = ratedDataset(twitter);
