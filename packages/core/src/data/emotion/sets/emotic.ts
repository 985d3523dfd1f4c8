/** EMOTIC (Kosti, Alvarez, Recasens and Lapedriza 2017, 2019): people in context, rated for what they feel. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { RefoldError } from '../../../error.ts';
import { type MatArray, readMat } from '../../formats/mat.ts';
import { ratedDataset } from '../rated-set.ts';
import { type Faults, type RatingRow, readRatings } from '../rating-table.ts';
import type { Rating } from '../ratings.ts';
import { ten } from '../scales.ts';

const DIMENSIONS = ['valence', 'arousal', 'dominance'];
/** The owners' file, and where it may lie. */
const ANNOTATIONS = ['Annotations/Annotations.mat', 'Annotations.mat'];
const SPLITS = ['train', 'val', 'test'] as const;

const COLUMNS = { folder: ['Folder'], file: ['Filename'], values: ['Continuous_Labels'] };
/** The lists of the splits as they are commonly exported. */
const LISTS = SPLITS.map(split => `${split}.csv`);

/** One person in a picture. */
interface Person {
  /** Folder and name of the picture. */
  readonly file: string;
  readonly where: string;
  /** A value on each dimension; NaN for one without ratings. */
  readonly values: readonly number[];
}

/**
 * Valence, arousal and dominance on 1 to 10, of whole pictures: the mean over the people in them, which the papers that use pictures don't document.
 * Of several annotators of a person their mean counts, as the owners give it. People without ratings are left out.
 */
export const emotic = ratedDataset({
  name: 'emotic',
  title: 'EMOTIC',
  home: 'https://s3.sunai.uoc.edu/emotic',
  folders: ['emotic', 'EMOTIC'],
  obtain: 'Ask the authors of EMOTIC for it',
  layout: `its ${ANNOTATIONS[0]} (or ${LISTS.join(', ')} of the columns ${Object.values(COLUMNS).flat().join(', ')}) and the folders of pictures`,
  dimensions: ten(...DIMENSIONS),
  pictures: 23_571,
  read: (root, faults) => {
    const below = existsSync(join(root, 'emotic')) ? 'emotic' : '';
    const pictures = new Map<string, { readonly where: string; readonly people: (readonly number[])[] }>();
    for (const { file, where, values } of peopleIn(root, faults)) {
      if (values.some(Number.isNaN)) continue;
      const known = pictures.get(file) ?? { where, people: [] };
      known.people.push(values);
      pictures.set(file, known);
    }
    return [...pictures].map(
      ([file, { where, people }]): Rating => ({
        file: join(below, file),
        where,
        dimensions: DIMENSIONS.map((_, i) => people.reduce((sum, values) => sum + values[i]!, 0) / people.length),
      }),
    );
  },
});

function peopleIn(root: string, faults: Faults): readonly Person[] {
  if (LISTS.some(list => existsSync(join(root, list)))) {
    return LISTS.flatMap(list => readRatings(join(root, list), COLUMNS, faults)).map(row => ({
      file: join(row.text('folder'), row.text('file')),
      where: row.where,
      values: listedValues(row, faults),
    }));
  }
  const path = ANNOTATIONS.map(file => join(root, file)).find(existsSync);
  if (path === undefined) throw new RefoldError(`${root} has neither ${ANNOTATIONS[0]} nor ${LISTS.join(', ')}.`);
  const variables = readMat(path, SPLITS);
  return SPLITS.flatMap(split => annotated(variables[split], `${basename(path)}, ${split}`, faults));
}

/** '[5.0, 3.0, 9.0]' as numbers; a person without ratings has 'nan'. */
function listedValues(row: RatingRow<keyof typeof COLUMNS>, faults: Faults): readonly number[] {
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

/** The people in the pictures of a split, which is an array of structs. */
function annotated(split: MatArray, where: string, faults: Faults): readonly Person[] {
  const images = required('structs', split, where);
  return indices(images).flatMap(i => {
    const here = `${where}(${i + 1})`;
    const text = (field: string): string => required('text', images.at(i, field), `${here}.${field}`).lines[0] ?? '';
    const file = join(text('folder'), text('filename'));
    const people = images.at(i, 'person');
    if (isEmpty(people)) return [];
    const { fields, at, ...shaped } = required('structs', people, `${here}.person`);
    // In val and test several people annotated each person, and their mean is given.
    const field = fields.find(one => one === 'combined_continuous') ?? 'annotations_continuous';
    return indices(shaped).map(k => ({
      file,
      where: here,
      values: annotatedValues(at(k, field), `${here}.person(${k + 1}).${field}`, faults),
    }));
  });
}

/** A struct with a number for each dimension; empty, or NaN, for a person without ratings. */
function annotatedValues(ratings: MatArray, where: string, faults: Faults): readonly number[] {
  if (isEmpty(ratings)) return DIMENSIONS.map(() => Number.NaN);
  const rated = required('structs', ratings, where);
  return DIMENSIONS.map(name => {
    const { values } = required('numbers', rated.at(0, name), `${where}.${name}`);
    if (values.length !== 1) faults.add(`${where}.${name} is of ${values.length} numbers, not one`);
    return values[0] ?? Number.NaN;
  });
}

const countOf = ({ shape }: Pick<MatArray, 'shape'>): number => shape.reduce((a, b) => a * b, 1);
const indices = (array: Pick<MatArray, 'shape'>): readonly number[] => [...Array(countOf(array)).keys()];
/** An array of nothing, of whichever kind. */
const isEmpty = (array: MatArray): boolean => countOf(array) === 0;

function required<Kind extends MatArray['kind']>(kind: Kind, array: MatArray, where: string) {
  if (array.kind !== kind) throw new RefoldError(`${where} has ${array.kind} instead of ${kind}. Get the file anew.`);
  return array as Extract<MatArray, { readonly kind: Kind }>;
}
