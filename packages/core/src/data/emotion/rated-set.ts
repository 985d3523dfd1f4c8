/** Sets of pictures that people rated for emotion, as datasets: which label is wanted, and which folds are read. */
import { join } from 'node:path';
import { RefoldError } from '../../error.ts';
import { Rng } from '../../rng.ts';
import { type Dataset, pixelDataset } from '../dataset.ts';
import { imagenet } from '../datasets/imagenet.ts';
import type { DatasetDescriptor, FullSpec, Normalized, PicturesOf } from '../descriptor.ts';
import { outputWidth } from '../labels.ts';
import { amongEmotions } from './chosen-emotions.ts';
import { decodedPictures } from './decoded-pictures.ts';
import { groupedFolds } from './folds.ts';
import { gathered, type LabelChoice, labelOf, wantedOf } from './rated-labels.ts';
import { type Listed, listRatings, listTables } from './rated-listing.ts';
import type { LabelledSet, RatedSet, Rating, Said } from './ratings.ts';
import { samePictures } from './same-pictures.ts';
import { onUnitScale } from './scales.ts';

export interface RatedOptions {
  /** Side of the square images: pictures are scaled to it whatever their proportions. Default: 224. */
  readonly side: number;
  /** Default: the first that the set offers, in the order of `LabelChoice`. */
  readonly label: LabelChoice | undefined;
  /** The scale of dimensions: their own, or one of 0 to 1 for all. Default: 'own'. */
  readonly scale: 'own' | 'unit';
  /**
   * Only these emotions, in this order: those that two sets share, say. Pictures of others are left out, and votes for others don't count. 'joy' and
   * 'happiness' are the same. Default: all that the set has.
   */
  readonly emotions: readonly string[] | undefined;
  /** Number of folds, drawn by groups that belong together. Default: 5. */
  readonly folds: number;
  /** Whether pictures that belong together are in one fold. Default: true. Without it results are too good: near-duplicates are on both sides. */
  readonly grouped: boolean;
  /** The fold that is the test split, from 0; train is all others. Default: 0. */
  readonly fold: number;
  /** The folds that are read, where they are others than `fold` says: a part of train to validate on, say. */
  readonly only: readonly number[] | undefined;
  /**
   * Another set: pictures that it has too are left out, with those that belong together with them, so that none is on both sides of a run
   * that trains on one set and is tested on the other. Default: none is left out. Folds are the same with it and without.
   */
  readonly without: string | undefined;
}

/**
 * A set's descriptor. Its images are [side, side, 3], scaled and decoded once (`decodedPictures`), in an order that is random and always the same.
 */
export function ratedDataset<Name extends string>(
  set: RatedSet<Name>,
): DatasetDescriptor<Name, RatedOptions> & Normalized {
  const { name, title, home, folders, obtain, layout } = set;
  return {
    name,
    title,
    ...(home !== undefined && { home }),
    origin: { kind: 'manual', folders: () => folders, obtain, layout },
    defaults: {
      side: 224,
      label: undefined,
      scale: 'own',
      emotions: undefined,
      folds: 5,
      grouped: true,
      fold: 0,
      only: undefined,
      without: undefined,
    },
    normalization: imagenet.normalization,
    augmentation: { flip: true },
    shape: ({ side }) => [side, side, 3],
    labelKind: spec => wantedOf(seen(set, spec)[0], spec.label)[1],
    size: () => undefined,
    fit: ({ shape: [height] }) => ({ side: height }),
    check: root => void listTables(set, root),
    pictures: async root => filesOf(await listRatings(set, root), root),
    inspect: async (spec, root, picturesOf) => {
      const listed = await listRatings(set, root);
      return [...listed.notices, ...(await leftOut(set, spec, root, listed, picturesOf)).notices];
    },
    read: (spec, root, picturesOf) => readSplit(set, spec, root, picturesOf),
  };
}

/** The set as a spec sees it, and what was said of a picture, seen so. */
function seen<S extends LabelledSet>(
  set: S,
  { scale, emotions }: Pick<RatedOptions, 'scale' | 'emotions'>,
): readonly [S, (said: Said) => Said] {
  const [scaled, onScale] = scale === 'unit' && set.dimensions !== undefined ? onUnitScale(set) : [set, same];
  const [chosen, among] = emotions === undefined ? [scaled, same] : amongEmotions(scaled, emotions);
  return [chosen, said => among(onScale(said))];
}

