/** WikiArt-Emotions (Mohammad and Kiritchenko 2018, LREC): 4,105 works of art, each with the emotions that about ten people saw in it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { WIKIART_EMOTIONS } from '../emotions.ts';
import { ratedDataset } from '../rated-set.ts';
import { columnsFor, readRatings } from '../rating-table.ts';

/** Votes for the picture alone, without its title: several emotions a person. File names are the works' identifiers. */
export const wikiartEmotions = ratedDataset({
  name: 'wikiart-emotions',
  title: 'WikiArt-Emotions',
  home: 'https://saifmohammad.com/WebPages/wikiartemotions.html',
  folders: ['wikiart-emotions', 'WikiArt-Emotions'],
  obtain:
    'Get WikiArt-Emotions-All.tsv from https://saifmohammad.com/WebPages/wikiartemotions.html and the pictures from WikiArt',
  layout: 'the table and images/<ID>.jpg',
  voted: WIKIART_EMOTIONS,
  pictures: 4105,
  read: (root, faults) => {
    const own = join(root, 'wikiart_emotions_matched.tsv');
    const path = existsSync(own) ? own : join(root, 'WikiArt-Emotions-All.tsv');
    const votes = columnsFor(WIKIART_EMOTIONS, emotion => `ImageOnly: ${emotion}`);
    // Titles hold quotation marks.
    return readRatings(path, { id: ['ID'], ...votes }, faults, { delimiter: '\t', quote: false }).map(row => ({
      file: `images/${row.text('id')}.jpg`,
      where: row.where,
      votes: row.numbers(WIKIART_EMOTIONS),
    }));
  },
});
