/** Emotion6 (Peng, Sadovnik, Gallagher and Chen 2015, "A mixed bag of emotions"): 1,980 photographs, each rated by 15 people. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EKMAN, EKMAN_AND_NEUTRAL } from '../emotions.ts';
import { ratedDataset } from '../rated-set.ts';
import { type Faults, readRatings } from '../rating-table.ts';
import type { Rating } from '../ratings.ts';
import { nine } from '../scales.ts';

const COLUMNS = {
  file: ['image_filename', 'file', 'image', 'image path'],
  valence: ['valence', 'V'],
  arousal: ['arousal', 'A'],
  anger: ['prob. anger', 'anger'],
  disgust: ['prob. disgust', 'disgust'],
  fear: ['prob. fear', 'fear'],
  joy: ['prob. joy', 'joy'],
  sadness: ['prob. sadness', 'sadness'],
  surprise: ['prob. surprise', 'surprise'],
  neutral: ['prob. neutral', 'neutral'],
};

/** Valence and arousal on 1 to 9; the emotion is the keyword that the picture was searched by, the votes those for six emotions and neutral. */
export const emotion6 = ratedDataset({
  name: 'emotion6',
  title: 'Emotion6',
  folders: ['emotion6', 'Emotion6'],
  obtain: 'Get Emotion6.zip from http://chenlab.ece.cornell.edu/downloads.html',
  layout: 'its ground_truth.txt and images/<emotion>/<n>.jpg (or an index.csv of such columns)',
  dimensions: nine('valence', 'arousal'),
  classes: EKMAN,
  voted: EKMAN_AND_NEUTRAL,
  pictures: 1980,
  read: (root, faults) => {
    const index = join(root, 'index.csv');
    return existsSync(index) ? ratings(index, faults, ',') : ratings(join(root, 'ground_truth.txt'), faults, '\t');
  },
});

/** In the owners' file and in an index pictures are below images/; the folder of one, or the beginning of its name, is its keyword. */
const ratings = (path: string, faults: Faults, delimiter: string): readonly Rating[] =>
  readRatings(path, COLUMNS, faults, { delimiter }).map(row => {
    const file = row.text('file');
    return {
      file: `images/${file}`,
      where: row.where,
      dimensions: row.numbers(['valence', 'arousal']),
      emotion: file.split(/[/_]/)[0]!,
      votes: row.numbers(EKMAN_AND_NEUTRAL),
    };
  });
