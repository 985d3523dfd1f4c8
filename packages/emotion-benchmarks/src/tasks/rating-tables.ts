/** Tables of ratings that circulate without their pictures: the votes of two label-distribution sets, and the means of NAPS. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RefoldError } from '@refold/core';
import { columnsFor, dataFolder, Faults, MIKELS, readRatings } from '@refold/core/data';
import type { VoteTable } from './votes.ts';

/** The folder of the tables, in the data folder. */
const FOLDER = 'emotion-tables';

/** Sets with votes for Mikels' emotions, and how many viewers each picture has (Yang, Sun and Sun 2017, AAAI). */
const VOTED = {
  'flickr-ldl': { title: 'Flickr_LDL', file: 'flickr_ldl.csv', raters: 11 },
  'twitter-ldl': { title: 'Twitter_LDL', file: 'twitter_ldl.csv', raters: 8 },
} as const;

/** A set of which the votes can be read. */
export type VotedSet = keyof typeof VOTED;

/** The sets of which the votes can be read. */
export const VOTED_SETS = Object.keys(VOTED) as readonly VotedSet[];

/**
 * The votes of a set for Mikels' emotions.
 * @param folder the data folder
 * @throws RefoldError where the table isn't there, can't be read, or has rows that aren't the votes of as many viewers as the set has
 */
export function loadVotes(name: VotedSet, folder: string = dataFolder()): VoteTable {
  const { title, file, raters } = VOTED[name];
  const faults = new Faults();
  const votes = readRatings(pathOf(folder, file, ['file', ...MIKELS]), columnsFor(MIKELS), faults).map(row => {
    const counts = row.numbers(MIKELS);
    const total = counts.reduce((sum, count) => sum + count, 0);
    // What isn't a number is a fault already.
    if (!Number.isNaN(total) && (total !== raters || counts.some(count => !(Number.isInteger(count) && count >= 0))))
      faults.add(`${row.where}: its votes aren't those of ${raters} viewers: ${counts.join(', ')}`);
    return counts;
  });
  faults.refuse(file);
  return { name: title, emotions: MIKELS, votes };
}

/** Whether a set's table is in the data folder. */
export const votesAreHere = (name: VotedSet, folder: string = dataFolder()): boolean =>
  existsSync(join(folder, FOLDER, VOTED[name].file));

/** The ratings of one picture of NAPS: means on scales from 1 to 9. */
export interface NapsRating {
  readonly file: string;
  /** 'Animals', 'Faces', 'Landscapes', 'Objects' or 'People'. */
  readonly category: string;
  readonly valence: number;
  readonly arousal: number;
}

/**
 * The ratings of NAPS (Marchewka et al. 2014).
 * @param folder the data folder
 * @throws RefoldError where the table isn't there, can't be read, or has values outside 1 to 9
 */
export function loadNapsRatings(folder: string = dataFolder()): readonly NapsRating[] {
  const columns = ['file', 'category', 'valence', 'arousal'] as const;
  const faults = new Faults();
  const ratings = readRatings(pathOf(folder, 'naps.csv', columns), columnsFor(columns), faults).map(row => {
    const scale = (key: 'valence' | 'arousal'): number => {
      const value = row.number(key);
      if (value < 1 || value > 9) faults.add(`${row.where}: ${key} is ${value}, outside 1 to 9`);
      return value;
    };
    return {
      file: row.text('file'),
      category: row.text('category'),
      valence: scale('valence'),
      arousal: scale('arousal'),
    };
  });
  faults.refuse('naps.csv');
  return ratings;
}

/** @throws RefoldError saying what to put where, when there is no such table */
function pathOf(folder: string, file: string, columns: readonly string[]): string {
  const path = join(folder, FOLDER, file);
  if (existsSync(path)) return path;
  throw new RefoldError(
    `${path} doesn't exist. Ratings without pictures are read from ${FOLDER} in the data folder (REFOLD_DATA): put a CSV there with the columns ${columns.join(', ')}.`,
  );
}
