/** Twitter I (You, Luo, Jin and Yang 2015, AAAI): 1,269 pictures from Twitter, each judged positive or negative by five people. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RefoldError } from '../../../error.ts';
import { entriesOf } from '../../formats/listing.ts';
import { POLARITIES } from '../emotions.ts';
import { ratedDataset } from '../rated-set.ts';
import { readRatings } from '../rating-table.ts';

/** The lists on which three people or more agree: all pictures. */
const LISTS = 'three_agrees';

/** Polarity, from the five test lists of those on which at least three people agree; each picture is in one of them. */
export const twitter1 = ratedDataset({
  name: 'twitter-1',
  title: 'Twitter I',
  home: 'https://github.com/imatge-upc/sentiment-2017-imavis',
  folders: ['twitter-1', 'twitter1', 'twitter_dataset'],
  obtain: 'Get the pictures and lists that https://github.com/imatge-upc/sentiment-2017-imavis links',
  layout: `${LISTS}/test1.txt to test5.txt, each line a file and 0 or 1, and images/*.jpg`,
  classes: POLARITIES,
  pictures: 1269,
  read: (root, faults) => {
    const folder = join(root, LISTS);
    const lists = existsSync(folder) ? entriesOf(folder).files.filter(file => /^test.*\.txt$/.test(file)) : [];
    if (lists.length === 0) throw new RefoldError(`there are no lists test1.txt to test5.txt in ${folder}.`);
    return lists.flatMap(list =>
      readRatings(join(folder, list), { file: ['file'], sign: ['sign'] }, faults, {
        delimiter: [' ', '\t'],
        names: ['file', 'sign'],
      }).map(row => ({
        file: `images/${row.text('file').split('/').at(-1)}`,
        where: row.where,
        emotion: POLARITIES[row.number('sign')] ?? row.text('sign'),
      })),
    );
  },
});
