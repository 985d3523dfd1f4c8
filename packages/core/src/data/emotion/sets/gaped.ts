/** GAPED (Dan-Glauser and Scherer 2011): 730 pictures in six groups, rated by about 60 people. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { entriesOf, isPicture } from '../../formats/listing.ts';
import { ratedDataset } from '../rated-set.ts';
import { type Faults, readRatings } from '../rating-table.ts';
import type { Rating } from '../ratings.ts';
import { hundred } from '../scales.ts';

/** Animals, violations of human rights, neutral, positive, snakes, spiders: each a folder and a table. */
const GROUPS = ['A', 'H', 'N', 'P', 'Sn', 'Sp'];
/** What the tables' columns are called, of which the ones of deviations lie between. */
const COLUMNS = {
  file: ['name', 'picture', 'file'],
  valence: ['valence', 'V mean', 'valence mean'],
  arousal: ['arousal', 'A mean', 'arousal mean'],
};

/** Valence and arousal on 0 to 100. */
export const gaped = ratedDataset({
  name: 'gaped',
  title: 'GAPED',
  folders: ['gaped', 'GAPED'],
  obtain: 'Get GAPED from the Swiss Center for Affective Sciences in Geneva',
  layout: 'its folders A, H, N, P, Sn and Sp and the table "<folder>_with SD.txt" of each',
  dimensions: hundred('valence', 'arousal'),
  pictures: 730,
  read: (root, faults) => GROUPS.flatMap(group => ratings(root, group, faults)),
});

/** The tables name .jpg files where the folders have .bmp: the picture is the file of that name, whatever its ending. */
function ratings(root: string, group: string, faults: Faults): readonly Rating[] {
  const folder = join(root, group);
  const files = existsSync(folder) ? entriesOf(folder).files.filter(isPicture) : [];
  const stem = (file: string): string => file.replace(/\.\w+$/, '').toLowerCase();
  const byStem = new Map(files.map(file => [stem(file), file]));
  return readRatings(join(root, `${group}_with SD.txt`), COLUMNS, faults, { delimiter: '\t' }).map(row => {
    const name = row.text('file');
    return {
      file: `${group}/${byStem.get(stem(name)) ?? name}`,
      where: row.where,
      dimensions: row.numbers(['valence', 'arousal']),
    };
  });
}
