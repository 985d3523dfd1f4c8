/** The ratings of a set whose pictures are there, after a look at all that may be wrong. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RefoldError } from '../../error.ts';
import { someOf } from '../formats/listing.ts';
import { requireWholePictures } from '../formats/whole-pictures.ts';
import { Faults } from './rating-table.ts';
import type { RatedSet, Rating } from './ratings.ts';

/** Ratings whose pictures are there, and what a user should know. */
export interface Listed {
  readonly ratings: readonly Rating[];
  readonly notices: readonly string[];
}

/**
 * Lists a set. Ratings whose pictures aren't there are left out, and named in a notice.
 * @throws RefoldError naming what is wrong: lines of a table that aren't readable, out of range or twice there, pictures that can't be decoded; where no picture
 * is there at all
 */
export async function listRatings(set: RatedSet<string>, root: string): Promise<Listed> {
  const listed = listTables(set, root);
  await requireWholePictures(listed.ratings.map(({ file }) => join(root, file)));
  return listed;
}

/**
 * As `listRatings`, without a look into pictures.
 * @throws RefoldError as `listRatings`
 */
export function listTables(set: RatedSet<string>, root: string): Listed {
  const faults = new Faults();
  const all = set.read(root, faults);
  findFaults(set, all, faults);
  faults.refuse(`${set.title} in ${root}`);
  const there = filesIn(root, all);
  const ratings = all.filter(({ file }) => there.has(file));
  const absent = all.filter(({ file }) => !there.has(file)).map(({ file }) => file);
  if (ratings.length === 0) {
    throw new RefoldError(
      `${set.title}: none of the ${all.length} pictures that ${root} lists is there, such as ${someOf(absent, 2)}. Put ${set.layout} into it.`,
    );
  }
  const notices = [
    ...(all.length === set.pictures ? [] : [`${all.length} pictures are listed, where ${set.pictures} are known`]),
    ...(absent.length === 0 ? [] : [`${numberOf(absent)} exist: ${someOf(absent)}`]),
  ];
  return { ratings, notices: notices.map(what => `${set.title} in ${root}: ${what}`) };
}

/** The files of ratings that are in the set's folder; each folder is listed once. */
function filesIn(root: string, ratings: readonly Rating[]): ReadonlySet<string> {
  const folders = new Map<string, ReadonlySet<string>>();
  return new Set(
    ratings.flatMap(({ file }) => {
      const cut = file.lastIndexOf('/');
      const [folder, name] = [file.slice(0, Math.max(0, cut)), file.slice(cut + 1)];
      const path = join(root, folder);
      const names = folders.get(folder) ?? new Set(existsSync(path) ? readdirSync(path) : []);
      folders.set(folder, names);
      return names.has(name) ? [file] : [];
    }),
  );
}

function findFaults(
  { classes, dimensions = [], voted = [] }: RatedSet<string>,
  ratings: readonly Rating[],
  faults: Faults,
) {
  const known = new Map<string, string>();
  for (const { file, where, emotion, votes, dimensions: values } of ratings) {
    const before = known.get(file);
    if (before !== undefined) faults.add(`${where}: ${file} is rated in ${before} already`);
    known.set(file, where);
    if (classes !== undefined && !classes.includes(emotion ?? '')) {
      faults.add(`${where}: '${emotion}' isn't one of ${classes.join(', ')}`);
    }
    if (votes?.some(vote => vote < 0) || votes?.every(vote => vote === 0)) {
      faults.add(`${where}: ${votes.join(', ')} aren't votes for ${voted.join(', ')}`);
    }
    for (const [i, { name, range }] of dimensions.entries()) {
      const value = values?.[i] ?? Number.NaN;
      // NaN is a fault already.
      if (value < range[0] || value > range[1]) {
        faults.add(`${where}: ${name} is ${value}, outside ${range.join(' to ')}`);
      }
    }
  }
}

const numberOf = ({ length }: readonly string[]): string =>
  length === 1 ? "one listed picture doesn't" : `${length} listed pictures don't`;
