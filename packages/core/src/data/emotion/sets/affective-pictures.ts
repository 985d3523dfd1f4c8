/** IAPS (Lang, Bradley and Cuthbert) and NAPS (Marchewka et al. 2014): photographs rated on scales from 1 to 9, handed out on request. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { entriesOf } from '../../formats/listing.ts';
import { ratedDataset } from '../rated-set.ts';
import { type Faults, readRatings } from '../rating-table.ts';
import type { Rating } from '../ratings.ts';
import { nine } from '../scales.ts';

/** A list of the form that PDANet's code reads: a key without an ending, valence, arousal and a third value, without a line of names. */
const vad = (path: string, root: string, faults: Faults): readonly Rating[] => {
  const format = { delimiter: [' ', '\t'], names: ['key', 'valence', 'arousal', 'third'] };
  const pictures = picturesIn(join(root, 'Dataset'), 'Dataset/');
  return readRatings(
    path,
    { key: ['key'], valence: ['valence'], arousal: ['arousal'], third: ['third'] },
    faults,
    format,
  ).map(row => ({
    file: pictures(row.text('key')),
    where: row.where,
    dimensions: row.numbers(['valence', 'arousal', 'third']),
  }));
};

/** The picture of a key in a folder, whatever its ending. */
function picturesIn(folder: string, prefix: string): (key: string) => string {
  const files = existsSync(folder) ? entriesOf(folder).files : [];
  const byKey = new Map(files.map(file => [file.replace(/\.\w+$/, ''), file]));
  return key => `${prefix}${byKey.get(key) ?? `${key}.jpg`}`;
}

/** Where dominance was not asked for in one form, it was in the other. */
const MISSING = '.';

/**
 * Valence, arousal and dominance, each the mean of about 100 people. Twelve pictures were rated in two studies: the first counts. 240 pictures have
 * dominance in the second form alone, a scale of other drawings.
 */
export const iaps = ratedDataset({
  name: 'iaps',
  title: 'IAPS',
  folders: ['iaps', 'IAPS'],
  obtain: 'Ask the Center for the Study of Emotion and Attention at the University of Florida for IAPS',
  layout: 'its AllSubjects_1-20.txt and the pictures, or IAPS_VAD.txt and Dataset/*.jpg',
  dimensions: nine('valence', 'arousal', 'dominance'),
  pictures: 1182,
  read: (root, faults) => {
    const own = join(root, 'IAPS_VAD.txt');
    return existsSync(own) ? vad(own, root, faults) : allSubjects(root, faults);
  },
});

/** Lines before that of the names in the owners' list. */
const PREAMBLE = 6;

function allSubjects(root: string, faults: Faults): readonly Rating[] {
  const pictures = picturesIn(root, '');
  const columns = {
    id: ['IAPS'],
    valence: ['valmn'],
    arousal: ['aromn'],
    dominance: ['dom1mn'],
    second: ['dom2mn'],
  };
  const seen = new Set<string>();
  return readRatings(join(root, 'AllSubjects_1-20.txt'), columns, faults, { delimiter: '\t', skip: PREAMBLE }).flatMap(
    (row): readonly Rating[] => {
      // Spreadsheets write 1050 as 1050.0.
      const id = row.text('id').replace(/\.0$/, '');
      if (seen.has(id)) return [];
      seen.add(id);
      const form = row.text('dominance') === MISSING ? ('second' as const) : ('dominance' as const);
      return [
        {
          file: pictures(id),
          where: row.where,
          dimensions: row.numbers(['valence', 'arousal', form]),
        },
      ];
    },
  );
}

/** Valence and arousal, the means of 204 people on sliding scales. NAPS has no dominance; the third value of PDANet's list isn't read. */
export const naps = ratedDataset({
  name: 'naps',
  title: 'NAPS',
  folders: ['naps', 'NAPS'],
  obtain: 'Ask the Nencki Institute of Experimental Biology for NAPS',
  layout: 'naps.csv of the columns file, valence and arousal, and images/*.jpg; or NAPS_VAD.txt and Dataset/*.jpg',
  dimensions: nine('valence', 'arousal'),
  pictures: 1356,
  read: (root, faults) => {
    const list = join(root, 'NAPS_VAD.txt');
    if (existsSync(list)) {
      return vad(list, root, faults).map(({ dimensions = [], ...rest }) => ({
        ...rest,
        dimensions: dimensions.slice(0, 2),
      }));
    }
    return readRatings(
      join(root, 'naps.csv'),
      { file: ['file', 'ID'], valence: ['valence'], arousal: ['arousal'] },
      faults,
    ).map(row => ({
      file: `images/${row.text('file')}`,
      where: row.where,
      dimensions: row.numbers(['valence', 'arousal']),
    }));
  },
});