const same = (said: Said): Said => said;

async function readSplit(
  own: RatedSet<string>,
  spec: FullSpec<RatedOptions>,
  root: string,
  picturesOf: PicturesOf,
): Promise<Dataset> {
  const { name, title } = own;
  const { split, side, folds, grouped, label } = spec;
  const [set, asSeen] = seen(own, spec);
  if (!(Number.isInteger(side) && side > 0)) {
    throw new RefoldError(`${name}: side is ${side}: it must be a whole number above 0.`);
  }
  const [wanted, labelKind] = wantedOf(set, label);
  const read = new Set(foldsOf(name, spec));
  const listed = await listRatings(own, root);
  const { ratings } = listed;
  const shared = await leftOut(own, spec, root, listed, picturesOf);
  const groups = ratings.map(rating => (grouped ? groupOf(rating) : rating.file));
  const rng = Rng.seeded(0).fork(name);
  const foldOf = groupedFolds(groups, folds, rng);
  // Tables are sorted by theme or emotion: shuffled, the first so many examples are a sample.
  const order = Array.from(rng.fork('order').permutation(ratings.length)).filter(index => !shared.places.has(index));
  const chosen = order.flatMap(index => {
    const values = labelOf(set, asSeen(ratings[index]!), wanted);
    return values === undefined ? [] : [{ index, values }];
  });
  const unlabelled = order.length - chosen.length;
  const examples = chosen.filter(({ index }) => read.has(foldOf[index]!));
  const pixels = await decodedPictures(name, filesOf(listed, root), side);
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
      ...listed.notices,
      ...shared.notices,
      ...(unlabelled > 0 ? [`${title}: ${unlabelled} pictures without one ${wanted} are left out`] : []),
    ],
  };
  return pixelDataset(about, indices => pixels(Uint32Array.from(indices, i => examples[i]!.index)));
}

const groupOf = ({ group, file }: Rating): string => group ?? file;
const filesOf = ({ ratings }: Listed, root: string): readonly string[] => ratings.map(({ file }) => join(root, file));

/** The places of ratings whose pictures, or others of their groups, the set `without` has too. */
async function leftOut(
  { name, title }: RatedSet<string>,
  { without }: FullSpec<RatedOptions>,
  root: string,
  listed: Listed,
  picturesOf: PicturesOf,
): Promise<{ readonly places: ReadonlySet<number>; readonly notices: readonly string[] }> {
  if (without === undefined) return { places: new Set(), notices: [] };
  if (without === name) throw new RefoldError(`${name}: \`without\` names the set itself. Name another one.`);
  const others = { name: without, files: await picturesOf(without) };
  const same = await samePictures({ name, files: filesOf(listed, root) }, others);
  const { ratings } = listed;
  const groups = new Set([...same].map(place => groupOf(ratings[place]!)));
  const places = [...ratings.keys()].filter(place => groups.has(groupOf(ratings[place]!)));
  if (places.length === ratings.length)
    throw new RefoldError(`${name}: ${without} has all of its pictures too, so none is left.`);
  const group = places.length === same.size ? '' : `, and ${places.length - same.size} that belong together with them`;
  return {
    places: new Set(places),
    notices: [`${title}: ${same.size} of ${ratings.length} pictures are left out, which ${without} has too${group}`],
  };
}

/** The folds that a split consists of. */
function foldsOf(name: string, { split, folds, fold, only }: FullSpec<RatedOptions>): readonly number[] {
  if (!(Number.isInteger(folds) && folds > 1)) {
    throw new RefoldError(`${name}: folds are ${folds}: they must be a whole number above 1.`);
  }
  const all = [...Array(folds).keys()];
  const unknown = [fold, ...(only ?? [])].find(one => !all.includes(one));
  if (unknown !== undefined)
    throw new RefoldError(`${name}: fold ${unknown} doesn't exist: there are ${folds}, from 0.`);
  return only ?? (split === 'test' ? [fold] : all.filter(other => other !== fold));
}
