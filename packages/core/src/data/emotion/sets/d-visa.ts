/** D-ViSA: 2,782 abstract paintings of WikiArt, each with an emotion and a point in valence, arousal and dominance. */
import { join } from 'node:path';
import { emotionNamed, MIKELS } from '../emotions.ts';
import { ratedDataset } from '../rated-set.ts';
import { readRatings } from '../rating-table.ts';
import { unit } from '../scales.ts';

/** Valence, arousal and dominance on 0 to 1, and one of Mikels' emotions. Two entries of the same painting belong together. */
export const dVisa = ratedDataset({
  name: 'd-visa',
  title: 'D-ViSA',
  home: 'https://github.com/dxlabskku/D-ViSA',
  folders: ['d-visa', 'D-ViSA'],
  obtain: 'Get the labels from https://github.com/dxlabskku/D-ViSA and the paintings from WikiArt',
  layout: 'an index.csv of the columns file, label, valence, arousal, dominance and same_as, and images/*.jpg',
  dimensions: unit('valence', 'arousal', 'dominance'),
  classes: MIKELS,
  pictures: 2782,
  read: (root, faults) =>
    readRatings(
      join(root, 'index.csv'),
      {
        file: ['file'],
        emotion: ['label', 'final_emo'],
        valence: ['valence'],
        arousal: ['arousal'],
        dominance: ['dominance'],
        same: ['same_as'],
      },
      faults,
    ).map(row => {
      const file = row.text('file');
      return {
        file: `images/${file}`,
        where: row.where,
        group: row.text('same') || file,
        dimensions: row.numbers(['valence', 'arousal', 'dominance']),
        emotion: emotionNamed(row.text('emotion')),
      };
    }),
});
