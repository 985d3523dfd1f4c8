/** EMOTIC (Kosti, Alvarez, Recasens and Lapedriza 2017, 2019): people in context, rated for what they feel. */
import { join } from 'node:path';
import { ratedDataset } from '../rated-set.ts';
import { type Faults, type RatingRow, readRatings } from '../rating-table.ts';
import type { Rating } from '../ratings.ts';
import { ten } from '../scales.ts';

const COLUMNS = { folder: ['Folder'], file: ['Filename'], values: ['Continuous_Labels'] };
/** The lists of the splits as they are commonly exported. */
const LISTS = ['train.csv', 'val.csv', 'test.csv'];

/**
 * Valence, arousal and dominance on 1 to 10, of whole pictures: the mean over the people in them, which the papers that use pictures don't document.
 * People without ratings are left out.
 */
export const emotic = ratedDataset({
  name: 'emotic',
  title: 'EMOTIC',
  home: 'https://s3.sunai.uoc.edu/emotic',
  folders: ['emotic', 'EMOTIC'],
  obtain: 'Ask the authors of EMOTIC for it, and export its Annotations.mat as CSV',
  layout: `${LISTS.join(', ')} of the columns ${Object.values(COLUMNS).flat().join(', ')}, and the folders of pictures that they name`,
  dimensions: ten('valence', 'arousal', 'dominance'),
  pictures: 23_571,
  read: (root, faults) => {
    const pictures = new Map<string, { readonly where: string; readonly people: (readonly number[])[] }>();
    for (const row of LISTS.flatMap(list => readRatings(join(root, list), COLUMNS, faults))) {
      const values = valuesOf(row, faults);
      if (values.some(Number.isNaN)) continue;
      const file = join(row.text('folder'), row.text('file'));
      const known = pictures.get(file) ?? { where: row.where, people: [] };
      known.people.push(values);
      pictures.set(file, known);
    }
    return [...pictures].map(
      ([file, { where, people }]): Rating => ({
        file,
        where,
        dimensions: [0, 1, 2].map(i => people.reduce((sum, values) => sum + values[i]!, 0) / people.length),
      }),
    );
  },
});

/** '[5.0, 3.0, 9.0]' as numbers; a person without ratings has 'nan'. */
function valuesOf(row: RatingRow<keyof typeof COLUMNS>, faults: Faults): readonly number[] {
  const text = row.text('values');
  const values = text
    .replace(/[[\]]/g, '')
    .split(/[,\s]+/)
    .filter(Boolean)
    .map(value => (/^nan$/i.test(value) ? Number.NaN : Number(value)));
  if (values.length === 3 && (values.every(Number.isFinite) || /nan/i.test(text))) return values;
  faults.add(`${row.where}: Continuous_Labels is '${text}', not three numbers`);
  return [Number.NaN, Number.NaN, Number.NaN];
}
