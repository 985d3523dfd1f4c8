/** OASIS (Kurdi, Lozano and Banaji 2017): 900 photographs, rated by about 100 people on each dimension. */
import { join } from 'node:path';
import { ratedDataset } from '../rated-set.ts';
import { readRatings } from '../rating-table.ts';
import { seven } from '../scales.ts';

/**
 * Valence and arousal on 1 to 7. Pictures of a theme ("Acorns 1", "Acorns 2") are nearly the same, and belong together. Some show nudity, wounds and
 * the dead.
 */
export const oasis = ratedDataset({
  name: 'oasis',
  title: 'OASIS',
  home: 'https://osf.io/6pnd7',
  folders: ['oasis', 'OASIS'],
  obtain: 'Get OASIS from https://osf.io/6pnd7',
  layout: 'its OASIS.csv and images/*.jpg',
  dimensions: seven('valence', 'arousal'),
  pictures: 900,
  read: (root, faults) =>
    readRatings(
      join(root, 'OASIS.csv'),
      { theme: ['Theme'], valence: ['Valence_mean'], arousal: ['Arousal_mean'] },
      faults,
    ).map(row => {
      const theme = row.text('theme');
      return {
        file: `images/${theme}.jpg`,
        where: row.where,
        group: theme.replace(/\s*\d+$/, ''),
        dimensions: row.numbers(['valence', 'arousal']),
      };
    }),
});
