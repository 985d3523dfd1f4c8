/** A user's own table of pictures and what people said of them, as a dataset. */
import { basename, dirname, relative, resolve } from 'node:path';
import { RefoldError } from '../../error.ts';
import type { DatasetDescriptor } from '../descriptor.ts';
import { EKMAN_AND_NEUTRAL, emotionNamed, MIKELS, WIKIART_EMOTIONS } from './emotions.ts';
import { type RatedOptions, ratedDataset } from './rated-set.ts';
import { columnsFor, columnsIn, Faults, type RatingRow, readRatings } from './rating-table.ts';
import type { Rating } from './ratings.ts';

const FILE = ['file', 'path', 'image', 'picture', 'filename', 'image_filename', 'image path'];
const EMOTION = ['label', 'emotion', 'class'];
const GROUP = ['group', 'theme', 'author', 'same_as'];
const DIMENSIONS = ['valence', 'arousal', 'dominance'];
const VOTED = [...new Set<string>([...MIKELS, ...EKMAN_AND_NEUTRAL, ...WIKIART_EMOTIONS])];

/** A table, and what its numbers mean. */
export interface OwnTable {
  /** A CSV file; paths in it are relative to its folder. */
  readonly path: string;
  /** Ends of the scale of valence, arousal and dominance, where the table has them. */
  readonly range?: readonly [low: number, high: number];
}

/**
 * The dataset of a table with a column of picture files (file, path, image) and any of: a label (label, emotion, class), votes (columns named after
 * emotions), values (valence, arousal, dominance), a group of pictures that belong together (group, theme, author).
 * @throws RefoldError for a file that isn't such a table, and for values on dimensions without their range
 */
export function ratedTable({ path, range }: OwnTable): DatasetDescriptor<string, RatedOptions> {
  const header = columnsIn(path);
  const has = (names: readonly string[]): boolean => names.some(name => header.includes(name));
  const dimensions = DIMENSIONS.filter(name => header.includes(name));
  const voted = VOTED.filter(name => header.includes(name));
  if (dimensions.length === 0 && voted.length === 0 && !has(EMOTION)) {
    throw new RefoldError(
      `${path} has no column of labels. Add one: a label (label), votes for emotions (${MIKELS.slice(0, 2).join(', ')}, ...), or values (valence, arousal, dominance).`,
    );
  }
  if (dimensions.length > 0 && !(range !== undefined && range[0] < range[1])) {
    throw new RefoldError(`${path} has values of ${dimensions.join(', ')}. Say the ends of their scale, such as 1,9.`);
  }
  const columns: Record<string, readonly string[]> = {
    file: FILE,
    ...(has(EMOTION) && { emotion: EMOTION }),
    ...(has(GROUP) && { group: GROUP }),
    ...columnsFor([...dimensions, ...voted]),
  };
  const folder = dirname(resolve(path));
  const ratingOf = (row: RatingRow): Rating => ({
    file: relative(folder, resolve(folder, row.text('file'))),
    where: row.where,
    ...(columns.emotion && { emotion: emotionNamed(row.text('emotion')) }),
    ...(columns.group && row.text('group') !== '' && { group: row.text('group') }),
    ...(dimensions.length > 0 && { dimensions: row.numbers(dimensions) }),
    ...(voted.length > 1 && { votes: row.numbers(voted) }),
  });
  const read = (faults: Faults): readonly Rating[] =>
    readRatings(path, columns, faults).map(row => {
      for (const key of ['file', 'emotion']) {
        if (columns[key] && row.text(key) === '') faults.add(`${row.where}: the ${key} is empty`);
      }
      return ratingOf(row);
    });
  const faults = new Faults();
  const ratings = read(faults);
  faults.refuse(path);
  return ratedDataset({
    name: basename(path).replace(/\.\w+$/, ''),
    title: basename(path),
    folders: [folder],
    obtain: `Mend ${path}`,
    layout: 'a table of picture files and labels, and the pictures',
    pictures: ratings.length,
    ...(range !== undefined &&
      dimensions.length > 0 && {
        dimensions: dimensions.map(name => ({ name, range, neutral: (range[0] + range[1]) / 2 })),
      }),
    ...(columns.emotion && { classes: [...new Set(ratings.map(({ emotion }) => emotion!))].sort() }),
    ...(voted.length > 1 && { voted }),
    read: (_, faults) => read(faults),
  });
}
