/** Sets of pictures that people rated for emotion, as datasets: which label is wanted, and which folds are read. */
import { join } from 'node:path';
import { RefoldError } from '../../error.ts';
import { Rng } from '../../rng.ts';
import { type Dataset, pixelDataset } from '../dataset.ts';
import { imagenet } from '../datasets/imagenet.ts';
import type { DatasetDescriptor, FullSpec, Normalized } from '../descriptor.ts';
import { type Dimension, outputWidth } from '../labels.ts';
import { decodedPictures } from './decoded-pictures.ts';
import { groupedFolds } from './folds.ts';
import { gathered, labelOf, type Wanted, wantedOf } from './rated-labels.ts';
import { listRatings } from './rated-listing.ts';
import type { Faults } from './rating-table.ts';

export interface RatedOptions {
  /** Side of the square images: pictures are scaled to it whatever their proportions. Default: 224. */
  readonly side: number;
  /** Default: the first that the set offers, in the order of `Wanted`. */
  readonly label: Wanted | undefined;
  /** Number of folds, drawn by groups that belong together. Default: 5. */
  readonly folds: number;
  /** The fold that is the test split, from 0; train is all others. Default: 0. */
  readonly fold: number;
  /** The folds that are read, where they are others than `fold` says: a part of train to validate on, say. */
  readonly only: readonly number[] | undefined;
}

/** What people said of one picture. */
export interface Rating {
  /** The picture, relative to the set's folder. */
  readonly file: string;
  /** Where it was read: 'index.csv, line 12'. */
  readonly where: string;
  /** Pictures of one group show the same, and are in one fold. Default: each stands alone. */
  readonly group?: string;
  /** A value on each of the set's dimensions. */
  readonly dimensions?: readonly number[];
  /** One of the set's classes. */
  readonly emotion?: string;
  /** How many, or which share, said each emotion that was voted for. */
  readonly votes?: readonly number[];
}

/** A set: where it is found, what its labels are, and how its files are read. */
export interface RatedSet<Name extends string> {
  readonly name: Name;
  readonly title: string;
  readonly home?: string;
  /** Folders in which it may lie, in the data folder. */
  readonly folders: readonly string[];
  /** What the user has to do to get it, as the beginning of a sentence. */
  readonly obtain: string;
  /** The files that are expected. */
  readonly layout: string;
  readonly dimensions?: readonly Dimension[];
  readonly classes?: readonly string[];
  /** The emotions that people voted for. */
  readonly voted?: readonly string[];
  /** How many pictures its owners name. */
  readonly pictures: number;
  /** Reads all ratings, in any order. @throws RefoldError for files that aren't there or of another layout; faults of single lines go to `faults` */
  read(root: string, faults: Faults): readonly Rating[];
}

/** A set's descriptor. Its images are [side, side, 3], scaled and decoded once (`decodedPictures`). */
export function ratedDataset<Name extends string>(
  set: RatedSet<Name>,
): DatasetDescriptor<Name, RatedOptions> & Normalized {
  const { name, title, home, folders, obtain, layout } = set;
  return {
    name,
    title,
    ...(home !== undefined && { home }),
    origin: { kind: 'manual', folders: () => folders, obtain, layout },
    defaults: { side: 224, label: undefined, folds: 5, fold: 0, only: undefined },
    normalization: imagenet.normalization,
    augmentation: { flip: true },
    shape: ({ side }) => [side, side, 3],
    labelKind: ({ label }) => wantedOf(set, label)[1],
    size: () => undefined,
    fit: ({ shape: [height] }) => ({ side: height }),
    inspect: async (_, root) => (await listRatings(set, root)).notices,
    read: (spec, root) => readSplit(set, spec, root),
  };
}

async function readSplit(set: RatedSet<string>, spec: FullSpec<RatedOptions>, root: string): Promise<Dataset> {
  const { name, title } = set;
  const { split, side, folds, label } = spec;
  const [wanted, labelKind] = wantedOf(set, label);
  const read = new Set(foldsOf(name, spec));
  const { ratings, notices } = await listRatings(set, root);
  const groups = ratings.map(({ group, file }) => group ?? file);
  const foldOf = groupedFolds(groups, folds, Rng.seeded(0).fork(name));
  const chosen = ratings.flatMap((rating, index) => {
    const values = labelOf(set, rating, wanted);
    return values === undefined ? [] : [{ index, values }];
  });
  const unlabelled = ratings.length - chosen.length;
  const examples = chosen.filter(({ index }) => read.has(foldOf[index]!));
  const files = ratings.map(({ file }) => join(root, file));
  const pixels = await decodedPictures(name, files, side);
  const labels = gathered(
    labelKind,
    examples.map(({ values }) => values),
    outputWidth(labelKind),
  );
  const about = {
    name,
    split,
    shape: [side, side, 3] as const,
    labelKind,
    size: examples.length,
    labels,
    notices: [
      ...notices,
      ...(unlabelled > 0 ? [`${title}: ${unlabelled} pictures without one ${wanted} are left out`] : []),
    ],
  };
  return pixelDataset(about, indices => pixels(Uint32Array.from(indices, i => examples[i]!.index)));
}

/** The folds that a split consists of. */
function foldsOf(name: string, { split, folds, fold, only }: FullSpec<RatedOptions>): readonly number[] {
  const all = [...Array(folds).keys()];
  const unknown = [fold, ...(only ?? [])].find(one => !all.includes(one));
  if (unknown !== undefined) throw new RefoldError(`${name}: there is no fold ${unknown} of ${folds}; the first is 0.`);
  return only ?? (split === 'test' ? [fold] : all.filter(other => other !== fold));
}
