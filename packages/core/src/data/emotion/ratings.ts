/** What people said of pictures, and what a set of such pictures is. */
import type { Dimension } from '../labels.ts';
import type { Faults } from './rating-table.ts';

/** What people said of a picture. */
export interface Said {
  /** A value on each of the set's dimensions. */
  readonly dimensions?: readonly number[];
  /** One of the set's classes. */
  readonly emotion?: string;
  /** How many, or which share, said each emotion that was voted for. */
  readonly votes?: readonly number[];
}

/** What they said of one picture of a set. */
export interface Rating extends Said {
  /** The picture, relative to the set's folder. */
  readonly file: string;
  /** Where it was read: 'index.csv, line 12'. */
  readonly where: string;
  /** Pictures of one group show the same, and are in one fold. Default: each stands alone. */
  readonly group?: string;
}

/** What labels a set has. */
export interface LabelledSet {
  readonly name: string;
  readonly dimensions?: readonly Dimension[];
  readonly classes?: readonly string[];
  /** The emotions that people voted for. */
  readonly voted?: readonly string[];
}

/** A set: where it is found, what its labels are, and how its files are read. */
export interface RatedSet<Name extends string> extends LabelledSet {
  readonly name: Name;
  readonly title: string;
  readonly home?: string;
  /** Folders in which it may lie, in the data folder. */
  readonly folders: readonly string[];
  /** What the user has to do to get it, as the beginning of a sentence. */
  readonly obtain: string;
  /** The files that are expected. */
  readonly layout: string;
  /** How many pictures its owners name. */
  readonly pictures: number;
  /** Reads all ratings, in any order. @throws RefoldError for files that aren't there or of another layout; faults of single lines go to `faults` */
  read(root: string, faults: Faults): readonly Rating[];
}
